"""A document cut to what fits on the pages it may take: long texts end in “…”, long lists say where the rest is."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from typing import assert_never

from attrs import evolve, frozen

from connecteur_core.messages import plural_message
from connecteur_core.reports.document import (
    Bars,
    Card,
    Cards,
    Cell,
    Document,
    Fact,
    Facts,
    Listing,
    Miniatures,
    Paragraph,
    Part,
    Path,
    Reasons,
    Table,
)

_TITLE, _NOTE, _WORD = 54, 32, 16


@frozen
class Room:
    """How much of each sort there may be.

    Attributes:
        line: characters of a text of the full width.
        text: characters of a cell.
        rows: rows of a table, cards or entries of a list.
        whole: ids of tables that keep all their rows.
    """

    line: int
    text: int
    rows: int
    whole: frozenset[str] = frozenset()


def abridge(document: Document, room: Room) -> Document:
    """The same document with less in it where it is too long."""
    cutter = _Cutter(room, document.lang)
    return evolve(
        document,
        title=_cut(document.title, _TITLE),
        details=tuple(_cut(one, _TITLE) for one in document.details),
        sections=tuple(
            evolve(section, parts=tuple(part for whole in section.parts for part in cutter.part(whole)))
            for section in document.sections
        ),
    )


@frozen
class _Cutter:
    room: Room
    lang: str

    def part(self, part: Part) -> tuple[Part, ...]:
        """The part cut, and how much was left out."""
        most = self.room.rows
        match part:
            case Paragraph():
                return (evolve(part, text=self.line(part.text)),)
            case Listing(entries=entries):
                return evolve(part, entries=tuple(map(self.text, entries[:most]))), *self.rest(entries)
            case Facts(facts=facts):
                return (evolve(part, facts=tuple(map(self.fact, facts))),)
            case Table(id=name) if name in self.room.whole:
                return (evolve(part, rows=tuple(tuple(map(self.cell, row)) for row in part.rows)),)
            case Table(rows=rows):
                kept = tuple(tuple(map(self.cell, row)) for row in rows[:most])
                return evolve(part, rows=kept), *self.rest(rows)
            case Cards(cards=cards):
                return evolve(part, cards=tuple(map(self.card, cards[:most]))), *self.rest(cards)
            case Path() | Bars() | Reasons() | Miniatures():
                return (part,)
            case _:
                assert_never(part)

    def rest(self, whole: Sequence[object]) -> tuple[Part, ...]:
        """What tells that something is not shown."""
        count = len(whole) - self.room.rows
        if count <= 0:
            return ()
        more = plural_message(
            "… and {count} more in the full report", "… and {count} more in the full report", count=count
        )
        return (Paragraph(more.text(self.lang), quiet=True),)

    def line(self, text: str) -> str:
        return _cut(text, self.room.line)

    def text(self, text: str) -> str:
        return _cut(text, self.room.text)

    def cell(self, cell: Cell) -> Cell:
        return evolve(cell, text=self.text(cell.text), notes=tuple(_cut(note, _NOTE) for note in cell.notes[:1]))

    def fact(self, fact: Fact) -> Fact:
        return evolve(fact, value=self.line(fact.value), note=self.text(fact.note))

    def card(self, card: Card) -> Card:
        pairs = tuple((name, self.text(value)) for name, value in card.pairs)
        return evolve(card, title=self.text(card.title), text=self.text(card.text), pairs=pairs)


def _cut(text: str, most: float) -> str:
    """One line of text, not wider than `most` small letters; cut between words where that is near."""
    line = " ".join(text.split())
    widths = list(accumulate(map(_width, line)))
    if not widths or widths[-1] <= most:
        return line
    kept = line[: bisect_left(widths, most)]
    words, _, last = kept.rpartition(" ")
    return (words if words and len(last) < _WORD else kept).rstrip(" ,;:(") + "…"


def _width(character: str) -> float:
    """About how wide a character is, beside a small letter."""
    if unicodedata.east_asian_width(character) in {"W", "F"}:
        return 3.2
    return 1.9 if character.isupper() else 1
