"""A set of moves with none too many, found without the solver; if it is the only one, it is proved the cheapest."""

from __future__ import annotations

from attrs import frozen

from connecteur_core.planning.problem import PlanProblem


@frozen
class Choice:
    """A set of moves by their places in the problem, and what it costs in points."""

    cost: int
    moves: tuple[int, ...]


@frozen
class LeanChoice:
    """A set of moves that reaches the level and loses it without any of them.

    Attributes:
        only: whether every other such set has all of these moves, so that there is no other.
    """

    choice: Choice
    only: bool


def find_lean_choice(problem: PlanProblem) -> LeanChoice | None:
    """A lean set, dear moves being left out first; None when no set of moves reaches the level."""
    everything = frozenset(range(len(problem.moves)))
    if not problem.reaches(everything):
        return None
    kept, only = set(everything), True
    dear_first = sorted(everything, key=lambda place: (-problem.points_of_move(place), -place))
    for place in dear_first:
        if place not in kept:
            continue
        without = kept - _from(problem, place)
        if problem.reaches(frozenset(without)):
            kept = without
    for place in kept:
        only = only and not problem.reaches(everything - _from(problem, place))
    moves = tuple(sorted(kept))
    return LeanChoice(Choice(problem.cost_of(moves), moves), only)


def _from(problem: PlanProblem, place: int) -> set[int]:
    """A move and those on the same item that go further."""
    found = {place}
    while place + 1 < len(problem.moves) and problem.goes_on(place + 1):
        place += 1
        found.add(place)
    return found
