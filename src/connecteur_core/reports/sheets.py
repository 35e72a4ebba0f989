"""A document as named tables: what a workbook shows sheet by sheet, and what programs read in JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from attrs import frozen

from connecteur_core.reports.document import (
    BAR_TONES,
    Bars,
    Cards,
    Cell,
    Column,
    Document,
    Facts,
    Listing,
    Miniatures,
    Paragraph,
    Part,
    Path,
    Reasons,
    Section,
    Statement,
    Table,
)


@frozen
class Sheet:
    """One table with a name of its own."""

    title: str
    table: Table


def sheets_of(document: Document) -> tuple[Sheet, ...]:
    """All tables, those of the annex last."""
    return tuple(
        Sheet(section.title, table)
        for section in (*document.sections, *document.annex)
        if not section.paper
        for table in _tables(section, document)
    )


def _tables(section: Section, document: Document) -> Iterator[Table]:
    for part in section.parts:
        table = _table(part, section, document)
        if table is not None:
            yield table


def _table(part: Part, section: Section, document: Document) -> Table | None:
    """The part as a table; None for what is no list of things."""
    say, name = document.words, section.id
    match part:
        case Table():
            return part
        case Bars():
            return _bars(part, say["total"])
        case Facts(facts=facts):
            columns = (Column("name", say["name"], 3), Column("value", say["value"], 5), Column("note", say["note"], 4))
            rows = tuple((Cell(one.name), Cell(one.value), Cell(one.note)) for one in facts)
            return Table(f"{name}-facts", section.title, columns, rows)
        case Cards(cards=cards):
            columns = (Column("name", say["name"], 4), Column("state", say["state"], 2), Column("note", say["note"], 9))
            details = tuple("\n".join(f"{key}: {value}" for key, value in card.pairs) for card in cards)
            cells = tuple(
                (Cell(card.title), Cell(card.word, card.tone), Cell(card.text, notes=tuple(filter(None, (detail,)))))
                for card, detail in zip(cards, details, strict=True)
            )
            return Table(name, section.title, columns, cells)
        case Listing(entries=entries):
            return Table(name, section.title, (Column("text", section.title),), tuple((Cell(one),) for one in entries))
        case Reasons(statements=statements):
            lines = tuple((Cell(text),) for text in _indented(statements, 0))
            return Table(name, section.title, (Column("text", section.title),), lines)
        case Paragraph() | Path() | Miniatures():
            return None
        case _:
            assert_never(part)


def _bars(part: Bars, total: str) -> Table:
    names = zip(BAR_TONES, part.words, strict=True)
    columns = (
        Column("element", part.name, 6),
        *(Column(tone.value, word, 2, number=True) for tone, word in names),
        Column("total", total, 2, number=True),
    )
    rows = tuple(
        (Cell(bar.label), *(Cell(str(count), value=count) for count in (*bar.counts, sum(bar.counts))))
        for bar in part.bars
    )
    return Table(part.id, part.caption, columns, rows)


def _indented(statements: tuple[Statement, ...], depth: int) -> Iterator[str]:
    for statement in statements:
        yield "    " * depth + statement.text
        yield from _indented(statement.below, depth + 1)
