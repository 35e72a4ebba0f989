"""When steps are done: by quarter, in order, within what one quarter can take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from attrs import frozen

from connecteur_core.planning.costs import Limits

WEEKS_OF_A_QUARTER = 13
LONGEST = 400
"""Quarters looked ahead at most: a hundred years."""


@frozen
class Quarter:
    """A quarter of a year, by number.

    >>> Quarter.of(date(2026, 11, 27)), Quarter.of(date(2026, 11, 27)).last_day
    (Quarter(number=8107), datetime.date(2026, 12, 31))
    """

    number: int

    @classmethod
    def of(cls, day: date) -> Quarter:
        """The quarter a day lies in."""
        return cls(day.year * 4 + (day.month - 1) // 3)

    @property
    def last_day(self) -> date:
        """Its last day."""
        year, place = divmod(self.number + 1, 4)
        return date(year, place * 3 + 1, 1) - timedelta(days=1)

    def __str__(self) -> str:
        year, place = divmod(self.number, 4)
        return f"{year}-Q{place + 1}"


@frozen
class Task:
    """One step to be placed.

    Attributes:
        effort: person-days, spread evenly over its quarters.
        money: likewise.
        weeks: from its beginning to its end.
        earliest: it begins in the quarter of this day or later.
        latest: the quarter it ends in is over by this day.
        after: names of tasks that end no later than in the quarter in which it begins.
    """

    name: str
    effort: int
    money: int
    weeks: int
    earliest: date | None = None
    latest: date | None = None
    after: tuple[str, ...] = ()


@frozen
class Slot:
    """The quarters a task begins and ends in."""

    begins: Quarter
    ends: Quarter


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
    jobs = [_job(task, capacity, start, finish) for task in tasks]
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


@frozen
class Job:
    """A task in quarters.

    Attributes:
        length: quarters it takes.
        first: number of the first quarter it may begin in.
        last: number of the last one it may end in.
    """

    task: Task
    length: int
    first: int
    last: int

    def load(self, figure: str) -> list[int]:
        """What it takes of effort or money in each of its quarters."""
        whole, rest = divmod(getattr(self.task, figure), self.length)
        return [whole + (place < rest) for place in range(self.length)]


def _job(task: Task, capacity: Limits, start: date, finish: date | None) -> Job:
    length = max(1, -(-task.weeks // WEEKS_OF_A_QUARTER))
    for figure, limit in ((task.effort, capacity.effort), (task.money, capacity.money)):
        if limit:
            length = max(length, -(-figure // limit))
    first = Quarter.of(max(start, task.earliest or start)).number
    bounds = [_last_full_quarter(day) for day in (finish, task.latest) if day is not None]
    return Job(task, length, first, min(bounds, default=Quarter.of(start).number + LONGEST))


def _last_full_quarter(day: date) -> int:
    quarter = Quarter.of(day)
    return quarter.number if quarter.last_day == day else quarter.number - 1


def limits(capacity: Limits) -> Iterator[tuple[str, int]]:
    """The figures that are limited, each with its limit."""
    for figure in ("effort", "money"):
        limit = getattr(capacity, figure)
        if limit is not None:
            yield figure, limit


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
