"""What compiled rules call while they run: joins over items and exact interval arithmetic.

A number is a pair (low, high) of exact numbers; a truth is a `Truth`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction

from connecteur_core.truth import Truth

Number = int | Fraction
Interval = tuple[Number, Number]

TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


def count_met(met: Mapping[str, Truth], items: tuple[str, ...]) -> Interval:
    """How many are surely met, and how many may be."""
    truths = [met[item] for item in items]
    surely = truths.count(TRUE)
    return surely, surely + truths.count(UNKNOWN)


def share_met(met: Mapping[str, Truth], skipped: Collection[str], items: tuple[str, ...]) -> Interval:
    """Percentage met of those that apply.

    An open item that later turns out not to apply stays inside the interval: leaving the denominator
    raises a share less than being met does, and more than being unmet does.
    """
    applicable = tuple(item for item in items if item not in skipped)
    if not applicable:
        return 100, 100
    surely, perhaps = count_met(met, applicable)
    return Fraction(100 * surely, len(applicable)), Fraction(100 * perhaps, len(applicable))


def all_met(met: Mapping[str, Truth], skipped: Collection[str], items: tuple[str, ...]) -> Truth:
    """Kleene `and` over those that apply."""
    answer = TRUE
    for item in items:
        if item in skipped:
            continue
        truth = met[item]
        if truth is FALSE:
            return FALSE
        if truth is UNKNOWN:
            answer = UNKNOWN
    return answer


def any_met(met: Mapping[str, Truth], items: tuple[str, ...]) -> Truth:
    """Kleene `or`; an item that does not apply is not met."""
    answer = FALSE
    for item in items:
        truth = met[item]
        if truth is TRUE:
            return TRUE
        if truth is UNKNOWN:
            answer = UNKNOWN
    return answer


def chosen(said: Collection[str] | None, words: tuple[str, ...]) -> Truth:
    """Whether one of the words is said; None = nothing is said yet."""
    if said is None:
        return UNKNOWN
    return TRUE if any(word in said for word in words) else FALSE


def plus(left: Interval, right: Interval) -> Interval:
    """Sum of two intervals."""
    return left[0] + right[0], left[1] + right[1]


def minus(left: Interval, right: Interval) -> Interval:
    """Difference of two intervals."""
    return left[0] - right[1], left[1] - right[0]


def times(left: Interval, right: Interval) -> Interval:
    """Product of two intervals."""
    products = [one * two for one in left for two in right]
    return min(products), max(products)


def sum_of(*numbers: Interval) -> Interval:
    """Sum of several intervals."""
    return sum(number[0] for number in numbers), sum(number[1] for number in numbers)


def mean_of(*numbers: Interval) -> Interval:
    """Exact mean of several intervals."""
    low, high = sum_of(*numbers)
    return Fraction(low) / len(numbers), Fraction(high) / len(numbers)


def min_of(*numbers: Interval) -> Interval:
    """Smallest of several intervals."""
    return min(number[0] for number in numbers), min(number[1] for number in numbers)


def max_of(*numbers: Interval) -> Interval:
    """Largest of several intervals."""
    return max(number[0] for number in numbers), max(number[1] for number in numbers)
