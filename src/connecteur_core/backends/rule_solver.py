"""Rules of a ruleset as formulas for the solver z3: when each item and level is surely met, when it surely is not.

A truth is a pair of formulas that never hold together; neither = undetermined. A number is an interval whose ends are
sums of truths with weights, so that all stays within booleans and counts of them, which z3 decides fast.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import lcm
from typing import assert_never

import z3
from attrs import frozen

from connecteur_core.backends.kleene_formulas import Formula, Kleene, all_of, any_of
from connecteur_core.backends.program import ItemStep, LevelStep, compile_ruleset
from connecteur_core.expr.typed import (
    ItemCall,
    LevelCall,
    MeasureCall,
    NumberCall,
    TypedAnd,
    TypedArithmetic,
    TypedCompare,
    TypedConstant,
    TypedNode,
    TypedNot,
    TypedOr,
)
from connecteur_core.rulesets.checker import CheckedRuleset

MOST_PIECES = 256
"""Cases that a number may fall into before the rule is given up as too large for the solver."""


class TooLarge(Exception):
    """A rule has more cases than can be written out."""


@frozen(eq=False)
class ItemFormulas:
    """What rules read of an item: met, at least partial, left out as not applicable."""

    met: Kleene
    partly: Kleene
    skipped: Formula


@frozen(eq=False)
class RulesetFormulas:
    """All items and levels of a ruleset, by id."""

    items: Mapping[str, ItemFormulas]
    levels: Mapping[str, Kleene]


@frozen(eq=False)
class _Sum:
    """A constant and truths with weights, each truth by z3's number for it."""

    constant: Fraction
    weights: Mapping[int, tuple[Formula, Fraction]]

    def plus(self, other: _Sum, sign: int = 1) -> _Sum:
        weights = dict(self.weights)
        for key, (truth, weight) in other.weights.items():
            weights[key] = (truth, weights.get(key, (truth, Fraction(0)))[1] + sign * weight)
        return _Sum(self.constant + sign * other.constant, {key: one for key, one in weights.items() if one[1]})

    def times(self, factor: Fraction) -> _Sum:
        return _Sum(
            self.constant * factor, {key: (truth, weight * factor) for key, (truth, weight) in self.weights.items()}
        )


_Cases = list[tuple[Formula, _Sum]]
"""A number that depends on the case; just one case holds."""


@frozen(eq=False)
class _Interval:
    low: _Cases
    high: _Cases


def encode_ruleset(checked: CheckedRuleset, answered: Mapping[str, ItemFormulas]) -> RulesetFormulas:
    """The formulas of every item with a rule and of every level.

    Args:
        checked: the ruleset.
        answered: the formulas of items that are answered; those that no rule reads may be left out.

    Raises:
        TooLarge: a rule counts in too many ways at once.
    """
    items, levels = dict(answered), dict[str, Kleene]()
    emitter = _Emitter(items, levels)
    for step in compile_ruleset(checked).steps:
        if isinstance(step, LevelStep):
            below = [] if step.below is None else [levels[step.below]]
            levels[step.level] = all_of([*(items[line].met for line in step.criteria), *below])
        elif isinstance(step, ItemStep):
            truth = emitter.truth(checked.rules[step.item].root)
            items[step.item] = ItemFormulas(truth, truth, z3.BoolVal(False))
    return RulesetFormulas(items, levels)


def items_read(checked: CheckedRuleset) -> tuple[str, ...]:
    """The answered items that levels rest on, in the order of the ruleset; all others are guidance."""
    read = {item for rule in checked.rules.values() for item in rule.items}
    lines = {line for criteria in checked.criteria.values() for line in criteria}
    return tuple(name for name in checked.ruleset.answered_items if name in read | lines)


