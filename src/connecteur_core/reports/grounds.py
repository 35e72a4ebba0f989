"""Why the result is what it is, and where each rule comes from."""

from __future__ import annotations

from connecteur_core.evaluation.explanation import Explanation
from connecteur_core.messages import message
from connecteur_core.model.item import Item
from connecteur_core.reports.document import Cell, Column, Paragraph, Reasons, Section, Statement, Table, Tone
from connecteur_core.reports.subject import Subject
from connecteur_core.truth import Truth

_TONES = {Truth.TRUE: Tone.MET, Truth.FALSE: Tone.UNMET, Truth.UNKNOWN: Tone.OPEN}


def reasons_section(subject: Subject) -> Section:
    """The whole explanation as a tree."""
    explanation = subject.evaluation.explain(subject.lang)
    statements = tuple(_statement(child) for child in explanation.children)
    return Section("why", subject.say("Why"), (Paragraph(explanation.text), Reasons(statements)))


def _statement(explanation: Explanation) -> Statement:
    value = explanation.value
    tone = _TONES[value] if isinstance(value, Truth) else None
    if explanation.skipped:
        tone = Tone.APART
    elif explanation.settled:
        tone = Tone.SETTLED
    return Statement(explanation.text, tone, tuple(_statement(child) for child in explanation.children))


def rules_section(subject: Subject) -> Section:
    """Each deciding line with what decides it, the line of the source text, and the reading of unclear places."""
    ruleset = subject.evaluation.ruleset
    columns = (
        Column("id", subject.say("line"), 5),
        Column("decided", subject.say("decided by"), 4),
        Column("source", subject.say("source"), 3),
        Column("reading", subject.say("reading of unclear places"), 9),
    )
    rows = []
    for item in ruleset.items.values():
        if ruleset.kind_of(item).decides:
            place = message("line {line} of the French text", line=item.line)
            source = "" if item.line is None else subject.tell(place)
            reading = " ".join(
                f"{doubt.id}: {subject.locale.doubts[doubt.id]}" for doubt in ruleset.doubts if item.id in doubt.about
            )
            rows.append((Cell(subject.named(item.id)), Cell(_decided_by(subject, item)), Cell(source), Cell(reading)))
    title = subject.say("Rules and their sources")
    return Section("rules", title, (Paragraph(source_text(subject)), Table("rules", title, columns, tuple(rows))))


def _decided_by(subject: Subject, item: Item) -> str:
    return subject.say("its own answer") if item.rule is None else item.rule


def source_text(subject: Subject) -> str:
    """The document the rules rest on, and what the ruleset says of itself."""
    source = subject.evaluation.ruleset.source
    cited = message(
        "Source: {author}, {title}, {publisher}, {published}.",
        author=source.author,
        title=source.title,
        publisher=source.publisher,
        published=source.published.isoformat(),
    )
    return f"{subject.tell(cited)} {subject.locale.notice}"
