"""What the incubator said: the checklist, its evidence, actions by element, services."""

from __future__ import annotations

from connecteur_core.evaluation.policies import is_stale, lacks_evidence
from connecteur_core.messages import message
from connecteur_core.model.item import Demand, Item
from connecteur_core.model.status import Answer, Evidence, Status
from connecteur_core.reports.document import Bar, Bars, Cell, Column, Fact, Facts, Listing, Part, Section, Table, Tone
from connecteur_core.reports.subject import LINE_TONES, STATUS_TONES, Subject


def checklist_section(subject: Subject) -> Section:
    """All lines by level, with their state."""
    columns = (
        Column("id", subject.say("line"), 2),
        Column("what", subject.say("what it says"), 9),
        Column("state", subject.say("state"), 3),
        Column("level", subject.say("level"), 2),
    )
    ruleset = subject.evaluation.ruleset
    ladders = {level.id: subject.locale.titles[one.id] for one in ruleset.series.values() for level in one.levels}
    rows = []
    for line in subject.evaluation.criteria.values():
        notes = (subject.say("computed"),) if line.computed else ()
        rank = ruleset.every_level[line.level].rank
        level = Cell(str(rank), value=rank, notes=(ladders[line.level],) if line.level in ladders else ())
        state = Cell(subject.line_word(line), LINE_TONES[line.shown_status], line.shown_status, notes)
        rows.append((Cell(line.id), Cell(subject.locale.texts[line.id]), state, level))
    title = subject.say("Checklist")
    return Section("checklist", title, (Table("checklist", title, columns, tuple(rows)),))


def claims(subject: Subject) -> list[Item]:
    """Deciding items that are answered “met” on the day."""
    ruleset = subject.evaluation.ruleset
    return [
        item
        for item in ruleset.items.values()
        if ruleset.kind_of(item).decides and subject.answer(item.id).status is Status.MET
    ]


def support(subject: Subject, item: Item) -> str:
    """How a claim stands: "supported", "declared" (own word only, or evidence of the wrong sort), "stale"."""
    answer, standards = subject.answer(item.id), subject.evaluation.standards
    if answer.evidence and all(is_stale(piece, standards) for piece in answer.evidence):
        return "stale"
    demand = subject.evaluation.ruleset.demand_of(item)
    if not answer.evidence or lacks_evidence(answer, demand, standards):
        return "declared"
    return "supported"


def support_counts(subject: Subject) -> Section:
    """How many claims are supported, and how many are only declared."""
    found = [support(subject, item) for item in claims(subject)]
    facts = (
        Fact(subject.say("Claims with evidence"), str(found.count("supported"))),
        Fact(subject.say("Only declared"), str(found.count("declared"))),
        Fact(subject.say("Evidence out of date"), str(found.count("stale"))),
    )
    return Section("evidence", subject.say("Evidence, and what is only declared"), (Facts(facts),))


def evidence_section(subject: Subject) -> Section:
    """Each claim with its evidence."""
    counts = support_counts(subject)
    columns = (
        Column("id", subject.say("claim"), 4),
        Column("support", subject.say("support"), 3),
        Column("evidence", subject.say("evidence"), 6),
        Column("said", subject.say("answered by"), 3),
    )
    words = {
        "supported": (subject.say("supported"), Tone.MET),
        "declared": (subject.say("only declared"), Tone.OPEN),
        "stale": (subject.say("out of date"), Tone.PARTIAL),
    }
    rows = []
    for item in claims(subject):
        answer, how = subject.answer(item.id), support(subject, item)
        word, tone = words[how]
        pieces = tuple(piece_text(subject, piece) for piece in answer.evidence)
        wanted = subject.evaluation.ruleset.demand_of(item) is Demand.FROM_OTHERS and how == "declared"
        notes = (subject.say("needs evidence from others"),) if wanted else ()
        notes = (*notes, *((answer.note,) if answer.note else ()))
        evidence = Cell("; ".join(pieces) or subject.say("none given"), notes=notes)
        rows.append((Cell(subject.named(item.id)), Cell(word, tone, how), evidence, Cell(said(answer))))
    parts: list[Part] = list(counts.parts)
    if rows:
        parts.append(Table("evidence", counts.title, columns, tuple(rows)))
    return Section("evidence", counts.title, tuple(parts))


def said(answer: Answer) -> str:
    """Who answered, and when."""
    return ", ".join(filter(None, (answer.by, answer.on.isoformat() if answer.on else None)))


