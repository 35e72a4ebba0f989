"""How strict an evaluation is: what an answer counts for, under which policy.

A policy turns each answer into a range of statuses. It may move the ends of a range down, never up, so a stricter
policy never gives a higher level.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from fractions import Fraction

from attrs import Factory, evolve, field, frozen

from connecteur_core.backends.python_runtime import Interval
from connecteur_core.messages import Message, message
from connecteur_core.model.item import Demand, Item, Kind, WhenSkipped
from connecteur_core.model.months import completed_months
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.model.status import Answer, Evidence, Status
from connecteur_core.truth import Truth


class Policy(Enum):
    """How strict, the most lenient first.

    `self-assessment` takes answers as they are, `evidenced` wants them supported, `label` wants a jury to have
    found so, too, of those that decide about levels.
    """

    SELF_ASSESSMENT = "self-assessment"
    EVIDENCED = "evidenced"
    LABEL = "label"

    @property
    def wants_evidence(self) -> bool:
        """Whether a claim counts only with the evidence its item demands."""
        return self is not Policy.SELF_ASSESSMENT


POLICY_TEXTS = {
    Policy.SELF_ASSESSMENT.value: message("self-assessment"),
    Policy.EVIDENCED.value: message("evidenced"),
    Policy.LABEL.value: message("label"),
}


def policy_text(name: str) -> Message | str:
    """What a policy is called in a sentence; one of a plugin by its own name."""
    return POLICY_TEXTS.get(name, name)


@frozen
class Standards:
    """What a policy is applied with.

    Attributes:
        policy: how strict.
        on: day of the evaluation; answers and evidence of later days do not count yet.
        evidence_months: age from which evidence is stale; None = never.
        accepts: the test of a plugin's policy, which an answer must pass to count, besides that of `policy`.
        name: what to call it all.
        verdicts: what the jury found of items that decide, read by `label` only; of one left out it found nothing.
    """

    policy: Policy
    on: date
    evidence_months: int | None = None
    accepts: Callable[[str, Answer], bool] | None = None
    name: str = field(default=Factory(lambda self: self.policy.value, takes_self=True))
    verdicts: Mapping[str, Truth] = field(factory=dict)


_HALF = Fraction(1, 2)
# Whether met, whether at least partial, and the score, by status.
_NO: tuple[Truth, Truth, Interval] = (Truth.FALSE, Truth.FALSE, (0, 0))
_SURE: dict[Status, tuple[Truth, Truth, Interval]] = {
    Status.UNMET: _NO,
    Status.NOT_APPLICABLE: _NO,
    Status.PARTIAL: (Truth.FALSE, Truth.TRUE, (_HALF, _HALF)),
    Status.MET: (Truth.TRUE, Truth.TRUE, (1, 1)),
}
_OPEN: dict[Status, tuple[Truth, Truth, Interval]] = {
    Status.PARTIAL: (Truth.FALSE, Truth.UNKNOWN, (0, _HALF)),
    Status.MET: (Truth.UNKNOWN, Truth.UNKNOWN, (0, 1)),
}


_NOBODY = frozenset[str]()


@frozen
class Ranges:
    """What the rules read of each answered item: truths and scores as intervals, and what is left out.

    Attributes:
        answered, justified: see `Standing`.
    """

    met: dict[str, Truth]
    partly: dict[str, Truth]
    score: dict[str, Interval]
    skipped: frozenset[str]
    answered: frozenset[str] = _NOBODY
    justified: frozenset[str] = _NOBODY


def apply_policy(ruleset: Ruleset, answers: Mapping[str, Answer], standards: Standards) -> Ranges:
    """The ranges of all items that are answered (not computed) under a policy."""
    names, scales = ruleset.answered_items, ruleset.scaled_items
    met, partly = dict.fromkeys(names, Truth.UNKNOWN), dict.fromkeys(names, Truth.UNKNOWN)
    score: dict[str, Interval] = dict.fromkeys(names, (0, 1))
    for name, scale in scales.items():
        score[name] = scale.bounds
    ranges = Ranges(met, partly, score, _NOBODY)
    if scales or ruleset.special_items:
        return _apply_generally(ruleset, answers, standards, ranges)
    as_they_are = standards.policy is Policy.SELF_ASSESSMENT and standards.accepts is None
    skipped, on, not_applicable = [], standards.on, Status.NOT_APPLICABLE
    for name, answer in answers.items():
        status = answer.status
        if status is None or name not in names or (answer.on is not None and answer.on > on):
            continue
        sure = as_they_are or _counts(ruleset, names[name], answer, status, standards)
        # A claim that does not count yet is not “no”: it stands once its evidence is added, or the jury finds it so.
        met[name], partly[name], score[name] = (_SURE if sure else _OPEN)[status]
        if not as_they_are and jury_verdict(ruleset, names[name], standards) is Truth.FALSE:
            met[name], partly[name], score[name] = _NO
        if status is not_applicable:
            skipped.append(name)
    return Ranges(met, partly, score, frozenset(skipped))


def _apply_generally(ruleset: Ruleset, answers: Mapping[str, Answer], standards: Standards, ranges: Ranges) -> Ranges:
    """The same where some items have scales of their own, or where more counts than the answer."""
    names, scales, special = ruleset.answered_items, ruleset.scaled_items, ruleset.special_items
    met, partly, score = ranges.met, ranges.partly, ranges.score
    as_they_are = standards.policy is Policy.SELF_ASSESSMENT and standards.accepts is None
    skipped, answered, justified = [], [], []
    for name, answer in answers.items():
        if name not in names or (answer.on is not None and answer.on > standards.on):
            continue
        if name in scales and name not in special and answer.value is not None:
            status, certain, claimed = scales[name].readings[answer.value]
            sure = as_they_are or _counts(ruleset, names[name], answer, status, standards)
            met[name], partly[name], score[name] = certain if sure else claimed
            if not as_they_are and jury_verdict(ruleset, names[name], standards) is Truth.FALSE:
                worst = scales[name].bounds[0]
                met[name], partly[name], score[name] = Truth.FALSE, Truth.FALSE, (worst, worst)
            continue
        one = range_of(ruleset, name, answer, standards)
        met[name], partly[name], score[name] = one.met, one.partly, one.score
        skipped += [name] * one.skipped
        if name in special:
            answered += [name] * one.answered
            justified += [name] * one.justified
    return evolve(ranges, skipped=frozenset(skipped), answered=frozenset(answered), justified=frozenset(justified))


@frozen
class Range:
    """What the rules read of one answered item."""

    met: Truth
    partly: Truth
    score: Interval
    skipped: bool
    answered: bool
    justified: bool


def range_of(ruleset: Ruleset, name: str, answer: Answer | None, standards: Standards) -> Range:
    """The ranges of one answered item; what `apply_policy` does for each."""
    item = ruleset.items[name]
    kind, scale = ruleset.kind_of(item), ruleset.scaled_items.get(name)
    worst, best = (0, 1) if scale is None else scale.bounds
    status = status_on(answer, standards.on)
    if answer is not None and answer.value is not None and scale is not None:
        status = None if answer.on is not None and answer.on > standards.on else scale.statuses[answer.value]
    if status is None or answer is None:
        return Range(Truth.UNKNOWN, Truth.UNKNOWN, (worst, best), skipped=False, answered=False, justified=False)
    justified = is_justified(answer, kind)
    if status is Status.NOT_APPLICABLE:
        as_met = kind.when_not_applicable is WhenSkipped.MET
        truth, value = (Truth.TRUE, best) if as_met else (Truth.FALSE, worst)
        return Range(truth, truth, (value, value), skipped=not as_met, answered=True, justified=justified)
    required = kind.evidence_required
    sure = _counts(ruleset, item, answer, status, standards, required=required)
    if jury_verdict(ruleset, item, standards) is Truth.FALSE:
        met, partly, score = Truth.FALSE, Truth.FALSE, (worst, worst)
    elif scale is None or answer.value is None:
        met, partly, score = (_SURE if sure else _OPEN)[status]
    else:
        _, certain, claimed = scale.readings[answer.value]
        met, partly, score = certain if sure else claimed
    return Range(met, partly, score, skipped=False, answered=True, justified=justified)


def status_on(answer: Answer | None, on: date) -> Status | None:
    """The status an answer gives on a day; an answer of a later day is not given yet."""
    return None if answer is None else _status_on(answer, on)


def lacks_evidence(answer: Answer, demand: Demand, standards: Standards) -> bool:
    """Whether a claim lacks the evidence its item demands (fresh, and from others where that is demanded)."""
    if demand is Demand.NONE:
        return False
    return not any(_supports(evidence, demand, standards) for evidence in answer.evidence)


def fits_demand(evidence: Evidence, demand: Demand) -> bool:
    """Whether a piece of evidence is of the sort that is demanded, whatever its day."""
    if demand is Demand.URL:
        return evidence.ref.startswith(("https://", "http://"))
    return demand is not Demand.FROM_OTHERS or bool(evidence.issuer)


def is_justified(answer: Answer, kind: Kind) -> bool:
    """Whether the note is long enough for a justification; blanks around it are not counted."""
    return len((answer.note or "").strip()) >= kind.reason_length


def is_stale(evidence: Evidence, standards: Standards) -> bool:
    """Whether evidence is older than the parameter `evidence_months` allows; undated evidence never is."""
    if standards.evidence_months is None or evidence.on is None:
        return False
    return completed_months(evidence.on, standards.on) >= standards.evidence_months


def jury_verdict(ruleset: Ruleset, item: Item, standards: Standards) -> Truth:
    """What the jury says of a claim; of all claims yes, where no jury is asked."""
    if standards.policy is not Policy.LABEL or not ruleset.kind_of(item).decides:
        return Truth.TRUE
    return standards.verdicts.get(item.id, Truth.UNKNOWN)


def _status_on(answer: Answer, on: date) -> Status | None:
    return None if answer.on is not None and answer.on > on else answer.status


def _counts(
    ruleset: Ruleset, item: Item, answer: Answer, status: Status, standards: Standards, *, required: bool = False
) -> bool:
    """Whether a claim counts as it stands; a “no” always does."""
    if status in (Status.UNMET, Status.NOT_APPLICABLE):
        return True
    wants_evidence = required or standards.policy.wants_evidence
    if wants_evidence and lacks_evidence(answer, ruleset.demand_of(item), standards):
        return False
    if jury_verdict(ruleset, item, standards) is not Truth.TRUE:
        return False
    return standards.accepts is None or standards.accepts(item.id, answer) is True


def _supports(evidence: Evidence, demand: Demand, standards: Standards) -> bool:
    if evidence.on is not None and evidence.on > standards.on:
        return False
    return not is_stale(evidence, standards) and fits_demand(evidence, demand)
