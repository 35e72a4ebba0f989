"""Numbers as the solver z3 knows them: intervals whose ends are sums of truths with weights, case by case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import lcm

import z3
from attrs import frozen

from connecteur_core.backends.kleene_formulas import Formula, Kleene, all_of, any_of

MOST_PIECES = 256
"""Cases that a number may fall into before the rule is given up as too large for the solver."""


class TooLarge(Exception):
    """A rule has more cases than can be written out."""


@frozen(eq=False)
class Sum:
    """A constant and truths with weights, each truth by z3's number for it."""

    constant: Fraction
    weights: Mapping[int, tuple[Formula, Fraction]]

    def plus(self, other: Sum, sign: int = 1) -> Sum:
        """The sum of two, or their difference with `sign` -1."""
        weights = dict(self.weights)
        for key, (truth, weight) in other.weights.items():
            weights[key] = (truth, weights.get(key, (truth, Fraction(0)))[1] + sign * weight)
        return Sum(self.constant + sign * other.constant, {key: one for key, one in weights.items() if one[1]})

    def times(self, factor: Fraction) -> Sum:
        """Each part multiplied by a number."""
        return Sum(
            self.constant * factor, {key: (truth, weight * factor) for key, (truth, weight) in self.weights.items()}
        )


Cases = list[tuple[Formula, Sum]]
"""A number that depends on the case; just one case holds."""


@frozen(eq=False)
class NumberFormulas:
    """An interval: its two ends."""

    low: Cases
    high: Cases


@frozen(eq=False)
class Extreme:
    """The smallest or the largest of several numbers. Which one it is, is never asked as long as it is compared."""

    smallest: bool
    parts: Sequence[NumberTree]


NumberTree = NumberFormulas | Extreme
"""A number as rules read it."""


def always(number: Sum) -> Cases:
    """A number that does not depend on a case."""
    return [(z3.BoolVal(True), number)]


def sum_of(truths: Sequence[Formula] | Iterator[Formula]) -> Sum:
    """How many truths hold."""
    total = Sum(Fraction(0), {})
    for truth in truths:
        total = total.plus(Sum(Fraction(0), {truth.get_id(): (truth, Fraction(1))}))
    return total


def constant_of(value: Fraction) -> Sum:
    """A number that is always the same."""
    return Sum(value, {})


def constant_in(number: NumberTree) -> Fraction | None:
    """The value of a plain constant; None = it is something else."""
    if isinstance(number, Extreme) or number.low is not number.high or number.low[0][1].weights:
        return None
    return number.low[0][1].constant


def scaled(number: NumberTree, factor: Fraction) -> NumberTree:
    """A number multiplied by a constant; a negative one turns its ends round."""
    if isinstance(number, Extreme):
        return Extreme(number.smallest is (factor >= 0), [scaled(part, factor) for part in number.parts])
    low = [(case, one.times(factor)) for case, one in number.low]
    high = [(case, one.times(factor)) for case, one in number.high]
    return NumberFormulas(low, high) if factor >= 0 else NumberFormulas(high, low)


def few(cases: Cases) -> Cases:
    """The cases, when there are not too many."""
    if len(cases) > MOST_PIECES:
        raise TooLarge
    return cases


def pairs(numbers: Sequence[Cases]) -> Iterator[tuple[tuple[Formula, Sum], ...]]:
    """Every combination of cases, when there are not too many."""
    count = 1
    for one in numbers:
        count *= len(one)
    if count > MOST_PIECES:
        raise TooLarge
    return product(*numbers)


def added(numbers: Sequence[NumberTree]) -> NumberTree:
    """The sum of numbers, case by case; the smallest of some and another is the smallest of their sums.

    Raises:
        TooLarge: there are too many cases.
    """
    for place, number in enumerate(numbers):
        if isinstance(number, Extreme):
            others = (*numbers[:place], *numbers[place + 1 :])
            whole = Extreme(number.smallest, [added((part, *others)) for part in number.parts])
            if _size(whole) > MOST_PIECES:
                raise TooLarge
            return whole
    plain = [number for number in numbers if isinstance(number, NumberFormulas)]
    return NumberFormulas(_total([number.low for number in plain]), _total([number.high for number in plain]))


