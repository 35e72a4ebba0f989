"""A report as parts that every output can show. What to say is decided before; an output only lays it out.

Texts come from files that anybody may have written: whatever enters a `Document` has its control, bidi and invisible
characters made visible, so no output has to think of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any, TypeVar

from attrs import evolve, field, fields, frozen, has

from connecteur_core.printable import show

T = TypeVar("T")


class Tone(Enum):
    """How a state is marked, by a sign and a colour beside its word."""

    MET = "met"
    PARTIAL = "partial"
    UNMET = "unmet"
    OPEN = "open"
    APART = "apart"
    SETTLED = "settled"


@frozen
class Cell:
    """One cell of a table.

    Attributes:
        text: what is shown.
        value: what a program reads instead, where that is something else.
        notes: further lines, shown smaller.
    """

    text: str
    tone: Tone | None = None
    value: str | int | None = None
    notes: tuple[str, ...] = ()


def capitalised(text: str) -> str:
    """The text with a capital letter in front, the rest as it is."""
    return text[:1].upper() + text[1:]


@frozen
class Column:
    """One column; `share` is its part of the width, beside those of the others."""

    id: str
    title: str = field(converter=capitalised)
    share: int = 1
    number: bool = False


@frozen
class Table:
    """Rows under named columns; the first column names its row."""

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@frozen
class Paragraph:
    """Running text."""

    text: str
    quiet: bool = False


@frozen
class Listing:
    """Sentences, one below the other."""

    entries: tuple[str, ...]


@frozen
class Fact:
    """A name and its value, with a remark."""

    name: str
    value: str
    note: str = ""


@frozen
class Facts:
    """Names and values: short ones side by side, such as key figures; `long` ones below each other."""

    facts: tuple[Fact, ...]
    long: bool = False


@frozen
class Step:
    """One level of a path. `state` is "reached", "possible" or "beyond"."""

    rank: int
    title: str
    state: str
    word: str
    current: bool = False


@frozen
class Path:
    """Levels as stairs; `summary` says the same in a sentence."""

    steps: tuple[Step, ...]
    summary: str


@frozen
class Bar:
    """The items of one element by their state, in the order of `BAR_TONES`."""

    label: str
    counts: tuple[int, ...]


BAR_TONES = (Tone.MET, Tone.PARTIAL, Tone.UNMET, Tone.APART, Tone.OPEN)


@frozen
class Bars:
    """A bar for each element, with its numbers; `words` name the states."""

    id: str
    caption: str
    name: str
    words: tuple[str, ...]
    bars: tuple[Bar, ...]


def _named(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((capitalised(name), value) for name, value in pairs)


@frozen
class Card:
    """One thing in the way, with what is known of it."""

    title: str
    tone: Tone
    word: str
    text: str = ""
    pairs: tuple[tuple[str, str], ...] = field(default=(), converter=_named)


@frozen
class Cards:
    """Cards below each other."""

    cards: tuple[Card, ...]


@frozen
class Statement:
    """A statement and those it rests on."""

    text: str
    tone: Tone | None = None
    below: tuple[Statement, ...] = ()


@frozen
class Reasons:
    """A tree of statements."""

    statements: tuple[Statement, ...]


@frozen
class Miniature:
    """One incubator in small: its stairs, its checklist line by line, and the same in words."""

    name: str
    steps: tuple[Step, ...]
    lines: tuple[Tone, ...]
    summary: str


@frozen
class Miniatures:
    """Many incubators in small, all drawn alike."""

    each: tuple[Miniature, ...]


Part = Paragraph | Listing | Facts | Table | Path | Bars | Cards | Reasons | Miniatures


@frozen
class Section:
    """A chapter of a report; one on `paper` only is left out of workbooks and JSON, where the annex says more."""

    id: str
    title: str
    parts: tuple[Part, ...]
    paper: bool = False


def _visible(value: Any) -> Any:
    """The same value with every text in it made safe to show."""
    if isinstance(value, str):
        return show(value, multiline=True)
    if isinstance(value, tuple):
        return tuple(_visible(entry) for entry in value)
    if isinstance(value, Mapping):
        return {key: _visible(entry) for key, entry in value.items()}
    if has(type(value)):
        return evolve(value, **{name.name: _visible(getattr(value, name.name)) for name in fields(type(value))})
    return value


def _lines(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(show, texts))


@frozen(eq=False)
class Document:
    """A whole report in one language.

    Attributes:
        view: for whom it is; see `views`.
        kicker: what sort of report, above the title.
        details: place, day, rules: one line each.
        notice: what the reader must know before all else.
        source: the text that the rules rest on.
        words: fixed words of the page by their English.
        data: the result for programs, put in front of the sections in JSON.
        annex: sections for those who work with the figures: in workbooks and JSON only.
        pages: how many pages it may take, where that is promised.
    """

    view: str
    lang: str
    title: str = field(converter=show)
    kicker: str = field(converter=show)
    details: tuple[str, ...] = field(converter=_lines)
    notice: str = field(converter=_visible)
    sections: tuple[Section, ...] = field(converter=_visible)
    source: str = field(converter=_visible)
    words: Mapping[str, str]
    day: str
    data: Mapping[str, object] = field(factory=dict)
    annex: tuple[Section, ...] = field(default=(), converter=_visible)
    pages: int | None = None
