"""What the reader of a result should look at: answers that disagree, evidence, scope. Flags never decide."""

from __future__ import annotations

from collections.abc import Iterator

from connecteur_core.assessment.assessment import Assessment, OrganisationKind
from connecteur_core.assessment.hidden import hidden_answers
from connecteur_core.evaluation.evaluation import Evaluation, Flag
from connecteur_core.evaluation.policies import is_stale, lacks_evidence, status_on
from connecteur_core.messages import message
from connecteur_core.model.item import Demand, Item, Performer
from connecteur_core.model.obligation import Obligation
from connecteur_core.model.overlay import setter_of
from connecteur_core.model.status import Answer, Status
from connecteur_core.truth import Truth


def find_flags(assessment: Assessment, evaluation: Evaluation) -> tuple[Flag, ...]:
    """All flags of an evaluated assessment, the weightiest first."""
    finders = (
        _gap_below,
        _needed_not_delivered,
        _claim_against_actions,
        _evidence_missing,
        _evidence_from_others_missing,
        _evidence_stale,
        _same_fact_twice,
        _claim_before_ground,
        _dated_later,
        _hidden,
        _scope,
    )
    return tuple(flag for finder in finders for flag in finder(assessment, evaluation))


def _gap_below(_: Assessment, evaluation: Evaluation) -> Iterator[Flag]:
    """Lines met above a level that is not reached: the rungs are cumulative (A02)."""
    reached = evaluation.level.reached.rank
    ranks = {level.id: level.rank for level in evaluation.ruleset.levels if level.cumulative}
    above = [
        criterion.id
        for criterion in evaluation.criteria.values()
        if criterion.status == "met"
        and not criterion.computed
        and criterion.line.obligation is Obligation.MUST
        and criterion.settlement is None
        and ranks.get(criterion.level, 0) > evaluation.level.in_progress.rank
    ]
    if above:
        what = message(
            "lines of higher levels are met, but level {rank} is not reached yet; levels build on each other",
            rank=reached + 1,
        )
        yield Flag("gap-below", what, tuple(above))


def _needed_not_delivered(_: Assessment, evaluation: Evaluation) -> Iterator[Flag]:
    """Services found needed must be given before the line on services is safe (A09)."""
    ruleset = evaluation.ruleset
    for claim in _claimed(evaluation):
        lacking = tuple(
            item.id
            for item in evaluation.ruleset.items_behind(claim)
            if ruleset.kind_of(item).service and _is_needed(item, evaluation) and not _is_delivered(item, evaluation)
        )
        if lacking and _speaks_of_delivery(evaluation, claim):
            what = message("{id} is claimed, but services found needed are not delivered yet", id=claim.id)
            yield Flag("needed-not-delivered", what, (claim.id, *lacking))


def _speaks_of_delivery(evaluation: Evaluation, claim: Item) -> bool:
    """Lines above the level their services are planned at speak of giving them; the others of planning."""
    services = [item for item in evaluation.ruleset.items_behind(claim) if evaluation.ruleset.kind_of(item).service]
    return any(item.level != claim.level for item in services)


def _is_needed(item: Item, evaluation: Evaluation) -> bool:
    answer = evaluation.answers.get(item.id)
    return item.always_needed or (answer is not None and answer.needed is True)


def _is_delivered(item: Item, evaluation: Evaluation) -> bool:
    """Whether a service is given, or nothing is known against it; “needed” alone asks for an answer."""
    answer = evaluation.answers.get(item.id)
    if answer is None:
        return True
    if answer.delivered is not None:
        return answer.delivered
    status = status_on(answer, evaluation.on)
    return status is Status.MET or (status is None and answer.needed is not True)


def _claim_against_actions(_: Assessment, evaluation: Evaluation) -> Iterator[Flag]:
    """A line claimed as met while actions that bring it about are answered “unmet”."""
    for claim in _claimed(evaluation):
        against = tuple(
            item.id
            for item in evaluation.ruleset.items_behind(claim)
            if evaluation.ruleset.kind_of(item).counts
            and item.by is Performer.INCUBATOR
            and item.mode == "do"
            and status_on(evaluation.answers.get(item.id), evaluation.on) is Status.UNMET
        )
        if against:
            what = message("{id} is claimed, but actions it rests on are answered “unmet”", id=claim.id)
            yield Flag("claim-against-actions", what, (claim.id, *against))


