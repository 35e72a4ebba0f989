"""What others bring: which contributions are needed, there, promised, and which lines they help with."""

from __future__ import annotations

from connecteur_core.model.item import Item, Performer
from connecteur_core.model.status import Status
from connecteur_core.portfolio.compare import is_lacking, iter_contributions
from connecteur_core.reports.document import Cell, Column, Paragraph, Part, Section, Table, Tone
from connecteur_core.reports.subject import Subject

_BY = {Performer.COMPANY: "company", Performer.CITY: "city", Performer.FUNDER: "funder"}


def contributions_section(
    subject: Subject, *, by: Performer | None = None, spoken_of: bool = False, named: bool = True
) -> Section | None:
    """Needs against contributions.

    Args:
        subject: whom it is about.
        by: only what these partners bring.
        spoken_of: only those that are needed, there or promised.
        named: whether partners are named.
    """
    ruleset = subject.evaluation.ruleset
    items = [ruleset.items[name] for name in iter_contributions(ruleset)]
    items = [item for item in items if by in (None, item.by)]
    if not items:
        return None
    columns = (
        Column("id", subject.say("contribution"), 2),
        Column("what", subject.say("what"), 9),
        Column("by", subject.say("brought by"), 2),
        Column("state", subject.say("state"), 5),
        Column("helps", subject.say("helps with"), 2),
    )
    rows, silent = [], 0
    for item in items:
        row = _row(subject, item, named=named)
        if row is None:
            silent += 1
        if not spoken_of or row is not None:
            rows.append(row or _open_row(subject, item))
    title = subject.say("Needs against contributions")
    parts: list[Part] = [Table("contributions", title, columns, tuple(rows))] if rows else []
    if spoken_of and silent:
        parts.append(Paragraph(_silent(subject, silent), quiet=True))
    return Section("contributions", title, tuple(parts))


def _silent(subject: Subject, count: int) -> str:
    from connecteur_core.messages import plural_message  # noqa: PLC0415 -- beside its only use

    return subject.tell(
        plural_message(
            "{count} other contribution of the ruleset: the incubator has not said whether it needs it.",
            "{count} other contributions of the ruleset: the incubator has not said whether it needs them.",
            count=count,
        )
    )


def _row(subject: Subject, item: Item, *, named: bool) -> tuple[Cell, ...] | None:
    """The row of a contribution that something was said of."""
    answer = subject.answer(item.id)
    promises = [
        one.partner
        for one in subject.assessment.commitments
        if one.item == item.id and (one.on is None or one.on <= subject.evaluation.on)
    ]
    notes = tuple(dict.fromkeys(filter(None, promises))) if named else ()
    if answer.status is Status.MET:
        state = Cell(subject.say("there"), Tone.MET, "there", notes)
    elif promises:
        state = Cell(subject.say("promised"), Tone.PARTIAL, "promised", notes)
    elif is_lacking(answer, subject.evaluation.on):
        state = Cell(subject.say("lacking"), Tone.UNMET, "lacking")
    elif answer.status is Status.NOT_APPLICABLE:
        state = Cell(subject.say("not applicable"), Tone.APART, "not_applicable")
    else:
        return None
    return (*_beginning(subject, item), state, Cell(_helped(subject, item)))


def _open_row(subject: Subject, item: Item) -> tuple[Cell, ...]:
    state = Cell(subject.say("not said"), Tone.OPEN, "")
    return (*_beginning(subject, item), state, Cell(_helped(subject, item)))


def _beginning(subject: Subject, item: Item) -> tuple[Cell, ...]:
    who = subject.say(_BY[item.by])
    return Cell(item.id), Cell(subject.locale.texts[item.id]), Cell(who, value=item.by.value)


def _helped(subject: Subject, item: Item) -> str:
    """The checklist lines that the contribution helps to bring about."""
    ruleset = subject.evaluation.ruleset
    lines = (ruleset.items[name] for name in subject.evaluation.criteria)
    return ", ".join(line.id for line in lines if item in ruleset.items_behind(line))
