"""Steps as tasks to be placed, and quarters to place them in."""

from __future__ import annotations

from collections.abc import Iterator
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


def limits(capacity: Limits) -> Iterator[tuple[str, int]]:
    """The figures that are limited, each with its limit."""
    for figure in ("effort", "money"):
        limit = getattr(capacity, figure)
        if limit is not None:
            yield figure, limit


def job_of(task: Task, capacity: Limits, start: date, finish: date | None) -> Job:
    """A task in quarters: how long, and between which."""
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
