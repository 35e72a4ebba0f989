"""Which moves to make: the cheapest that keep all limits and dates, and the next cheapest after them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from time import perf_counter

from attrs import evolve, field, frozen

from connecteur_core.planning.problem import PlanProblem
from connecteur_core.planning.quarters import Slot, Task
from connecteur_core.planning.schedule import place_tasks
from connecteur_core.planning.steps import steps_of, tasks_of
from connecteur_core.planning.unneeded import Choice, find_lean_choice


@frozen(eq=False)
class Chosen:
    """What came of the search.

    Attributes:
        choices: cheapest first; the first is the plan.
        proved: whether the first is the cheapest of all; without any, whether there is none.
        at_least: what any plan costs at least, where that is not proved.
        schedule: of the first.
        unsolved: "solver", "time" or "size" when something was not decided.
    """

    choices: tuple[Choice, ...] = ()
    proved: bool = False
    at_least: int = 0
    schedule: Mapping[str, Slot] = field(factory=dict)
    unsolved: str | None = None


def choose_moves(problem: PlanProblem, priorities: Sequence[str], *, alternatives: int, seconds: float) -> Chosen:
    """The cheapest moves to the level of a problem, scheduled.

    A first set without a move too many is found by leaving out what can be left out. Where it is the only such set it
    is the cheapest; otherwise the solver is asked.
    """
    deadline = perf_counter() + seconds
    lean = find_lean_choice(problem)
    if lean is None:
        return Chosen(proved=True)
    search = _Search(problem, priorities, deadline)
    if lean.only:
        search.take(iter([lean.choice]), 1)
        return search.chosen(complete=True)
    unsolved = None
    try:
        from connecteur_core.planning.cheapest import OutOfTime, TooLarge, iter_cheapest  # noqa: PLC0415 -- imports z3
    except ModuleNotFoundError as error:
        if error.name != "z3":
            raise
        unsolved = "solver"
    else:
        try:
            search.take(iter_cheapest(problem, seconds=deadline - perf_counter()), 1 + alternatives)
        except OutOfTime as error:
            unsolved, search.at_least = "time", error.at_least
        except TooLarge:
            unsolved = "size"
    if unsolved is None or search.found:
        return search.chosen(complete=unsolved is None, unsolved=unsolved)
    at_least = search.at_least
    if problem.keeps_budget(lean.choice.moves):
        search.take(iter([lean.choice]), 1)
    return evolve(search.chosen(complete=False, unsolved=unsolved), proved=False, at_least=at_least)


class _Search:
    """Takes choices one after the other and keeps those that a schedule can be made for."""

    def __init__(self, problem: PlanProblem, priorities: Sequence[str], deadline: float) -> None:
        self._problem = problem
        self._priorities = priorities
        self._deadline = deadline
        self.found: list[Choice] = []
        self.at_least = 0
        self._schedule: Mapping[str, Slot] = {}
        self._undecided: str | None = None

    def take(self, choices: Iterator[Choice], count: int) -> None:
        for choice in choices:
            if not self._problem.keeps_budget(choice.moves):
                continue
            schedule = self._scheduled(choice)
            if schedule is None:
                continue
            if not self.found:
                self._schedule = schedule
            self.found.append(choice)
            if len(self.found) == count:
                return

    def _scheduled(self, choice: Choice) -> Mapping[str, Slot] | None:
        own = self._problem.costs.own
        tasks: list[Task] = tasks_of(self._problem, steps_of(self._problem, choice.moves, self._priorities, ()))
        try:
            return place_tasks(
                tasks,
                self._problem.costs.capacity,
                start=own.start or self._problem.evaluation.on,
                finish=own.finish,
                seconds=max(0.1, self._deadline - perf_counter()),
            )
        except TimeoutError:
            self._undecided = "time"
        except ModuleNotFoundError:
            self._undecided = "solver"
        return None

    def chosen(self, *, complete: bool, unsolved: str | None = None) -> Chosen:
        # A choice passed over because its schedule was not decided might have been the cheapest.
        proved = self._undecided is None and (complete or bool(self.found))
        return Chosen(
            choices=tuple(self.found),
            proved=proved,
            at_least=self.at_least,
            schedule=self._schedule,
            unsolved=unsolved or self._undecided,
        )
