"""Indicators: what each came to, of what, when, and by which definition (A38)."""

from __future__ import annotations

from connecteur_core.assessment.assessment import IndicatorFigure
from connecteur_core.messages import message
from connecteur_core.reports.document import Cell, Column, Paragraph, Section, Table
from connecteur_core.reports.figures import is_small
from connecteur_core.reports.subject import Subject


def indicators_section(subject: Subject, *, publish: bool = False) -> Section | None:
    """The indicators of the ruleset and the incubator's own; those without a figure say so.

    Args:
        subject: whom it is about.
        publish: hide small numbers of people.
    """
    ruleset = subject.evaluation.ruleset
    own = [item.id for item in ruleset.items.values() if item.kind == "indicator"]
    measures = subject.assessment.indicators
    if not own and not measures:
        return None
    columns = (
        Column("name", subject.say("indicator"), 5),
        Column("numerator", subject.say("numerator"), 3, number=True),
        Column("denominator", subject.say("denominator"), 3, number=True),
        Column("rate", subject.say("rate"), 2, number=True),
        Column("period", subject.say("period"), 3),
        Column("definition", subject.say("definition"), 6),
    )
    rows = [
        _row(subject, subject.named(item) if item else one.name or "", one, publish=publish)
        for item, one in sorted(
            ((one.item, one) for one in measures), key=lambda pair: own.index(pair[0]) if pair[0] in own else len(own)
        )
    ]
    silent = [item for item in own if all(one.item != item for one in measures)]
    title = subject.say("Indicators")
    table = Table("indicators", title, columns, tuple(rows))
    parts = (table,) if rows else ()
    if not silent:
        return Section("indicators", title, parts)
    names = "; ".join(subject.named(item).rstrip(".") for item in silent)
    without = message("No figures yet: {names}", names=names)
    return Section("indicators", title, (*parts, Paragraph(subject.tell(without) + ".", quiet=True)))


def _row(subject: Subject, name: str, one: IndicatorFigure, *, publish: bool) -> tuple[Cell, ...]:
    hidden = publish and is_small(one.numerator, one.denominator or one.numerator)
    if hidden:
        small = Cell("*", value="")
        numbers = (small, small, small)
    else:
        denominator = Cell("") if one.denominator is None else Cell(str(one.denominator), value=one.denominator)
        numbers = (Cell(str(one.numerator), value=one.numerator), denominator, Cell(_rate(one)))
    period = (
        " – ".join(day.isoformat() if day else "…" for day in (one.first, one.last)) if one.first or one.last else ""
    )
    missing = subject.say("not said")
    notes = (subject.say("not published: the numbers are small"),) if hidden else ()
    return (Cell(name), *numbers, Cell(period or missing), Cell(one.definition or missing, notes=notes))


def _rate(one: IndicatorFigure) -> str:
    """Whole percents, rounded down: 100 only when complete (DESIGN §6)."""
    if one.denominator is None:
        return ""
    percents = 100 * one.numerator // one.denominator
    return f"{percents}\u00a0%" if percents or not one.numerator else "<\u00a01\u00a0%"
