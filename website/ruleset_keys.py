"""The page of all keys that the files of a ruleset may have, made from the classes that read them."""

from __future__ import annotations

import textwrap
import types
from collections.abc import Mapping
from datetime import date
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from attrs import NOTHING, Attribute, Factory, fields, frozen, has

from connecteur_core.model.item import Item, Kind, Link
from connecteur_core.model.locale import Locale
from connecteur_core.model.measure import Measure, Rounding
from connecteur_core.model.ruleset import Doubt, Element, Level, Organisation, Parameter, Series, Source
from connecteur_core.model.scale import Scale, ScaleAnswer
from connecteur_core.rulesets.loader import ItemsFile, RulesetFile
from connecteur_core.testing.cases import Case, CasesFile
from connecteur_core.testing.key_descriptions import describe_key

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "ruleset-keys.md"


@frozen
class Section:
    """One table of the page.

    Attributes:
        introduction: what the table cannot say.
    """

    title: str
    cls: type
    introduction: str = ""


SECTIONS = (
    Section(
        "`ruleset.toml`",
        RulesetFile,
        "Tables that are lists (`[[levels]]`, `[[items]]` …) keep their order. Items stand here or in included files.",
    ),
    Section("The source: `[source]`", Source),
    Section(
        "Kinds: `[kinds.NAME]`",
        Kind,
        "How items of one sort are treated. Names are yours; two mean more: items of the kind `term` are the glossary, "
        "and the ids of items of the kind `business-type` are what an organisation may host (`business_types`).",
    ),
    Section("Levels: `[[levels]]`", Level, "In the order of their rank."),
    Section("Elements: `[[elements]]`", Element, "A ruleset may have none; each that it has serves a level."),
    Section(
        "Items: `[[items]]`",
        Item,
        "An item with `organisations` is a practice, which `connecteur practices` lists. Rules and conditions are in "
        "the [rule language](rules.md).",
    ),
    Section("Addresses: `links` of an item", Link),
    Section("Scales: `[scales.NAME]`", Scale),
    Section("Answers: `answers` of a scale", ScaleAnswer),
    Section(
        "Measures: `[[measures]]`",
        Measure,
        "`of`, `kinds` and `over` exclude each other, and one of them is needed. A pattern `p.*` names what stands one "
        "step below `p`; in `over` it names all that a split measure has come to.",
    ),
    Section("Rounding: `[rounding]`", Rounding, "An empty table rounds as the defaults say; without it nothing does."),
    Section("Further ladders: `[[series]]`", Series),
    Section("Settings: `[[parameters]]`", Parameter),
    Section(
        "Included files",
        ItemsFile,
        "What `[defaults]` gives to all items of the file need not be said by each.",
    ),
    Section("Organisations: `[[organisations]]`", Organisation),
    Section("Doubts: `[[doubts]]`", Doubt),
    Section(
        "Texts: `locale/LANGUAGE.toml`",
        Locale,
        "`connecteur check` names each text that is missing (CX214), and each that belongs to nothing (CX215). "
        'Ids with a point stand in quotes: `"L1.1" = "A place"`.',
    ),
    Section("Worked cases: `cases/*.toml`", CasesFile),
    Section(
        "A case: `[[cases]]`",
        Case,
        "Whatever is not named is unanswered. The day is 2026-01-01; what is not expected is not looked at.",
    ),
)
_HEAD = """\
# Keys of a ruleset

All that the files of a ruleset may say, made from the classes that read them, as are the JSON Schemas that
`connecteur schema ruleset` (`items`, `locale`, `cases`) prints. How the parts work together is told in
[what a ruleset can declare](rulesets.md). A key that is not here is an error (CX113).
"""
_PLAIN = {str: "text", bool: "`true`, `false`", int: "whole number", Fraction: "number", date: "day", object: "any"}


def ruleset_keys() -> str:
    """The text of the page."""
    return _HEAD + "".join(_section(section) for section in SECTIONS)


def _section(section: Section) -> str:
    introduction = f"{textwrap.fill(section.introduction, 120)}\n\n" if section.introduction else ""
    hints = get_type_hints(section.cls)
    rows = "".join(_row(section.cls, field, hints[field.name]) for field in fields(section.cls))
    return (
        f"\n## {section.title}\n\n{introduction}| key | is | if left out | means |\n| --- | --- | --- | --- |\n{rows}"
    )


def _row(cls: type, field: Attribute[Any], hint: Any) -> str:
    says = describe_key(cls, field.name)
    return f"| `{field.name}` | {_sort(hint)} | {_default(field)} | {says} |\n"


def _sort(hint: Any) -> str:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        (hint,) = (argument for argument in arguments if argument is not type(None))
        return _sort(hint)
    if origin is tuple:
        return f"list of {_many(arguments[0])}"
    if origin in (dict, Mapping):
        return f"{_many(arguments[1])} by {'name' if has(arguments[1]) else 'id'}"
    if hint in _PLAIN:
        return _PLAIN[hint]
    if issubclass(hint, Enum):
        return ", ".join(f"`{member.value}`" for member in hint)
    assert has(hint), f"no words for {hint}"
    return "table"


def _many(hint: Any) -> str:
    if get_origin(hint) is tuple:
        return f"lists of {_many(get_args(hint)[0])}"
    if hint in _PLAIN or hint is object:
        return {str: "texts", int: "whole numbers", object: "keys"}[hint]
    return "tables" if has(hint) else f"words ({_sort(hint)})"


def _default(field: Attribute[Any]) -> str:
    match field.default:
        case _ if field.default is NOTHING:
            return "**needed**"
        case None | ():
            return "–"
        case bool(value):
            return f"`{str(value).lower()}`"
        case Enum(value=value) | (str() as value):
            return f"`{value}`"
        case int() | Fraction():
            return str(field.default)
        case _:
            assert isinstance(field.default, Factory), f"no words for {field.default!r}"  # type: ignore[arg-type]  # a function to mypy
            return "–"
