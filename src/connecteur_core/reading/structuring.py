"""From parsed TOML to frozen attrs values, strictly typed, with every finding in one go.

Data that is right takes the quick road; whatever does not fit goes through cattrs, whose errors are turned into
findings with their places.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args

from attrs import fields_dict, has

from connecteur_core.diagnostics import Diagnostic
from connecteur_core.did_you_mean import suggestion
from connecteur_core.messages import message
from connecteur_core.reading.limits import MAX_FINDINGS
from connecteur_core.reading.quick_structuring import Misfit, builder_of, exact_number
from connecteur_core.reading.toml_file import KeyPath, Origin
from connecteur_core.reading.toml_slips import BARE_ID, brackets_advice, quotes_advice

if TYPE_CHECKING:
    from cattrs import Converter

T = TypeVar("T")

_TYPE_NAMES = {
    str: message("a text"),
    int: message("a whole number"),
    bool: message("true or false"),
    date: message("a date such as 2026-03-31"),
    Fraction: message("a number with at most six decimal places"),
    list: message("a list"),
    tuple: message("a list"),
    dict: message("a table"),
}


class _WrongType(TypeError):
    """A value of another type than asked for; carries the wanted type for the message."""

    def __init__(self, wanted: type) -> None:
        self.wanted = wanted
        super().__init__(wanted.__name__)


class _WrongChoice(ValueError):
    """A text outside an enumeration; carries the choices for the message."""

    def __init__(self, found: object, choices: type[Enum]) -> None:
        self.found = found
        self.choices = [str(member.value) for member in choices]
        super().__init__(str(found))


def structure(data: object, target: type[T], origin: Origin) -> T | list[Diagnostic]:
    """The attrs value of class `target` that `data` describes, or all findings against it.

    Keys are forbidden unless the class has them; numbers, texts and dates are never converted into
    each other.
    """
    try:
        return cast("T", builder_of(cast("Any", target))(data))
    except Misfit:
        return structure_with_cattrs(data, target, origin)


def structure_with_cattrs(data: object, target: type[T], origin: Origin) -> T | list[Diagnostic]:
    """The same by cattrs alone: slower to start, and able to say everything that is wrong."""
    try:
        return _converter().structure(data, target)
    except Exception as group:
        return list(islice(_findings(group, origin, target), MAX_FINDINGS))


@cache
def _converter() -> Converter:
    from cattrs import Converter  # noqa: PLC0415 -- 15 ms that a run without findings must not pay

    converter = Converter(detailed_validation=True, forbid_extra_keys=True)
    for primitive in (str, int, bool, date):
        converter.register_structure_hook(primitive, _exactly)
    converter.register_structure_hook(Fraction, _number)
    converter.register_structure_hook_func(_is_enumeration, _choice)
    converter.register_structure_hook_func(lambda wanted: wanted is object, lambda value, _: value)
    converter.register_structure_hook_func(lambda wanted: wanted == tuple[str, ...], _texts)
    converter.register_structure_hook_func(
        lambda wanted: getattr(wanted, "__origin__", None) is tuple and wanted != tuple[str, ...],
        lambda value, wanted: tuple(_list(value, get_args(wanted)[0], converter)),
    )
    return converter


def _list(value: Any, element: Any, converter: Converter) -> list[Any]:
    if not isinstance(value, list):  # cattrs would take anything that can be looped over, such as ""
        raise _WrongType(list)
    if len(value) > MAX_FINDINGS:  # what is wrong with the first of a long list is enough to say
        converter.structure(value[:MAX_FINDINGS], list[element])
    return converter.structure(value, list[element])


def _exactly(value: Any, wanted: type[T]) -> T:
    is_right = type(value) is wanted or (wanted is date and isinstance(value, date))
    if not is_right or (wanted is date and isinstance(value, datetime)):
        raise _WrongType(wanted)
    return value  # type: ignore[no-any-return]  # narrowed by the comparison above


def _number(value: Any, wanted: type[Fraction]) -> Fraction:
    try:
        return exact_number(value)
    except Misfit as error:
        raise _WrongType(wanted) from error


def _is_enumeration(wanted: Any) -> bool:
    return isinstance(wanted, type) and issubclass(wanted, Enum)


def _choice(value: Any, wanted: type[Enum]) -> Enum:
    try:
        return wanted(value)
    except ValueError as error:
        raise _WrongChoice(value, wanted) from error


def _texts(value: Any, _: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(element, str) for element in value):
        raise _WrongType(list)
    return tuple(value)


def _wrong_type(wanted: type, origin: Origin, path: KeyPath) -> Diagnostic:
    """A value of another type; where it is a table, most likely because of an id without quotes or single brackets."""
    found = origin.value(*path)
    advice = None
    if isinstance(found, dict) and found and path and isinstance(path[-1], str):
        bare = _joined(path[-1], found)
        finding = origin.diagnostic("CX114", BARE_ID, *path, help=quotes_advice(f'"{bare}" = …'), of_key=True)
        if bare in (finding.source_line or ""):
            return finding
        if wanted in (list, tuple):
            advice = brackets_advice(".".join(part for part in (*origin.key_path, *path) if isinstance(part, str)))
    name = _TYPE_NAMES.get(wanted, message("another type"))
    return origin.diagnostic("CX114", message("this must be {wanted}", wanted=name), *path, help=advice)


def _joined(name: str, found: object) -> str:
    """The id that dots made tables of: a key and the first of each table below it."""
    while isinstance(found, dict) and found:
        below, found = next(iter(found.items()))
        name = f"{name}.{below}"
    return name


def _findings(
    error: Exception, origin: Origin, target: type | None, path: tuple[str | int, ...] = ()
) -> Iterator[Diagnostic]:
    """Walk the tree of cattrs errors; the notes of each child say which key it is about."""
    from cattrs.errors import (  # noqa: PLC0415
        AttributeValidationNote,
        ForbiddenExtraKeysError,
        IterableValidationNote,
    )

    if isinstance(error, ExceptionGroup):
        inner = getattr(error, "cl", target)
        for child in error.exceptions:
            below = path
            for note in getattr(child, "__notes__", ()):
                if isinstance(note, AttributeValidationNote):
                    below = (*path, note.name)
                elif isinstance(note, IterableValidationNote):
                    below = (*path, note.index)
            yield from _findings(child, origin, inner, below)
    elif isinstance(error, ForbiddenExtraKeysError):
        known = fields_dict(error.cl) if has(error.cl) else ()
        for key in sorted(error.extra_fields):
            yield origin.diagnostic(
                "CX113",
                message("unknown key `{key}`", key=key),
                *path,
                key,
                help=suggestion(key, known),
                of_key=True,
            )
    elif isinstance(error, KeyError):
        yield origin.diagnostic("CX115", message("the key `{key}` is missing", key=error.args[0]), *path)
    elif isinstance(error, _WrongType):
        yield _wrong_type(error.wanted, origin, path)
    elif isinstance(error, _WrongChoice):
        choices = ", ".join(error.choices)
        advice = suggestion(str(error.found), error.choices)
        yield origin.diagnostic("CX114", message("this must be one of {choices}", choices=choices), *path, help=advice)
    else:
        yield origin.diagnostic("CX114", message("this value does not fit here"), *path)
