"""What an incubator can do next: for each answer that levels rest on, the better ones it could give, and their cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from attrs import evolve, frozen

from connecteur_core.backends.python_runtime import Interval
from connecteur_core.evaluation.evaluation import Evaluation
from connecteur_core.evaluation.policies import Policy, Standards, lacks_evidence, range_of, status_on
from connecteur_core.evaluation.trace import value_of
from connecteur_core.model.item import Demand, Item, Performer
from connecteur_core.model.obligation import Obligation
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.model.status import Answer, Evidence, Status
from connecteur_core.planning.costs import Cost, Costs
from connecteur_core.truth import Truth

_DONE = frozenset({Status.MET, Status.NOT_APPLICABLE})
# How far each status is, in halves of the whole way.
_WAY = {None: 0, Status.UNMET: 0, Status.NOT_APPLICABLE: 0, Status.PARTIAL: 1, Status.MET: 2}


@frozen
class Effect:
    """What rules read of an answer."""

    met: Truth
    partly: Truth
    score: Interval
    skipped: bool
    answered: bool = False
    justified: bool = False


@frozen(eq=False)
class Move:
    """A better answer to one item. Moves of one item are in order: each goes further than the one before.

    Attributes:
        before: the status now; None = unanswered.
        answer: the answer it would be.
        supports: whether it takes evidence that is not there yet; the answer has it.
        cost: what it takes, without the actions behind it.
        actions: ids of the open actions behind it whose cost is counted; each once, however many moves rest on it.
        effect: what rules would read.
    """

    item: str
    before: Status | None
    answer: Answer
    supports: bool
    cost: Cost
    actions: tuple[str, ...]
    effect: Effect

    @property
    def after(self) -> Status:
        """The status it would be."""
        assert self.answer.status is not None, "a move gives a status"
        return self.answer.status

    @property
    def only_answers(self) -> bool:
        """Whether it is no more than answering, as it is: where a level asks for no more, any answer will do."""
        return self.before is None and self.after is Status.UNMET

    @property
    def word(self) -> str:
        """The status, or the answer on the item's own scale, as files name it."""
        return self.answer.value or self.after.value


def find_moves(evaluation: Evaluation, items: tuple[str, ...], costs: Costs, taken_over: frozenset[str]) -> list[Move]:
    """All moves on `items`, in their order.

    Args:
        evaluation: where the incubator stands.
        items: the answered items that levels rest on; what they cost is never counted with others.
        costs: what things cost.
        taken_over: items that partners bring; they cost the incubator nothing.
    """
    moves: list[Move] = []
    for name in items:
        if _may_move(evaluation, name, costs):
            moves += _moves_of(evaluation, name, costs, frozenset(items), taken_over)
    return moves


def best_answer(evaluation: Evaluation, name: str) -> Answer:
    """The best answer to an item, with the evidence that is asked for."""
    ruleset = evaluation.ruleset
    scale = ruleset.scaled_items.get(name)
    best = evolve(
        evaluation.answers.get(name, Answer()),
        status=Status.MET,
        value=None if scale is None else scale.answers[-1].id,
    )
    return _supported(ruleset, ruleset.items[name], best, evaluation.standards)[0]


def _may_move(evaluation: Evaluation, name: str, costs: Costs) -> bool:
    """Whether a better answer would count: the item surely applies, and “not applicable” is not to stay."""
    condition = evaluation.program.checked.conditions.get(name)
    if condition is not None and value_of(condition.root, evaluation.standing) is not Truth.TRUE:
        return False
    status = status_on(evaluation.answers.get(name), evaluation.on)
    return status is not Status.NOT_APPLICABLE or costs.own.reconsider


def _moves_of(
    evaluation: Evaluation, name: str, costs: Costs, deciding: frozenset[str], taken_over: frozenset[str]
) -> Iterator[Move]:
    ruleset, standards = evaluation.ruleset, evaluation.standards
    item, answer = ruleset.items[name], evaluation.answers.get(name, Answer())
    before = status_on(answer, standards.on)
    # Whoever claims a line has done the work; only its evidence is missing.
    claimed = before is Status.MET
    actions = () if claimed else tuple(rolled_up(evaluation, item, costs, deciding, taken_over))
    last = effect_now(evaluation, name)
    for better, way, whole in _better_answers(ruleset, item, answer, before):
        wanted, supports = _supported(ruleset, item, better, standards)
        effect = effect_of(ruleset, name, wanted, standards)
        if not _is_better(effect, last):
            continue
        cost = Cost() if name in taken_over else costs.of_item(item).share(way, whole)
        if supports:
            cost = cost.plus(costs.of_evidence())
        move = Move(name, before, wanted, supports, cost, actions, effect)
        if move.only_answers:
            yield evolve(move, actions=())
        elif name in costs.own.exclude:
            return
        else:
            yield move
        last = effect


