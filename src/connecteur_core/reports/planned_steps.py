"""A computed plan as a section of a report."""

from __future__ import annotations

from connecteur_core.messages import message, plural_message
from connecteur_core.planning.plan import Plan
from connecteur_core.planning.plan_words import left_alone, no_plan_words
from connecteur_core.planning.steps import Step
from connecteur_core.reports.document import Cell, Column, Paragraph, Section, Table
from connecteur_core.reports.subject import STATUS_TONES, Subject


def planned_section(subject: Subject, plan: Plan) -> Section | None:
    """The steps by quarter, what they take, who can act; None when there is nothing to do.

    A plan that was not found says so, and whether it is proved that there is none.
    """
    title = subject.tell(
        message("Plan to level {rank}, {title}", rank=plan.level.rank, title=subject.name(plan.level.id))
    )
    if plan.cost is None:
        return Section("plan", title, tuple(Paragraph(subject.tell(text)) for text in no_plan_words(plan)))
    if not plan.steps:
        return None
    columns = (
        Column("id", subject.say("line"), 2),
        Column("what", subject.say("what to do"), 5),
        Column("state", subject.say("state"), 2),
        Column("when", subject.say("when"), 2),
        Column("days", subject.say("days"), 1, number=True),
        Column("who", subject.say("who can act"), 4),
    )
    rows = tuple(_row(subject, plan, step) for step in plan.steps)
    told = [_sure(subject, plan), *map(subject.tell, left_alone(plan))]
    notes = (Paragraph(text, quiet=True) for text in told)
    return Section("plan", title, (Table("plan", title, columns, rows), *notes))


def _row(subject: Subject, plan: Plan, step: Step) -> tuple[Cell, ...]:
    texts, before = subject.locale.texts, step.move.before
    slot = plan.schedule.get(step.item)
    when = "" if slot is None else f"{slot.begins}" if slot.begins == slot.ends else f"{slot.begins}–{slot.ends}"
    offers = tuple(f"{offer.item} {offer.partner}" for offer in step.offers)
    return (
        Cell(step.item),
        Cell(texts[step.item]),
        Cell(subject.state(before), STATUS_TONES[before], before and before.value),
        Cell(when),
        Cell(str(step.takes.effort), value=step.takes.effort),
        Cell(" ".join(texts[name] for name in step.actors), notes=offers),
    )


def _sure(subject: Subject, plan: Plan) -> str:
    days = subject.tell(plural_message("{count} person-day", "{count} person-days", count=plan.total.effort))
    proved = "Proved: no set of steps costs less. Costs are estimates of yours or of connecteur."
    sure = subject.say(proved if plan.proved else "It is not proved the cheapest.")
    return f"{days}. {sure}"
