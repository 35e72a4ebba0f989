"""The month rule: when a month that began on a day is completed."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def completed_months(start: date, end: date) -> int:
    """Months completed from a day to another that is not earlier.

    A month is completed on the same day number of the next one, or on its last day where it has no such day.

    >>> completed_months(date(2025, 1, 30), date(2025, 2, 28))
    1
    """
    months = (end.year - start.year) * 12 + end.month - start.month
    day = min(start.day, monthrange(end.year, end.month)[1])
    return months - 1 if end.day < day else months


def months_later(start: date, months: int) -> date:
    """The day on which so many months from a day are completed.

    >>> months_later(date(2026, 11, 30), 3)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
