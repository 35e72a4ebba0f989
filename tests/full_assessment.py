"""An assessment in which everything is filled in, with texts of one's choice: the largest a report can be about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from itertools import cycle

from connecteur_core import Assessment, get_ruleset
from connecteur_core.assessment.assessment import (
    ChosenDefinition,
    Commitment,
    Figures,
    IndicatorFigure,
    Profile,
    WidenedGroup,
)
from connecteur_core.model.item import Item, NotApplicable, Performer
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.model.status import Answer, Evidence, Status

DAY = date(2026, 11, 1)


def full_assessment(texts: Iterable[str], *, status: Callable[[Item], Status] | None = None) -> Assessment:
    """Every item answered, noted and supported; the texts are used in turn wherever people write.

    Args:
        texts: what people wrote.
        status: the answer to an item (default: all four statuses by turns, where they are allowed).
    """
    ruleset = get_ruleset("diversity-connector").ruleset
    text, turns = cycle(texts), cycle((Status.MET, Status.UNMET, Status.PARTIAL, Status.NOT_APPLICABLE))
    answers = {}
    for item in ruleset.answered_items.values():
        service = ruleset.kind_of(item).service
        answers[item.id] = Answer(
            status=_allowed(ruleset, item, next(turns) if status is None else status(item)),
            note=next(text),
            by=next(text),
            on=DAY,
            evidence=tuple(Evidence(next(text), DAY, next(text), next(text)) for _ in range(2)),
            needed=True if service else None,
            planned=True if service else None,
            delivered=False if service else None,
        )
    contributions = [item.id for item in ruleset.answered_items.values() if item.by is not Performer.INCUBATOR]
    return Assessment(
        format="connecteur-assessment/1",
        ruleset=ruleset.reference,
        organisation=Profile(
            name=next(text),
            place=next(text),
            country="FR",
            made_up=True,
            widened_groups=tuple(WidenedGroup),
            founding_member=True,
            founding_member_source=next(text),
        ),
        definition=ChosenDefinition(
            id="coe.connector_2017", text=next(text), source=next(text), chosen_on=DAY, profile=next(text)
        ),
        figures=Figures(businesses=34, immigrant_run=19, counted_on=DAY),
        answers=answers,
        commitments=tuple(Commitment(item, next(text), DAY, next(text)) for item in contributions),
        indicators=tuple(
            IndicatorFigure(numerator=12, denominator=30, name=next(text), first=DAY, last=DAY, definition=next(text))
            for _ in range(30)
        ),
    )


def _allowed(ruleset: Ruleset, item: Item, status: Status) -> Status:
    refused = ruleset.kind_of(item).not_applicable is NotApplicable.NO
    return Status.UNMET if refused and status is Status.NOT_APPLICABLE else status
