"""The cheapest sets of moves that reach a level, cheapest first, each proved so by the solver z3.

What the level needs falls into parts that share no move; each is decided on its own, and the cheapest combinations of
their answers are the cheapest answers of all. Per part, z3's `Optimize` is asked again and again, each time for the
cheapest set that contains none of those found before, so what comes out is cheapest first and wastes no move.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from heapq import heappop, heappush
from itertools import pairwise
from time import perf_counter

import z3
from attrs import evolve, field, frozen

from connecteur_core.backends.kleene_formulas import Formula, Kleene
from connecteur_core.backends.rule_solver import ItemFormulas, RulesetFormulas, TooLarge, encode_ruleset
from connecteur_core.model.scale import Scale
from connecteur_core.planning.moves import Effect, Move
from connecteur_core.planning.problem import PlanProblem
from connecteur_core.planning.unneeded import Choice
from connecteur_core.truth import Truth

__all__ = ["OutOfTime", "TooLarge", "iter_cheapest"]


class OutOfTime(Exception):
    """The solver did not decide in time.

    Attributes:
        at_least: what any plan costs at least, as far as is known.
    """

    def __init__(self, at_least: int = 0) -> None:
        super().__init__(at_least)
        self.at_least = at_least


def iter_cheapest(problem: PlanProblem, *, seconds: float) -> Iterator[Choice]:
    """All sets of moves that reach the level and waste nothing, cheapest first; none when it cannot be reached.

    Raises:
        OutOfTime: the next one was not decided in so many seconds from the beginning.
        TooLarge: a rule counts in too many ways at once.
    """
    deadline = perf_counter() + seconds
    parts = [_Answers(part, deadline) for part in _parts(problem)]
    start = (0,) * len(parts)
    waiting: list[tuple[int, tuple[int, ...]]] = []
    seen = {start}
    _wait_for(parts, start, waiting)
    while waiting:
        cost, places = heappop(waiting)
        moves = [move for part, place in zip(parts, places, strict=True) for move in _found(part, place).moves]
        yield Choice(cost, tuple(sorted(moves)))
        for index in range(len(parts)):
            after = (*places[:index], places[index] + 1, *places[index + 1 :])
            if after not in seen:
                seen.add(after)
                _wait_for(parts, after, waiting)


def _wait_for(parts: Sequence[_Answers], places: tuple[int, ...], waiting: list[tuple[int, tuple[int, ...]]]) -> None:
    total, late = 0, None
    for part, place in zip(parts, places, strict=True):
        try:
            choice = part.get(place)
        except OutOfTime as error:
            late, total = error, total + error.at_least
            continue
        if choice is None:
            return
        total += choice.cost
    if late is not None:
        raise OutOfTime(total)
    heappush(waiting, (total, places))


def _found(part: _Answers, place: int) -> Choice:
    choice = part.get(place)
    assert choice is not None, "it was found before it waited"
    return choice


@frozen(eq=False)
class _Part:
    """Conditions that share no move with others.

    Attributes:
        rungs: what is chosen: each move's formula and points.
        shared: actions that several moves may pay for: the formula and points.
    """

    conditions: Sequence[Formula]
    rungs: Mapping[int, tuple[Formula, int]]
    shared: Sequence[tuple[Formula, int]] = field(factory=tuple)


class _Answers:
    """The answers of one part, found as far as they are asked for."""

    def __init__(self, part: _Part, deadline: float) -> None:
        self._part = part
        self._deadline = deadline
        self._found: list[Choice] = []
        self._exhausted = False
        # Of two sets of the same cost, the one of fewer moves: then no set has a move too many.
        self._scale = len(part.rungs) + 1
        self._optimize = z3.Optimize()
        self._optimize.add(*part.conditions)
        self._objective: Formula = None
        for formula, points in part.rungs.values():
            self._objective = self._optimize.add_soft(z3.Not(formula), points * self._scale + 1)
        for formula, points in part.shared:
            if points:
                self._objective = self._optimize.add_soft(z3.Not(formula), points * self._scale)

    def get(self, place: int) -> Choice | None:
        while len(self._found) <= place and not self._exhausted:
            self._find()
        return self._found[place] if place < len(self._found) else None

    def _find(self) -> None:
        left = self._deadline - perf_counter()
        if left <= 0:
            raise OutOfTime(self._known_bound())
        self._optimize.set("timeout", max(1, int(left * 1000)))
        answer = self._optimize.check()
        if answer == z3.unknown:
            raise OutOfTime(max(self._known_bound(), self._lower()))
        if answer == z3.unsat:
            self._exhausted = True
            return
        model = self._optimize.model()
        chosen = [place for place, (formula, _) in self._part.rungs.items() if z3.is_true(model.eval(formula))]
        cost = sum(self._part.rungs[place][1] for place in chosen)
        cost += sum(points for formula, points in self._part.shared if z3.is_true(model.eval(formula)))
        self._found.append(Choice(cost, tuple(chosen)))
        if chosen:
            self._optimize.add(z3.Or([z3.Not(self._part.rungs[place][0]) for place in chosen]))
        else:
            self._exhausted = True

    def _known_bound(self) -> int:
        return self._found[-1].cost if self._found else 0

    def _lower(self) -> int:
        if self._objective is None:
            return 0
        lower = self._objective.lower()
        return int(lower.as_long()) // self._scale if z3.is_int_value(lower) else 0


def _parts(problem: PlanProblem) -> list[_Part]:
    """The conditions of a problem, sorted into parts that share no move."""
    rungs = [z3.Bool(f"move {place}") for place in range(len(problem.moves))]
    paid = {name: z3.Bool(f"action {name}") for name in problem.actions}
    conditions = _conditions(problem, rungs, paid)
    groups = _Groups()
    for condition in conditions:
        groups.join(condition, _names(condition))
    by_group: dict[str, list[Formula]] = {}
    for condition in conditions:
        by_group.setdefault(groups.of(condition), []).append(condition)
    moves: dict[str, dict[int, tuple[Formula, int]]] = {}
    for place, formula in enumerate(rungs):
        moves.setdefault(groups.of_name(formula.decl().name()), {})[place] = (formula, problem.points_of_move(place))
    shared: dict[str, list[tuple[Formula, int]]] = {}
    for name, formula in paid.items():
        points = problem.points(problem.actions[name])
        shared.setdefault(groups.of_name(formula.decl().name()), []).append((formula, points))
    found = [_Part(members, moves.get(name, {}), shared.get(name, [])) for name, members in by_group.items()]
    # What is easy is decided first: should time run out, the more is known.
    return sorted(found, key=lambda part: len(part.rungs))


def _conditions(problem: PlanProblem, rungs: Sequence[Formula], paid: Mapping[str, Formula]) -> list[Formula]:
    formulas = encode_ruleset(problem.evaluation.program.checked, _item_formulas(problem, rungs))
    found = _conjuncts(z3.simplify(formulas.levels[problem.level].yes))
    for place, move in enumerate(problem.moves):
        goes_on = problem.goes_on(place)
        if goes_on:
            found.append(z3.Implies(rungs[place], rungs[place - 1]))
        if not (goes_on and problem.moves[place - 1].actions):
            found += [z3.Implies(rungs[place], paid[name]) for name in move.actions]
        found += [z3.Implies(rungs[place], z3.simplify(one)) for one in _needed(problem, formulas, move)]
    for limit, figures, actions in problem.budgets():
        terms = [(formula, figure) for formula, figure in zip(rungs, figures, strict=True) if figure]
        terms += [(paid[name], figure) for name, figure in actions.items() if figure]
        if terms:
            found.append(z3.PbLe(terms, limit))
    return found


def _needed(problem: PlanProblem, formulas: RulesetFormulas, move: Move) -> Iterator[Formula]:
    for name in problem.needs_of(move.item):
        if name in formulas.items:
            yield formulas.items[name].met.yes


def _item_formulas(problem: PlanProblem, rungs: Sequence[Formula]) -> dict[str, ItemFormulas]:
    """What rules read of each item, by the moves chosen; a move only adds to what is sure."""
    by_item: dict[str, list[int]] = {}
    for place, move in enumerate(problem.moves):
        by_item.setdefault(move.item, []).append(place)
    found = {}
    for name in problem.items:
        effects = [(rungs[place], problem.moves[place].effect) for place in by_item.get(name, ())]
        formulas, scale = _formulas_of(problem.now(name), effects), problem.evaluation.ruleset.scaled_items.get(name)
        found[name] = formulas if scale is None else _on_scale(formulas, scale, problem.now(name), effects)
    return found


def _on_scale(
    formulas: ItemFormulas, scale: Scale, now: Effect, moves: Sequence[tuple[Formula, Effect]]
) -> ItemFormulas:
    """The same for an item on a scale of its own: how far its score has come."""
    values = sorted({Fraction(value) for value in scale.values.values()})
    steps = []
    for below, value in pairwise(values):
        yes = [z3.BoolVal(now.score[0] >= value), *(rung for rung, effect in moves if effect.score[0] >= value)]
        maybe = [z3.BoolVal(now.score[1] >= value), *(rung for rung, effect in moves if effect.score[1] >= value)]
        steps.append((Kleene(z3.Or(yes), z3.Not(z3.Or(maybe))), value - below))
    return evolve(formulas, steps=tuple(steps), lowest=values[0])


def _formulas_of(now: Effect, moves: Sequence[tuple[Formula, Effect]]) -> ItemFormulas:
    def truth(before: Truth, after: Sequence[Truth]) -> Kleene:
        pairs = list(zip(moves, after, strict=True))
        yes = z3.Or([z3.BoolVal(before is Truth.TRUE), *(rung for (rung, _), one in pairs if one is Truth.TRUE)])
        lifted = [rung for (rung, _), one in pairs if one is not Truth.FALSE]
        return Kleene(yes, z3.And([z3.BoolVal(before is Truth.FALSE), *map(z3.Not, lifted)]))

    skipped = z3.And([z3.BoolVal(now.skipped), *(z3.Not(rung) for rung, effect in moves if not effect.skipped)])
    return ItemFormulas(
        met=truth(now.met, [effect.met for _, effect in moves]),
        partly=truth(now.partly, [effect.partly for _, effect in moves]),
        skipped=skipped,
        answered=z3.Or([z3.BoolVal(now.answered), *(rung for rung, effect in moves if effect.answered)]),
        justified=z3.Or([z3.BoolVal(now.justified), *(rung for rung, effect in moves if effect.justified)]),
    )


def _conjuncts(formula: Formula) -> list[Formula]:
    if z3.is_true(formula):
        return []
    if z3.is_and(formula):
        return [one for child in formula.children() for one in _conjuncts(child)]
    return [formula]


def _names(formula: Formula) -> set[str]:
    """The moves and actions that a formula speaks of."""
    names: set[str] = set()
    seen: set[int] = set()
    stack = [formula]
    while stack:
        one = stack.pop()
        if one.get_id() in seen:
            continue
        seen.add(one.get_id())
        if z3.is_const(one) and one.decl().kind() == z3.Z3_OP_UNINTERPRETED:
            names.add(one.decl().name())
        stack += one.children()
    return names


class _Groups:
    """Names that belong together because some condition speaks of both."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}
        self._first: dict[int, str] = {}

    def join(self, condition: Formula, names: set[str]) -> None:
        own = sorted(names) or [f"no move {condition.get_id()}"]
        self._first[condition.get_id()] = own[0]
        for name in own:
            self._above[self.of_name(name)] = self.of_name(own[0])

    def of(self, condition: Formula) -> str:
        return self.of_name(self._first[condition.get_id()])

    def of_name(self, name: str) -> str:
        while (above := self._above.setdefault(name, name)) != name:
            name = above
        return name
