"""What a plan has to solve: the moves there are, what they cost, and what they must keep to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from attrs import frozen

from connecteur_core.backends.program import items_read
from connecteur_core.evaluation.blocks import elements_behind
from connecteur_core.evaluation.evaluate import evaluate_answers
from connecteur_core.evaluation.evaluation import Evaluation
from connecteur_core.planning.costs import Cost, Costs
from connecteur_core.planning.moves import Effect, Move, cost_of_actions, effect_now, find_moves
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

    @property
    def knows_all_ways(self) -> bool:
        """Whether better answers are all that can help.

        Where levels are content with a justification, or items apply only under a condition, there are other ways.
        """
        ruleset = self.evaluation.ruleset
        conditional = any(item.applies is not None for item in ruleset.items.values())
        return not (conditional or ruleset.loosely_bound)

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
        before = self.evaluation
        answers = {**before.answers, **{self.moves[place].item: self.moves[place].answer for place in sorted(chosen)}}
        standing = evaluate_answers(before.program, answers, before.standards).standing
        decided = {name: standing.met[name] for name in (*self.items, *before.program.checked.rules)}
        return decided, standing.level[self.level] is Truth.TRUE


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
