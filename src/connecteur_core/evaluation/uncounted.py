"""Why an answer does not count, or not yet: its evidence, its justification, or what the jury found."""

from __future__ import annotations

from connecteur_core.evaluation.evaluation import Evaluation
from connecteur_core.evaluation.policies import (
    fits_demand,
    is_justified,
    is_stale,
    jury_verdict,
    lacks_evidence,
    status_on,
)
from connecteur_core.messages import Message, message
from connecteur_core.model.item import Demand
from connecteur_core.model.obligation import Obligation
from connecteur_core.model.status import Answer, Status
from connecteur_core.truth import Truth

_OF_ANOTHER_SORT = {
    Demand.URL: message("claimed, but the evidence is not a web address"),
    Demand.FROM_OTHERS: message("claimed, but the evidence names nobody else who issued it"),
}


def why_uncounted(evaluation: Evaluation, item_id: str, obligation: Obligation = Obligation.MUST) -> Message | None:
    """Why the answer to an item does not count; None where it counts, is not given, or a plugin's policy decides.

    Args:
        evaluation: under whose policy and on whose day.
        item_id: an answered item.
        obligation: how strongly it is asked for.
    """
    answer = evaluation.answers.get(item_id)
    status = status_on(answer, evaluation.on)
    if answer is None or status is None or evaluation.standing.met.get(item_id) is Truth.TRUE:
        return None
    if item_id in evaluation.standing.perhaps:
        return message("answered, but whether it applies is not known yet")
    if status is Status.MET:
        return _claim_uncounted(evaluation, item_id, answer)
    if obligation is not Obligation.SHOULD or status is Status.NOT_APPLICABLE:
        return None
    kind = evaluation.ruleset.kind_of(evaluation.ruleset.items[item_id])
    if is_justified(answer, kind):
        return None
    if not (answer.note or "").strip():
        return message("not met, and not justified yet")
    return message("not met, and its justification has less than {length} characters", length=kind.reason_length)


def _claim_uncounted(evaluation: Evaluation, item_id: str, answer: Answer) -> Message | None:
    ruleset, standards = evaluation.ruleset, evaluation.standards
    item = ruleset.items[item_id]
    verdict, demand = jury_verdict(ruleset, item, standards), ruleset.demand_of(item)
    if verdict is Truth.FALSE:
        return message("claimed, but the jury found it unmet")
    if lacks_evidence(answer, demand, standards):
        if not answer.evidence:
            return message("claimed, but the evidence asked for is missing")
        fitting = [piece for piece in answer.evidence if fits_demand(piece, demand)]
        if not fitting:
            return _OF_ANOTHER_SORT[demand]
        if all(is_stale(piece, standards) for piece in fitting):
            return message("claimed, but the evidence is out of date")
        return message("claimed, but the evidence is of a later day")
    return message("claimed, but no jury has found it met") if verdict is Truth.UNKNOWN else None
