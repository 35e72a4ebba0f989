"""What the answers of one assessment say of the items of another, by a mapping: proposals, never copies.

A proposal never says more than the answers it rests on: *equal* passes a status on, *covers* passes only “met” on,
*partly* makes “partial” at most. One fact is proposed once for items that the target states twice (`same_as`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum

from attrs import evolve, frozen

from connecteur_core.assessment.assessment import Assessment
from connecteur_core.assessment.check import find_misfit
from connecteur_core.assessment.hidden import visible_answers
from connecteur_core.assessment.taken import answer_digest
from connecteur_core.evaluation.policies import status_on
from connecteur_core.messages import Message, message
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.model.status import Answer, Evidence, Status
from connecteur_core.model.taken import Relation, Taken
from connecteur_core.rulesets.mapping import ItemMapping, Pair


class State(Enum):
    """What can be done with a proposal."""

    OPEN = "open"
    """It can be taken."""
    CHANGED = "changed"
    """It was taken before and its original was changed since: it can be taken again."""
    TAKEN = "taken"
    """It was taken before; nothing is to be done."""
    KEPT = "kept"
    """The item has an answer of its own, which stays."""
    WITHHELD = "withheld"
    """It would count one fact twice, or would not be accepted as an answer."""
    SILENT = "silent"
    """The original's answer says nothing of this item."""


@frozen
class Ground:
    """One original answer that says something of an item.

    Attributes:
        evidence: that of the answer, as it is named from the target.
    """

    pair: Pair
    answer: Answer
    status: Status
    evidence: tuple[Evidence, ...]


