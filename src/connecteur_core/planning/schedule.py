"""When steps are done: by quarter, in order, within what one quarter can take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from connecteur_core.planning.costs import Limits
from connecteur_core.planning.quarters import Job, Quarter, Slot, Task, job_of, limits


def place_tasks(
    tasks: Sequence[Task], capacity: Limits, *, start: date, finish: date | None, seconds: float
) -> dict[str, Slot] | None:
    """A slot for each task, or None when there is no way to keep all dates and limits.

    Each task takes the first place that is free, in the order given. When that misses a date, the solver looks for any
    way.

    Raises:
        TimeoutError: neither found nor excluded in so many seconds.
        ModuleNotFoundError: the solver was needed and is not installed.
    """
    jobs = [job_of(task, capacity, start, finish) for task in tasks]
    placed = _one_after_the_other(jobs, capacity)
    if placed is None:
        from connecteur_core.planning.schedule_solver import find_places  # noqa: PLC0415 -- only here is z3 needed

        placed = find_places(jobs, capacity, seconds=seconds)
    if placed is None:
        return None
    return {
        job.task.name: Slot(Quarter(begin), Quarter(begin + job.length - 1))
        for job in jobs
        for begin in (placed[job.task.name],)
    }


def _one_after_the_other(jobs: Sequence[Job], capacity: Limits) -> Mapping[str, int] | None:
    taken: dict[tuple[str, int], int] = {}
    ends: dict[str, int] = {}
    begins: dict[str, int] = {}
    for job in jobs:
        first = max([job.first, *(ends[name] for name in job.task.after if name in ends)])
        for begin in range(first, job.last - job.length + 2):
            if _fits(job, begin, capacity, taken):
                break
        else:
            return None
        for figure, _ in limits(capacity):
            for place, load in enumerate(job.load(figure)):
                taken[figure, begin + place] = taken.get((figure, begin + place), 0) + load
        begins[job.task.name], ends[job.task.name] = begin, begin + job.length - 1
    return begins


def _fits(job: Job, begin: int, capacity: Limits, taken: Mapping[tuple[str, int], int]) -> bool:
    return all(
        taken.get((figure, begin + place), 0) + load <= limit
        for figure, limit in limits(capacity)
        for place, load in enumerate(job.load(figure))
    )