class _Emitter:
    def __init__(self, items: Mapping[str, ItemFormulas], levels: Mapping[str, Kleene]) -> None:
        self._items = items
        self._levels = levels

    def truth(self, node: TypedNode) -> Kleene:
        match node:
            case TypedConstant(value=bool() as value):
                return Kleene(z3.BoolVal(value), z3.BoolVal(not value))
            case ItemCall(function=function, items=items):
                return self._of_items(function, [self._items[item] for item in items])
            case LevelCall(level=level):
                return self._levels[level]
            case TypedNot(operand=operand):
                return self.truth(operand).flipped()
            case TypedAnd(operands=operands):
                return all_of([self.truth(operand) for operand in operands])
            case TypedOr(operands=operands):
                return any_of([self.truth(operand) for operand in operands])
            case TypedCompare(left=left, operator=operator, right=right):
                return _compared(self.number(left), operator, self.number(right))
            case TypedConstant() | NumberCall() | TypedArithmetic() | MeasureCall():
                raise AssertionError("the checker tells truths from numbers")
            case _:
                assert_never(node)

    def _of_items(self, function: str, items: Sequence[ItemFormulas]) -> Kleene:
        match function:
            case "met":
                return items[0].met
            case "partly":
                return items[0].partly
            case "any_met":
                return any_of([item.met for item in items])
            case "all_met":
                applying = [z3.Or(item.skipped, item.met.yes) for item in items]
                failing = [z3.And(z3.Not(item.skipped), item.met.no) for item in items]
                return Kleene(z3.And(applying), z3.Or(failing))
            case _:
                raise AssertionError("the checker tells truths from numbers")

    def number(self, node: TypedNode) -> _Interval:
        match node:
            case TypedConstant(value=value):
                exact = [(z3.BoolVal(True), _Sum(Fraction(value), {}))]
                return _Interval(exact, exact)
            case ItemCall(function="score", items=(item,)):
                one = self._items[item]
                low, high = _sum((one.met.yes, one.partly.yes)), _sum((one.met.maybe, one.partly.maybe))
                return _Interval(_always(low.times(Fraction(1, 2))), _always(high.times(Fraction(1, 2))))
            case ItemCall(function="count_met", items=items):
                met = [self._items[item].met for item in items]
                return _Interval(_always(_sum(one.yes for one in met)), _always(_sum(one.maybe for one in met)))
            case ItemCall(function="share_met", items=items):
                return _share([self._items[item] for item in items])
            case NumberCall(function=function, arguments=arguments):
                return self._joined(function, [self.number(argument) for argument in arguments])
            case MeasureCall():
                raise TooLarge
            case TypedArithmetic(left=left, operator=operator, right=right):
                return self._arithmetic(self.number(left), operator, self.number(right))
            case _:
                raise AssertionError("the checker tells truths from numbers")

    def _joined(self, function: str, numbers: Sequence[_Interval]) -> _Interval:
        match function:
            case "min":
                return _Interval(
                    _first([one.low for one in numbers], "<="), _first([one.high for one in numbers], "<=")
                )
            case "max":
                return _Interval(
                    _first([one.low for one in numbers], ">="), _first([one.high for one in numbers], ">=")
                )
            case _:
                total = _Interval(_added([one.low for one in numbers]), _added([one.high for one in numbers]))
                return total if function == "sum" else _scaled(total, Fraction(1, len(numbers)))

    def _arithmetic(self, left: _Interval, operator: str, right: _Interval) -> _Interval:
        match operator:
            case "+":
                return _Interval(_added([left.low, right.low]), _added([left.high, right.high]))
            case "-":
                negative = _scaled(right, Fraction(-1))
                return _Interval(_added([left.low, negative.low]), _added([left.high, negative.high]))
            case _:
                # One side of a product is a constant.
                constant, other = (left, right) if _is_constant(left) else (right, left)
                return _scaled(other, constant.low[0][1].constant)


def _always(number: _Sum) -> _Cases:
    return [(z3.BoolVal(True), number)]


def _sum(truths: Sequence[Formula] | Iterator[Formula]) -> _Sum:
    total = _Sum(Fraction(0), {})
    for truth in truths:
        total = total.plus(_Sum(Fraction(0), {truth.get_id(): (truth, Fraction(1))}))
    return total


def _is_constant(number: _Interval) -> bool:
    return number.low is number.high and not number.low[0][1].weights


def _scaled(number: _Interval, factor: Fraction) -> _Interval:
    low = [(case, one.times(factor)) for case, one in number.low]
    high = [(case, one.times(factor)) for case, one in number.high]
    return _Interval(low, high) if factor >= 0 else _Interval(high, low)


def _share(items: Sequence[ItemFormulas]) -> _Interval:
    """Percentage of the items that apply; how many do is a case of its own."""
    met = [z3.And(z3.Not(item.skipped), item.met.yes) for item in items]
    maybe = [z3.And(z3.Not(item.skipped), item.met.maybe) for item in items]
    skippable = [item.skipped for item in items if not z3.is_false(item.skipped)]
    least = len(items) - len(skippable)
    low: _Cases = []
    high: _Cases = []
    for count in range(least, len(items) + 1):
        case = z3.PbEq([(z3.Not(one), 1) for one in skippable], count - least) if skippable else z3.BoolVal(True)
        if count == 0:
            low.append((case, _Sum(Fraction(100), {})))
            high.append((case, _Sum(Fraction(100), {})))
        else:
            low.append((case, _sum(met).times(Fraction(100, count))))
            high.append((case, _sum(maybe).times(Fraction(100, count))))
    return _Interval(_few(low), _few(high))


def _few(cases: _Cases) -> _Cases:
    if len(cases) > MOST_PIECES:
        raise TooLarge
    return cases


def _pairs(numbers: Sequence[_Cases]) -> Iterator[tuple[tuple[Formula, _Sum], ...]]:
    count = 1
    for one in numbers:
        count *= len(one)
    if count > MOST_PIECES:
        raise TooLarge
    return product(*numbers)


def _added(numbers: Sequence[_Cases]) -> _Cases:
    cases = []
    for parts in _pairs(numbers):
        total = parts[0][1]
        for _, other in parts[1:]:
            total = total.plus(other)
        cases.append((z3.And([case for case, _ in parts]), total))
    return cases


def _first(numbers: Sequence[_Cases], operator: str) -> _Cases:
    """The smallest or the largest: which one it is, is a case of its own."""
    cases = []
    for parts in _pairs(numbers):
        for place, (_, one) in enumerate(parts):
            before = [_holds(one, _STRICT[operator], other) for _, other in parts[:place]]
            after = [_holds(one, operator, other) for _, other in parts[place + 1 :]]
            cases.append((z3.And([*(case for case, _ in parts), *before, *after]), one))
    return _few(cases)


_STRICT = {"<=": "<", ">=": ">"}
_TURNED = {"<": ">", "<=": ">="}


def _holds(left: _Sum, operator: str, right: _Sum) -> Formula:
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


def _compared(left: _Interval, operator: str, right: _Interval) -> Kleene:
    """Settled when the whole intervals agree."""

    def ends(one: _Cases, how: str, two: _Cases) -> Formula:
        return z3.Or([z3.And(a, b, _holds(x, how, y)) for (a, x), (b, y) in _pairs([one, two])])

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