def _size(number: NumberTree) -> int:
    return sum(map(_size, number.parts)) if isinstance(number, Extreme) else 1


def _total(numbers: Sequence[Cases]) -> Cases:
    cases = []
    for parts in pairs(numbers):
        total = parts[0][1]
        for _, other in parts[1:]:
            total = total.plus(other)
        cases.append((z3.And([case for case, _ in parts]), total))
    return cases


def first(numbers: Sequence[Cases], operator: str) -> Cases:
    """The smallest or the largest: which one it is, is a case of its own."""
    cases = []
    for parts in pairs(numbers):
        for place, (_, one) in enumerate(parts):
            before = [_holds(one, _STRICT[operator], other) for _, other in parts[:place]]
            after = [_holds(one, operator, other) for _, other in parts[place + 1 :]]
            cases.append((z3.And([*(case for case, _ in parts), *before, *after]), one))
    return few(cases)


_STRICT = {"<=": "<", ">=": ">"}
_TURNED = {"<": ">", "<=": ">="}


def _holds(left: Sum, operator: str, right: Sum) -> Formula:
    """A comparison of two sums: their difference, in whole numbers, against nothing."""
    if operator in _TURNED:
        return _holds(right, _TURNED[operator], left)
    difference = left.plus(right, -1)
    whole = lcm(difference.constant.denominator, *(weight.denominator for _, weight in difference.weights.values()))
    # Truths with a negative weight count as their opposites.
    bound = -difference.constant * whole
    parts = []
    for truth, weight in difference.weights.values():
        if weight > 0:
            parts.append((truth, int(weight * whole)))
        else:
            parts.append((z3.Not(truth), int(-weight * whole)))
            bound -= weight * whole
    least = int(bound) + (operator == ">")
    if least <= 0:
        return z3.BoolVal(True)
    if sum(weight for _, weight in parts) < least:
        return z3.BoolVal(False)
    return z3.PbGe(parts, least)


def compared(left: NumberTree, operator: str, right: NumberTree) -> Kleene:
    """Settled when the whole intervals agree.

    The smallest of some numbers reaches a bound when all of them do, and the largest when any does; so for both ends of
    intervals, and so no formula says which one it is.
    """
    if not isinstance(left, Extreme):
        return _compared(left, operator, right) if isinstance(right, NumberFormulas) else _turned(left, operator, right)
    if operator == "==":
        return all_of([compared(left, "<=", right), compared(left, ">=", right)])
    if operator == "!=":
        return compared(left, "==", right).flipped()
    join = all_of if left.smallest is operator.startswith(">") else any_of
    return join([compared(part, operator, right) for part in left.parts])


def _turned(left: NumberTree, operator: str, right: NumberTree) -> Kleene:
    turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
    return compared(right, turned.get(operator, operator), left)


def _compared(left: NumberFormulas, operator: str, right: NumberFormulas) -> Kleene:
    def ends(one: Cases, how: str, two: Cases) -> Formula:
        return z3.Or([z3.And(a, b, _holds(x, how, y)) for (a, x), (b, y) in pairs([one, two])])

    match operator:
        case "<":
            return Kleene(ends(left.high, "<", right.low), ends(left.low, ">=", right.high))
        case "<=":
            return Kleene(ends(left.high, "<=", right.low), ends(left.low, ">", right.high))
        case ">":
            return Kleene(ends(left.low, ">", right.high), ends(left.high, "<=", right.low))
        case ">=":
            return Kleene(ends(left.low, ">=", right.high), ends(left.high, "<", right.low))
        case _:
            # No end of an interval lies beyond the other, so two comparisons make all four ends the same.
            same = z3.And(ends(left.high, "<=", right.low), ends(left.low, ">=", right.high))
            apart = z3.Or(ends(left.high, "<", right.low), ends(left.low, ">", right.high))
            return Kleene(same, apart) if operator == "==" else Kleene(apart, same)
