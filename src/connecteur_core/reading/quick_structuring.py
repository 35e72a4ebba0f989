"""The quick road for data that is right: attrs values built straight from parsed TOML, without generating code.

Generating cattrs' functions for the classes of one run takes longer than using them once. So a file is first
tried here; whatever does not fit, for any reason, raises `Misfit` and is left to cattrs, which says what is wrong.
A property test holds the two to the same answers.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from attrs import NOTHING, fields, has

Builder = Callable[[Any], Any]


class Misfit(Exception):
    """The data does not have the wanted shape, or the quick road does not know that shape."""


@cache
def builder_of(wanted: Any) -> Builder:
    """The function that turns parsed TOML into a value of type `wanted`, or raises `Misfit`."""
    if wanted is object:
        return lambda value: value
    if wanted in (str, int, bool, date):
        return _exactly(wanted)
    if wanted is Fraction:
        return exact_number
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return _member(wanted)
    if isinstance(wanted, type) and has(wanted):
        return _attrs_value(wanted)
    arguments = get_args(wanted)
    origin = get_origin(wanted)
    if origin is tuple and arguments[1:] == (Ellipsis,):
        return _tuple(builder_of(arguments[0]))
    if origin in (dict, Mapping) and arguments[0] is str:
        return _table(builder_of(arguments[1]))
    if origin in (Union, UnionType) and len(arguments) == 2 and arguments[1] is NoneType:
        return _optional(builder_of(arguments[0]))
    return _leave_to_cattrs


def _leave_to_cattrs(value: Any) -> Any:
    raise Misfit(value)


def _exactly(wanted: type) -> Builder:
    def build(value: Any) -> Any:
        if type(value) is not wanted:
            raise Misfit(wanted)
        return value

    return build


def exact_number(value: Any) -> Fraction:
    """The number as written: a whole number, or a decimal of at most six places; 0.1 is one tenth.

    Raises:
        Misfit: another type, not finite, too large, or with more places.
    """
    if type(value) not in (int, float) or not abs(value) <= _LARGEST:
        raise Misfit(value)
    # A float in these bounds prints with the digits it was written with.
    number = Fraction(repr(value))
    if (number * 10**_PLACES).denominator != 1:
        raise Misfit(value)
    return number


_LARGEST, _PLACES = 10**9, 6


def _member(wanted: type[Enum]) -> Builder:
    members = {member.value: member for member in wanted}

    def build(value: Any) -> Any:
        if not isinstance(value, str) or value not in members:
            raise Misfit(wanted)
        return members[value]

    return build


def _tuple(build_element: Builder) -> Builder:
    def build(value: Any) -> Any:
        if type(value) is not list:
            raise Misfit(value)
        return tuple([build_element(element) for element in value])

    return build


def _table(build_value: Builder) -> Builder:
    def build(value: Any) -> Any:
        if type(value) is not dict:
            raise Misfit(value)
        return {key: build_value(element) for key, element in value.items()}

    return build


def _optional(build_some: Builder) -> Builder:
    return lambda value: None if value is None else build_some(value)


def _attrs_value(wanted: type) -> Builder:
    hints = get_type_hints(wanted, vars(sys.modules[wanted.__module__]))
    # Keys are the names of the class, as cattrs has them; no class of a format renames its arguments.
    builders = {field.name: builder_of(hints[field.name]) for field in fields(wanted) if field.init}
    required = {field.name for field in fields(wanted) if field.default is NOTHING}

    def build(value: Any) -> Any:
        if type(value) is not dict or not required <= value.keys() <= builders.keys():
            raise Misfit(wanted)
        return wanted(**{key: builders[key](element) for key, element in value.items()})

    return build