@frozen
class Proposal:
    """What an assessment's answers come to for one item of another ruleset.

    Attributes:
        item: the item of the target.
        status: the status proposed; None when nothing is.
        grounds: the answers it rests on.
        why: why it cannot be taken, when it cannot.
    """

    item: str
    state: State
    status: Status | None
    grounds: tuple[Ground, ...]
    why: Message | None = None

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The evidence of the grounds, each piece once."""
        return tuple(dict.fromkeys(piece for ground in self.grounds for piece in ground.evidence))

    @property
    def note(self) -> str | None:
        """The note of the one answer that says the same; a reason for “not applicable” goes along."""
        same = [ground for ground in self.grounds if ground.pair.relation is Relation.EQUAL]
        return same[0].answer.note if len(same) == 1 else None

    @property
    def can_be_taken(self) -> bool:
        """Whether somebody may confirm it."""
        return self.state in (State.OPEN, State.CHANGED)

    def taken_from(self, file: str, ruleset: str, mapping: ItemMapping) -> tuple[Taken, ...]:
        """Where the answer comes from, as it is written beside it: file, its ruleset, what proposed it."""
        return tuple(
            Taken(
                file=file,
                ruleset=ruleset,
                item=ground.pair.original,
                relation=ground.pair.relation,
                digest=answer_digest(ground.answer),
                mapping=mapping.title,
            )
            for ground in self.grounds
        )


def _as_named(piece: Evidence) -> Evidence:
    return piece


def find_proposals(
    original: Assessment,
    target: Assessment,
    mapping: ItemMapping,
    rules: tuple[Ruleset, Ruleset],
    *,
    on: date,
    renamed: Callable[[Evidence], Evidence] = _as_named,
) -> tuple[Proposal, ...]:
    """What can be taken over, and what cannot and why, in the order of the target's ruleset.

    Args:
        original: whose answers are looked at.
        target: into which they may be taken.
        mapping: from the ruleset of the one to that of the other.
        rules: both rulesets, that of the original first.
        on: answers dated later say nothing yet.
        renamed: names a piece of evidence from the target, when its file lies elsewhere.
    """
    answers = visible_answers(original, rules[0])
    by_target: dict[str, list[Pair]] = {}
    for pair in mapping.pairs:
        by_target.setdefault(pair.target, []).append(pair)
    proposals: list[Proposal] = []
    for item in rules[1].items:
        if item in by_target:
            proposal = _proposal(item, _grounds(by_target[item], answers, on, renamed), target.answers.get(item))
            proposals.append(_acceptable(proposal, rules[1], target, proposals))
    return tuple(proposals)


def _grounds(
    pairs: Sequence[Pair], answers: Mapping[str, Answer], on: date, renamed: Callable[[Evidence], Evidence]
) -> Iterator[Ground]:
    for pair in pairs:
        answer = answers.get(pair.original)
        status = status_on(answer, on)
        if answer is not None and status is not None:
            yield Ground(pair, answer, status, tuple(map(renamed, answer.evidence)))


def _proposal(item: str, grounds: Iterable[Ground], present: Answer | None) -> Proposal:
    """What the grounds say together: the weakest of equal ones, else what covers it, else a part of it."""
    spoken = [(ground, said) for ground in grounds if (said := _passed_on(ground)) is not None]
    for relation in Relation:
        chosen = [(ground, said) for ground, said in spoken if ground.pair.relation is relation]
        if chosen:
            weakest = min((said for _, said in chosen), key=_STRENGTH.index)
            carrying = tuple(ground for ground, said in chosen if said is weakest)
            return _compared(Proposal(item, State.OPEN, weakest, carrying), present)
    return Proposal(item, State.SILENT, None, (), message("the original's answer says nothing of it, or there is none"))


_STRENGTH = [Status.NOT_APPLICABLE, Status.UNMET, Status.PARTIAL, Status.MET]


def _passed_on(ground: Ground) -> Status | None:
    match ground.pair.relation:
        case Relation.EQUAL:
            return ground.status
        case Relation.COVERS:
            # Less than all of the wider thing says nothing of the narrower one.
            return Status.MET if ground.status is Status.MET else None
        case Relation.PARTLY:
            return Status.PARTIAL if ground.status in (Status.MET, Status.PARTIAL) else None


def _compared(proposal: Proposal, present: Answer | None) -> Proposal:
    """The proposal beside the answer that is there."""
    if present is None or present.status is None:
        return proposal
    if not present.taken_from:
        return evolve(proposal, state=State.KEPT, why=message("it has an answer of its own, which stays"))
    now = {(ground.pair.original, answer_digest(ground.answer)) for ground in proposal.grounds}
    before = {(taken.item, taken.digest) for taken in present.taken_from}
    if now == before:
        return evolve(proposal, state=State.TAKEN, why=message("it was taken before, and nothing changed"))
    return evolve(proposal, state=State.CHANGED)


def _acceptable(proposal: Proposal, ruleset: Ruleset, target: Assessment, earlier: Sequence[Proposal]) -> Proposal:
    if not proposal.can_be_taken:
        return proposal
    answer = Answer(proposal.status, note=proposal.note)
    misfit = find_misfit(ruleset, proposal.item, answer)
    if misfit is not None:
        return evolve(proposal, state=State.WITHHELD, why=misfit.message)
    twin = _counted_already(proposal, ruleset, target, earlier)
    if twin is not None:
        what = message("{other} says the same and rests on the same fact, which counts once", other=twin)
        return evolve(proposal, state=State.WITHHELD, why=what)
    return proposal


def _counted_already(
    proposal: Proposal, ruleset: Ruleset, target: Assessment, earlier: Sequence[Proposal]
) -> str | None:
    """An item that the target states again (A27), and that the same answer or evidence already serves."""
    same = ruleset.items[proposal.item].same_as
    twins = {*same, *(item.id for item in ruleset.items.values() if proposal.item in item.same_as)}
    originals = {ground.pair.original for ground in proposal.grounds}
    evidence = {piece.ref for piece in proposal.evidence}
    for other in earlier:
        if other.item in twins and other.state not in (State.SILENT, State.WITHHELD, State.KEPT):
            if originals & {ground.pair.original for ground in other.grounds}:
                return other.item
            if evidence & {piece.ref for piece in other.evidence}:
                return other.item
    for twin in sorted(twins):
        answer = target.answers.get(twin, Answer())
        if originals & {taken.item for taken in answer.taken_from}:
            return twin
        if evidence & {piece.ref for piece in answer.evidence}:
            return twin
    return None
