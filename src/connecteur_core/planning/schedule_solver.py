"""Any schedule that keeps all dates and limits, by the solver z3; or the proof that there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import z3

from connecteur_core.backends.kleene_formulas import Formula
from connecteur_core.planning.costs import Limits
from connecteur_core.planning.quarters import Job, limits


def find_places(jobs: Sequence[Job], capacity: Limits, *, seconds: float) -> Mapping[str, int] | None:
    """The quarter each job begins in, or None when there is no way.

    Raises:
        TimeoutError: not decided in time.
    """
    horizon = _horizon(jobs)
    begins: dict[str, dict[int, Formula]] = {}
    for job in jobs:
        last = min(job.last, horizon) - job.length + 1
        begins[job.task.name] = {
            quarter: z3.Bool(f"{job.task.name} begins {quarter}") for quarter in range(job.first, last + 1)
        }
    solver = z3.SolverFor("QF_FD")
    solver.set("timeout", max(1, int(seconds * 1000)))
    for job in jobs:
        own = begins[job.task.name]
        solver.add(z3.PbEq([(formula, 1) for formula in own.values()], 1) if own else z3.BoolVal(False))
        solver.add(*(_after(own, begins[name], lengths) for name, lengths in _before(job, jobs)))
    for figure, limit in limits(capacity):
        solver.add(*_loads(jobs, begins, figure, limit))
    answer = solver.check()
    if answer == z3.unknown:
        raise TimeoutError
    if answer == z3.unsat:
        return None
    model = solver.model()
    return {
        name: next(quarter for quarter, formula in own.items() if z3.is_true(model.eval(formula)))
        for name, own in begins.items()
    }


def _horizon(jobs: Sequence[Job]) -> int:
    """A quarter that some schedule need not go beyond, where there is any schedule: all jobs after each other."""
    bounded = [job.last for job in jobs]
    return min(max(bounded), max(job.first for job in jobs) + sum(job.length for job in jobs))


def _before(job: Job, jobs: Sequence[Job]) -> list[tuple[str, int]]:
    return [(other.task.name, other.length) for other in jobs if other.task.name in job.task.after]


def _after(own: Mapping[int, Formula], other: Mapping[int, Formula], length: int) -> Formula:
    """The one begins no earlier than in the quarter in which the other ends."""
    return z3.And(
        [
            z3.Implies(formula, z3.Or([later for begin, later in own.items() if begin >= quarter + length - 1]))
            for quarter, formula in other.items()
        ]
    )


def _loads(jobs: Sequence[Job], begins: Mapping[str, Mapping[int, Formula]], figure: str, limit: int) -> list[Formula]:
    taken: dict[int, list[tuple[Formula, int]]] = {}
    for job in jobs:
        for quarter, formula in begins[job.task.name].items():
            for place, load in enumerate(job.load(figure)):
                if load:
                    taken.setdefault(quarter + place, []).append((formula, load))
    return [z3.PbLe(terms, limit) for terms in taken.values()]
