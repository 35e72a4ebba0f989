"""What a jury has before it: the file, and criterion by criterion the claim, its evidence and room for a finding."""

from __future__ import annotations

from connecteur_core.model.item import Item
from connecteur_core.model.status import Answer
from connecteur_core.reports.answers import piece_text, said, support
from connecteur_core.reports.document import Card, Cards, Cell, Column, Fact, Facts, Paragraph, Section, Table
from connecteur_core.reports.subject import STATUS_TONES, Subject


def exhibit_section(subject: Subject) -> Section | None:
    """The file judged, with the digest that tells whether it is still the same."""
    exhibit = subject.exhibit
    if exhibit is None:
        return None
    kinds = {
        "assessment": subject.say("a self-assessment, which may still change: it is not frozen"),
        "application": subject.say("a frozen application"),
    }
    facts = (
        Fact(subject.say("File"), exhibit.file),
        Fact(subject.say("What it is"), kinds[exhibit.kind]),
        Fact("SHA-256", exhibit.digest),
    )
    return Section("exhibit", subject.say("The file judged"), (Facts(facts, long=True),))


def findings_section(subject: Subject) -> Section:
    """Each line that an incubator answers, as a card with room for the finding."""
    ruleset = subject.evaluation.ruleset
    items = [item for item in ruleset.items.values() if ruleset.kind_of(item).decides and ruleset.is_answered(item)]
    lead = Paragraph(
        subject.say("Lines that follow from others are computed; the jury judges those that the incubator answers."),
        quiet=True,
    )
    title = subject.say("Criterion by criterion")
    return Section("findings", title, (lead, Cards(tuple(_card(subject, item) for item in items))))


def _card(subject: Subject, item: Item) -> Card:
    answer = subject.answer(item.id)
    words = {
        "supported": subject.say("supported"),
        "declared": subject.say("only declared"),
        "stale": subject.say("out of date"),
    }
    ruleset = subject.evaluation.ruleset
    reading = " ".join(subject.locale.doubts[doubt.id] for doubt in ruleset.doubts if item.id in doubt.about)
    pairs = [
        (subject.say("answered by"), said(answer)),
        (subject.say("note"), answer.note or ""),
        (subject.say("evidence"), _evidence(subject, answer)),
        (subject.say("support"), words[support(subject, item)] if answer.status else ""),
        (subject.say("reading"), reading),
    ]
    kept = tuple((name, text) for name, text in pairs if text)
    blank = ((subject.say("finding and grounds"), "…" * 24),)
    return Card(
        title=subject.named(item.id),
        tone=STATUS_TONES[answer.status],
        word=subject.word(item.id),
        text=subject.locale.texts[item.id],
        pairs=kept + blank,
    )


def _evidence(subject: Subject, answer: Answer) -> str:
    return "; ".join(piece_text(subject, piece) for piece in answer.evidence)


def answered_elements(subject: Subject) -> tuple[Section, ...]:
    """Element by element, the items that something was said of."""
    columns = (
        Column("id", subject.say("id"), 2),
        Column("what", subject.say("what"), 8),
        Column("state", subject.say("state"), 3),
        Column("evidence", subject.say("evidence and note"), 6),
        Column("said", subject.say("answered by"), 4),
    )
    ruleset = subject.evaluation.ruleset
    sections = []
    for element in ruleset.elements:
        items = [item for item in ruleset.answered_items.values() if item.element == element.id]
        rows = tuple(_row(subject, item) for item in items if subject.answer(item.id).status is not None)
        if rows:
            title = subject.named(element.id)
            table = Table(f"answers-{element.id}", title, columns, rows)
            sections.append(Section(f"answers-{element.id}", title, (table,), paper=True))
    return tuple(sections)


def _row(subject: Subject, item: Item) -> tuple[Cell, ...]:
    answer = subject.answer(item.id)
    assert answer.status is not None, "only answered items have a row"
    state = Cell(subject.word(item.id), STATUS_TONES[answer.status], answer.status.value)
    evidence = Cell(_evidence(subject, answer), notes=(answer.note,) if answer.note else ())
    return (Cell(item.id), Cell(subject.locale.texts[item.id]), state, evidence, Cell(said(answer)))