def piece_text(subject: Subject, piece: Evidence) -> str:
    """One piece of evidence: what it is, its day, who issued it, a remark."""
    issued = subject.tell(message("by {issuer}", issuer=piece.issuer)) if piece.issuer else None
    details = ", ".join(filter(None, (piece.on.isoformat() if piece.on else None, issued, piece.note)))
    return f"{piece.ref} ({details})" if details else piece.ref


def coverage_section(subject: Subject) -> Section:
    """Actions by element: progress, never a condition."""
    words = tuple(map(subject.say, ("met", "partial", "unmet", "not applicable", "unanswered")))
    bars = tuple(
        Bar(subject.named(element), (one.met, one.partial, one.unmet, one.not_applicable, one.unanswered))
        for element, one in subject.evaluation.coverage.items()
    )
    title = subject.say("Actions by element (progress, not a condition)")
    return Section("coverage", title, (Bars("coverage", title, subject.say("Element"), words, bars),))


def services_section(subject: Subject) -> Section | None:
    """Needed, planned and delivered, kept apart (A09)."""
    services = subject.services()
    if not services:
        return None
    columns = (
        Column("id", subject.say("service"), 2),
        Column("what", subject.say("what"), 8),
        Column("needed", subject.say("needed"), 2),
        Column("planned", subject.say("planned"), 2),
        Column("delivered", subject.say("delivered"), 2),
    )
    rows = []
    for item in services:
        answer = subject.answer(item.id)
        needed = True if item.always_needed else answer.needed
        cells = [_truth(subject, value) for value in (needed, answer.planned, answer.delivered)]
        rows.append((Cell(item.id), Cell(subject.locale.texts[item.id]), *cells))
    title = subject.say("Services: needed, planned, delivered")
    return Section("services", title, (Table("services", title, columns, tuple(rows)),))


def _truth(subject: Subject, value: bool | None) -> Cell:
    if value is None:
        return Cell(subject.say("not said"), Tone.OPEN, "")
    return Cell(subject.say("yes"), Tone.MET, "yes") if value else Cell(subject.say("no"), Tone.UNMET, "no")


def undelivered_section(subject: Subject) -> Section | None:
    """Services found needed and not given yet."""
    lacking = []
    for item in subject.services():
        answer = subject.answer(item.id)
        given = answer.status is Status.MET if answer.delivered is None else answer.delivered
        if answer.needed and not given:
            lacking.append(subject.named(item.id))
    if not lacking:
        return None
    return Section("undelivered", subject.say("Services needed, not given yet"), (Listing(tuple(lacking)),))


def element_sections(subject: Subject, *, personal: bool = True) -> tuple[Section, ...]:
    """Every answered item, element by element: for those who work with it rather than read it.

    Args:
        subject: whom it is about.
        personal: with notes, names and what the evidence is; otherwise only how many pieces there are.
    """
    columns = [
        Column("id", subject.say("id"), 2),
        Column("kind", subject.say("kind"), 3),
        Column("what", subject.say("what"), 8),
        Column("state", subject.say("state"), 3),
        Column("evidence", subject.say("evidence"), 5 if personal else 2, number=not personal),
    ]
    if personal:
        columns += [
            Column("note", subject.say("note"), 5),
            Column("by", subject.say("answered by"), 3),
            Column("on", subject.say("day"), 2),
        ]
    ruleset = subject.evaluation.ruleset
    sections = []
    for element in ruleset.elements:
        items = [item for item in ruleset.answered_items.values() if item.element == element.id]
        title = subject.named(element.id)
        rows = tuple(_row(subject, item, personal=personal) for item in items)
        table = Table(f"element-{element.id}", title, tuple(columns), rows)
        sections.append(Section(f"element-{element.id}", title, (table,)))
    return tuple(sections)


def _row(subject: Subject, item: Item, *, personal: bool) -> tuple[Cell, ...]:
    answer = subject.answer(item.id)
    status = answer.status
    state = Cell(subject.word(item.id), STATUS_TONES[status], status.value if status else "")
    cells = (Cell(item.id), Cell(subject.locale.kinds[item.kind]), Cell(subject.locale.texts[item.id]), state)
    if not personal:
        count = len(answer.evidence)
        return (*cells, Cell(str(count), value=count))
    evidence = Cell("; ".join(piece_text(subject, piece) for piece in answer.evidence))
    day = answer.on.isoformat() if answer.on else ""
    return (*cells, evidence, Cell(answer.note or ""), Cell(answer.by or ""), Cell(day))
