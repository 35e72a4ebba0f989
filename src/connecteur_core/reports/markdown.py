"""A document as Markdown, readable as it is: headings, lists and pipe tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from connecteur_core.messages import message
from connecteur_core.printable import markdown_text as safe
from connecteur_core.reports.document import (
    Bars,
    Card,
    Cards,
    Cell,
    Document,
    Facts,
    Listing,
    Miniatures,
    Paragraph,
    Part,
    Path,
    Reasons,
    Statement,
    Table,
)
from connecteur_core.reports.signs import SIGNS


def to_markdown(document: Document) -> str:
    """The text, ending in a line feed."""
    lines = [f"# {safe(document.title)}", "", safe(document.kicker), "", safe(" · ".join(document.details)), ""]
    lines += [f"> {safe(document.notice)}", ""]
    for section in document.sections:
        lines += [f"## {safe(section.title)}", ""]
        for part in section.parts:
            lines += [*_lines(part, document), ""]
    lines += ["---", "", safe(document.source)]
    return "\n".join(lines) + "\n"


def _lines(part: Part, document: Document) -> Iterator[str]:
    match part:
        case Paragraph(text=text):
            yield safe(text)
        case Listing(entries=entries):
            yield from (f"- {safe(entry)}" for entry in entries)
        case Facts(facts=facts):
            yield from (f"- {_pair(one.name, one.value, document, bold=True)}{_remark(one.note)}" for one in facts)
        case Path(steps=steps, summary=summary):
            yield from (f"{step.rank}. {_pair(step.title, step.word, document)}" for step in steps)
            yield from ("", safe(summary))
        case Table(columns=columns, rows=rows):
            yield from _table((column.title for column in columns), (map(_cell, row) for row in rows))
        case Bars(name=name, words=words, bars=bars):
            header = (name, *words, document.words["total"])
            yield from _table(header, ((safe(bar.label), *map(str, bar.counts), str(sum(bar.counts))) for bar in bars))
        case Cards(cards=cards):
            for card in cards:
                yield from _card(card, document)
        case Reasons(statements=statements):
            for statement in statements:
                yield from _statement(statement, "")
        case Miniatures(each=each):
            yield from (f"- {_pair(one.name, one.summary, document, bold=True)}" for one in each)
        case _:
            assert_never(part)


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    names = [safe(name) or " " for name in header]
    yield f"| {' | '.join(names)} |"
    yield f"|{' --- |' * len(names)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _cell(cell: Cell) -> str:
    sign = f"{SIGNS[cell.tone]} " if cell.tone else ""
    return sign + "<br>".join(safe(text) for text in (cell.text, *cell.notes))


def _card(card: Card, document: Document) -> Iterator[str]:
    yield f"- **{safe(card.title)}** {SIGNS[card.tone]} {safe(card.word)}"
    if card.text:
        yield f"  - {safe(card.text)}"
    yield from (f"  - {_pair(name, value, document)}" for name, value in card.pairs)


def _statement(statement: Statement, indent: str) -> Iterator[str]:
    sign = f"{SIGNS[statement.tone]} " if statement.tone else ""
    yield f"{indent}- {sign}{safe(statement.text)}"
    for below in statement.below:
        yield from _statement(below, indent + "  ")


def _pair(name: str, value: str, document: Document, *, bold: bool = False) -> str:
    """“name: value”, spaced as the language does."""
    shown = f"**{safe(name)}**" if bold else safe(name)
    return message("{name}: {value}", name=shown, value=safe(value)).text(document.lang)


def _remark(note: str) -> str:
    return f" ({safe(note)})" if note else ""
