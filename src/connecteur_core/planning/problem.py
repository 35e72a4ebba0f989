"""What a plan has to solve: the moves there are, what they cost, and what they must keep to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from attrs import evolve, frozen

from connecteur_core.backends.obligations import settled
from connecteur_core.backends.program import items_read
from connecteur_core.backends.python_backend import Standing
from connecteur_core.evaluation.blocks import elements_behind
from connecteur_core.evaluation.evaluate import evaluate_answers
from connecteur_core.evaluation.evaluation import Evaluation
from connecteur_core.evaluation.policies import status_on
from connecteur_core.model.item import NotApplicable
from connecteur_core.model.obligation import Obligation
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.model.status import Answer, Status
from connecteur_core.planning.costs import Cost, Costs
from connecteur_core.planning.moves import Effect, Move, best_answer, cost_of_actions, effect_now, find_moves
from connecteur_core.truth import Truth


@frozen(eq=False, slots=False)
class PlanProblem:
    """A level to reach from where an incubator stands.

    Attributes:
        level: id of the level.
        items: the answered items that levels rest on.
        moves: better answers; those of one item stand together, each going further than the one before.
        actions: what each open action behind some move costs; it is paid once.
    """

    evaluation: Evaluation
    level: str
    costs: Costs
    items: tuple[str, ...]
    moves: Sequence[Move]
    actions: Mapping[str, Cost]

    @cached_property
    def not_tried(self) -> Mapping[str, tuple[str, ...]]:
        """The ways that are no better answers, and the items or facts that they would be about.

        `justify`: a justification would do where the level asks for them as “should”; `applies`: what applies would
        be otherwise; `policy`: the test of a plugin's policy may be passed in ways that only it knows.
        """
        checked, standards = self.evaluation.program.checked, self.evaluation.standards
        choices = {read for rule in checked.conditions.values() for read in rule.choices}
        ways = {
            "justify": tuple(self._excusable()),
            "applies": tuple(sorted(choices)),
            "policy": () if standards.accepts is None else (standards.name,),
        }
        return {name: about for name, about in ways.items() if about}

    def _excusable(self) -> Iterator[str]:
        """The lines that a justification would settle for the level, and that are not settled."""
        checked, rungs = self.evaluation.program.checked, self.evaluation.ruleset.levels
        place = next(place for place, rung in enumerate(rungs) if rung.id == self.level)
        needed = True
        for rung in reversed(rungs[: place + 1]):
            for line, obligation in checked.bindings(rung.id) if needed else ():
                loose = obligation is Obligation.SHOULD and line in self.evaluation.ruleset.loosely_bound
                if loose and settled(line, obligation, self.evaluation.standing) is not Truth.TRUE:
                    yield line
            needed = needed and rung.cumulative

    def other_way(self) -> tuple[str, tuple[str, ...]] | None:
        """A way that is no better answer and might reach the level, where no better answers do; None = there is none.

        Besides those of `not_tried`, `skip`: items that may turn out not to apply, where what was asked keeps their
        better answers out.
        """
        for way in ("policy", "applies"):
            if way in self.not_tried:
                return way, self.not_tried[way]
        excused, steps = self.not_tried.get("justify", ()), self._answers_after(frozenset(range(len(self.moves))))
        for name in excused:
            steps[name] = _excuse(self.evaluation.ruleset, name, steps.get(name))
        if excused and self._is_reached(steps):
            return "justify", excused
        # Whatever may be left out is, unless a better answer is a step, or what is answered may be better than that.
        moved = {move.item for move in self.moves}
        for name in self._skippable:
            if name not in moved:
                steps[name] = _SKIPPED if self._is_nothing(name) else best_answer(self.evaluation, name)
        if not self._is_reached(steps):
            return None
        # The best answers to all others are no worse than any: with them, leaving this one out must not hurt.
        best = {name: best_answer(self.evaluation, name) for name in self.items}
        skipped = tuple(name for name in self._skippable if self._is_reached({**best, name: _SKIPPED}))
        return ("skip", skipped) if skipped else None

    def _is_nothing(self, name: str) -> bool:
        return status_on(self.evaluation.answers.get(name), self.evaluation.on) in (None, Status.UNMET)

    @cached_property
    def _skippable(self) -> tuple[str, ...]:
        """The items that may turn out not to apply, and do so far."""
        ruleset, standing = self.evaluation.ruleset, self.evaluation.standing
        kinds = {name: ruleset.kind_of(ruleset.items[name]) for name in self.items}
        return tuple(
            name
            for name, kind in kinds.items()
            if kind.not_applicable is not NotApplicable.NO and name not in standing.skipped
        )

    def now(self, name: str) -> Effect:
        """What rules read of an item as it stands."""
        return effect_now(self.evaluation, name)

    def goes_on(self, place: int) -> bool:
        """Whether a move goes further than the one before it, on the same item."""
        return place > 0 and self.moves[place - 1].item == self.moves[place].item

    def points(self, cost: Cost) -> int:
        """A cost as one number."""
        return self.costs.points(cost)

    def points_of_move(self, place: int) -> int:
        """What a move adds to the one before it on the same item, without actions."""
        below = self.points(self.moves[place - 1].cost) if self.goes_on(place) else 0
        return self.points(self.moves[place].cost) - below

    def cost_of(self, chosen: Sequence[int]) -> int:
        """What a set of moves costs, each action once."""
        moves = sum(self.points_of_move(place) for place in chosen)
        paid = {name for place in chosen for name in self.moves[place].actions}
        return moves + sum(self.points(self.actions[name]) for name in paid)

    def budgets(self) -> Iterator[tuple[int, list[int], dict[str, int]]]:
        """Each limit, with what each move and each action takes of it."""
        for name in ("effort", "money"):
            limit = getattr(self.costs.own.budget, name)
            if limit is not None:
                moves = [
                    getattr(move.cost, name) - (getattr(self.moves[place - 1].cost, name) if self.goes_on(place) else 0)
                    for place, move in enumerate(self.moves)
                ]
                yield limit, moves, {action: getattr(cost, name) for action, cost in self.actions.items()}

    def keeps_budget(self, chosen: Sequence[int]) -> bool:
        """Whether a set of moves takes no more than there is."""
        paid = {name for place in chosen for name in self.moves[place].actions}
        return all(
            sum(moves[place] for place in chosen) + sum(actions[name] for name in paid) <= limit
            for limit, moves, actions in self.budgets()
        )

    def needs_of(self, item: str) -> tuple[str, ...]:
        """Ids of items and elements that come before an item, as the costs say."""
        return self._needs[item]

    @cached_property
    def _needs(self) -> dict[str, tuple[str, ...]]:
        ruleset, needs = self.evaluation.ruleset, self.costs.own.needs
        found = {}
        for name in self.items:
            item = ruleset.items[name]
            keys = (name, item.part_of, item.element, *elements_behind(ruleset, item))
            found[name] = tuple(
                dict.fromkeys(before for key in dict.fromkeys(keys) if key for before in needs.get(key, ()))
            )
        return found

    def reaches(self, chosen: frozenset[int]) -> bool:
        """Whether a set of moves reaches the level; a move whose needs are not met does nothing."""
        while True:
            met, reached = self._after(chosen)
            idle = {place for place in chosen if not self._may_be_done(place, met)} if self.costs.own.needs else set()
            if not idle:
                return reached
            chosen = chosen - idle

    def _may_be_done(self, place: int, met: Mapping[str, Truth]) -> bool:
        return all(met.get(name) in (Truth.TRUE, None) for name in self.needs_of(self.moves[place].item))

    def _after(self, chosen: frozenset[int]) -> tuple[Mapping[str, Truth], bool]:
        """What is met after some moves, and whether the level is reached: the answers evaluated as usual."""
        standing = self._standing(self._answers_after(chosen))
        decided = {name: standing.met[name] for name in (*self.items, *self.evaluation.program.checked.rules)}
        return decided, standing.level[self.level] is Truth.TRUE

    def _answers_after(self, chosen: frozenset[int]) -> dict[str, Answer]:
        steps = {self.moves[place].item: self.moves[place].answer for place in sorted(chosen)}
        return {**self.evaluation.answers, **steps}

    def _standing(self, answers: Mapping[str, Answer]) -> Standing:
        before = self.evaluation
        return evaluate_answers(before.program, answers, before.standards, before.facts).standing

    def _is_reached(self, answers: Mapping[str, Answer]) -> bool:
        return self._standing({**self.evaluation.answers, **answers}).level[self.level] is Truth.TRUE


_SKIPPED = Answer(Status.NOT_APPLICABLE, note="x")


def _excuse(ruleset: Ruleset, name: str, answer: Answer | None) -> Answer:
    """The answer, or the worst where there is none, with a justification that is long enough."""
    given = answer or Answer()
    if given.status is None:
        scale = ruleset.scaled_items.get(name)
        given = evolve(given, status=Status.UNMET, value=None if scale is None else scale.answers[0].id)
    return evolve(given, on=None, note="x" * max(1, ruleset.kind_of(ruleset.items[name]).reason_length))


def state_problem(
    evaluation: Evaluation, level: str, costs: Costs, taken_over: frozenset[str] = frozenset()
) -> PlanProblem:
    """The problem of reaching a level.

    Args:
        evaluation: where the incubator stands.
        level: id of the level.
        costs: what things cost and what to keep to.
        taken_over: items that partners bring.
    """
    items = items_read(evaluation.program.checked)
    moves = find_moves(evaluation, items, costs, taken_over)
    return PlanProblem(evaluation, level, costs, items, moves, cost_of_actions(evaluation, moves, costs))