def _better_answers(
    ruleset: Ruleset, item: Item, answer: Answer, before: Status | None
) -> Iterator[tuple[Answer, int, int]]:
    """Each answer at least as good as the one given, worst first, and how much of the whole way it is from there.

    The worst only where a level is content with any answer and there is none.
    """
    scale = ruleset.scaled_items.get(item.id)
    any_will_do = before is None and Obligation.SUGGESTED in (item.obligation, *item.obligations.values())
    if scale is None:
        if any_will_do:
            yield evolve(answer, status=Status.UNMET), 0, 2
        for status in (Status.PARTIAL, Status.MET):
            if _WAY[status] >= _WAY[before]:
                yield evolve(answer, status=status), _WAY[status] - _WAY[before], 2
        return
    given = scale.values.get(answer.value or "", scale.bounds[0]) if before is not None else scale.bounds[0]
    span = Fraction(scale.bounds[1] - scale.bounds[0])
    for name, value in scale.values.items():
        if value > given or (value == given and (any_will_do or before is not None)):
            way = Fraction(value - given) / span
            yield evolve(answer, status=scale.statuses[name], value=name), way.numerator, way.denominator


def effect_now(evaluation: Evaluation, name: str) -> Effect:
    """What rules read of an item as it stands."""
    standing = evaluation.standing
    return Effect(
        standing.met[name],
        standing.partly[name],
        standing.score[name],
        name in standing.skipped,
        name in standing.answered,
        name in standing.justified,
    )


def effect_of(ruleset: Ruleset, name: str, answer: Answer, standards: Standards) -> Effect:
    """What rules would read of an answer under a policy."""
    one = range_of(ruleset, name, answer, standards)
    loose = name in ruleset.special_items
    return Effect(one.met, one.partly, one.score, one.skipped, loose and one.answered, loose and one.justified)


def _is_better(one: Effect, other: Effect) -> bool:
    """Whether an effect is surer than another, lifts a least score, or is an answer where there was none."""
    gains = [
        one.met is Truth.TRUE and other.met is not Truth.TRUE,
        one.partly is Truth.TRUE and other.partly is not Truth.TRUE,
        one.score[0] > other.score[0],
        one.answered and not other.answered,
    ]
    return any(gains)


def _supported(ruleset: Ruleset, item: Item, answer: Answer, standards: Standards) -> tuple[Answer, bool]:
    """The answer, dated, and with the evidence that the policy or the item wants; and whether some was added."""
    wanted = evolve(answer, on=standards.on)
    asked = standards.policy is Policy.EVIDENCED or ruleset.needs_evidence(item)
    demand = ruleset.demand_of(item) if asked and answer.status is not Status.UNMET else Demand.NONE
    if not lacks_evidence(wanted, demand, standards):
        return wanted, False
    return evolve(wanted, evidence=(*wanted.evidence, _evidence(standards.on))), True


def _evidence(on: date) -> Evidence:
    """What would do for every demand: fresh, with an address, from somebody else."""
    return Evidence("https://example.org/to-be-found", on=on, issuer="somebody else")


def rolled_up(
    evaluation: Evaluation, item: Item, costs: Costs, deciding: frozenset[str], taken_over: frozenset[str]
) -> Iterator[str]:
    """Ids of the open actions behind an item whose cost counts in its own; of two that say the same, the first.

    Guidance is never required (A05): the sum is an estimate of the work, not a condition. Items that decide themselves
    are left out, since they are moves of their own; so is what partners bring, and what is optional unless it was
    found needed.
    """
    if not costs.roll_up or item.id in costs.own.items:
        return
    ruleset = evaluation.ruleset
    for action in ruleset.items_behind(item):
        if (
            ruleset.kind_of(action).counts
            and action.by is Performer.INCUBATOR
            and action.id not in deciding | taken_over
            and action.id not in costs.own.exclude
            and status_on(evaluation.answers.get(action.id), evaluation.on) not in _DONE
            and (action.mode not in costs.optional or _found_needed(evaluation.answers, action))
        ):
            yield _first_of_same(ruleset, action, evaluation)


def _found_needed(answers: Mapping[str, Answer], action: Item) -> bool:
    answer = answers.get(action.id)
    return action.always_needed or (answer is not None and (answer.needed is True or answer.planned is True))


def _first_of_same(ruleset: Ruleset, action: Item, evaluation: Evaluation) -> str:
    """The action that a repeated one is counted with, as long as neither is done (A27, A29)."""
    for other in action.same_as:
        if other in ruleset.items and status_on(evaluation.answers.get(other), evaluation.on) not in _DONE:
            return other
    return action.id


def cost_of_actions(evaluation: Evaluation, moves: list[Move], costs: Costs) -> dict[str, Cost]:
    """What each action behind some move still takes; partial ones half."""
    found: dict[str, Cost] = {}
    for name in dict.fromkeys(action for move in moves for action in move.actions):
        way = 2 - _WAY[status_on(evaluation.answers.get(name), evaluation.on)]
        found[name] = costs.of_item(evaluation.ruleset.items[name]).share(way, 2)
    return found