def _evidence_missing(_: Assessment, evaluation: Evaluation) -> Iterator[Flag]:
    bare = tuple(
        claim.id
        for claim in _claimed(evaluation)
        if evaluation.ruleset.demand_of(claim) is not Demand.NONE and not evaluation.answers[claim.id].evidence
    )
    if bare:
        yield Flag("evidence-missing", message("claimed without any evidence so far"), bare)


def _evidence_from_others_missing(_: Assessment, evaluation: Evaluation) -> Iterator[Flag]:
    own_word = tuple(
        claim.id
        for claim in _claimed(evaluation)
        if evaluation.ruleset.demand_of(claim) is Demand.FROM_OTHERS
        and lacks_evidence(evaluation.answers[claim.id], Demand.FROM_OTHERS, evaluation.standards)
    )
    if own_word:
        what = message("recognition needs evidence from others (give its `issuer`); one's own word is not enough")
        yield Flag("evidence-from-others-missing", what, own_word)


def _evidence_stale(assessment: Assessment, evaluation: Evaluation) -> Iterator[Flag]:
    stale = tuple(
        item_id
        for item_id, answer in evaluation.answers.items()
        if any(is_stale(evidence, evaluation.standards) for evidence in answer.evidence)
    )
    if stale:
        months = evaluation.standards.evidence_months
        what = message("evidence older than {months} months (a setting of this assessment)", months=months)
        if "evidence_months" not in assessment.parameters:
            owner = setter_of(evaluation.ruleset, "evidence_months")
            what = message("evidence older than {months} months (a setting of {owner})", months=months, owner=owner)
        yield Flag("evidence-stale", what, stale)


def _same_fact_twice(_: Assessment, evaluation: Evaluation) -> Iterator[Flag]:
    """Items that the source states twice, both met by the same piece of evidence (A27)."""
    for item in evaluation.ruleset.items.values():
        for other in item.same_as:
            shared = _evidence_refs(evaluation.answers.get(item.id)) & _evidence_refs(evaluation.answers.get(other))
            if shared:
                what = message("the same evidence supports two items that overlap; one fact counts once")
                yield Flag("same-fact-twice", what, (other, item.id))


def _claim_before_ground(_: Assessment, evaluation: Evaluation) -> Iterator[Flag]:
    """A claim of something that needs other things first, while they are not met."""
    standing = evaluation.standing
    for item_id in evaluation.answers:
        item = evaluation.ruleset.items[item_id]
        if not item.needs or standing.met.get(item_id) is not Truth.TRUE:
            continue
        lacking = tuple(
            name for name in item.needs if standing.met.get(name) is not Truth.TRUE and name not in standing.skipped
        )
        if lacking:
            what = message("{id} is claimed before what it needs is met", id=item_id)
            yield Flag("claim-before-ground", what, (item_id, *lacking))


def _evidence_refs(answer: Answer | None) -> set[str]:
    if answer is None or answer.status is not Status.MET:
        return set()
    return {evidence.ref for evidence in answer.evidence}


def _dated_later(_: Assessment, evaluation: Evaluation) -> Iterator[Flag]:
    later = tuple(
        item_id for item_id, answer in evaluation.answers.items() if answer.on is not None and answer.on > evaluation.on
    )
    if later:
        what = message("answers dated after {day} do not count yet", day=evaluation.on.isoformat())
        yield Flag("dated-later", what, later)


def _hidden(assessment: Assessment, evaluation: Evaluation) -> Iterator[Flag]:
    hidden = hidden_answers(assessment, evaluation.ruleset)
    if hidden:
        yield Flag(
            "answers-hidden", message("answers to items that the overlay hides are kept and not counted"), hidden
        )


def _scope(assessment: Assessment, evaluation: Evaluation) -> Iterator[Flag]:
    if not evaluation.ruleset.figures:
        return
    if assessment.organisation.kind is OrganisationKind.ACCELERATOR:
        yield Flag(
            "accelerator",
            message("the guideline is written for incubators; accelerators are welcome to adapt it"),
        )
    if assessment.definition is None:
        yield Flag(
            "definition-open",
            message("no definition of “immigrant” is chosen yet, so figures cannot be compared with others'"),
        )


def _claimed(evaluation: Evaluation) -> Iterator[Item]:
    """Deciding items answered “met” on the day."""
    ruleset = evaluation.ruleset
    for item_id, answer in evaluation.answers.items():
        item = ruleset.items[item_id]
        if ruleset.kind_of(item).decides and status_on(answer, evaluation.on) is Status.MET:
            yield item
