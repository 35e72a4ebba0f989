"""Answers that are kept, but do not do what was meant: evidence of another sort, too short a justification."""

from __future__ import annotations

from collections.abc import Iterator

from connecteur_core.assessment.assessment import Assessment
from connecteur_core.assessment.check import Misfit, find_misfit, origin_of
from connecteur_core.assessment.hidden import visible_answers
from connecteur_core.diagnostics import Diagnostic, Severity
from connecteur_core.evaluation.given import with_status
from connecteur_core.evaluation.policies import fits_demand, is_justified
from connecteur_core.messages import message
from connecteur_core.model.item import Demand, Item
from connecteur_core.model.obligation import Obligation
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.model.status import Answer, Status

_CLAIMS = (Status.MET, Status.PARTIAL)


def unsuitable_findings(assessment: Assessment, ruleset: Ruleset, item_id: str | None = None) -> Iterator[Diagnostic]:
    """A warning for each answer that does not fit what its item asks for; those that are errors already are left out.

    Args:
        assessment: as it was read.
        ruleset: what it answers.
        item_id: look at the answer to this item only.
    """
    origin = origin_of(assessment)
    for name, answer in visible_answers(assessment, ruleset).items():
        if item_id not in (None, name) or find_misfit(ruleset, name, answer) is not None:
            continue
        given = with_status(ruleset, name, answer)
        for misfit in _misfits(ruleset, ruleset.items[name], given):
            below = ("answers", name) if misfit.key is None else ("answers", name, misfit.key)
            yield origin.diagnostic(misfit.code, misfit.message, *below, help=misfit.help, severity=Severity.WARNING)


def _misfits(ruleset: Ruleset, item: Item, answer: Answer) -> Iterator[Misfit]:
    demand, length = ruleset.demand_of(item), ruleset.kind_of(item).reason_length
    if answer.status in _CLAIMS and answer.evidence and not any(fits_demand(one, demand) for one in answer.evidence):
        yield _of_another_sort(item, demand)
    asked = {item.obligation, *item.obligations.values()}
    excused = answer.status in (Status.UNMET, Status.PARTIAL) and Obligation.SHOULD in asked
    if excused and answer.note is not None and not is_justified(answer, ruleset.kind_of(item)):
        what = message("the justification of `{id}` has less than {length} characters", id=item.id, length=length)
        yield Misfit("CX315", what, message("say why, so that a stranger understands it"), "note")


def _of_another_sort(item: Item, demand: Demand) -> Misfit:
    if demand is Demand.URL:
        what = message("the evidence for `{id}` is not the web address that is asked for", id=item.id)
        return Misfit("CX314", what, message("give one that begins with https:// or http://"), "evidence")
    what = message("the evidence for `{id}` is not from others, as is asked for", id=item.id)
    return Misfit("CX314", what, message("say who issued it: `issuer`, or `--evidence-from`"), "evidence")
