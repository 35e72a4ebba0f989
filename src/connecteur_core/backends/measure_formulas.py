"""Measures as numbers of the solver z3. What applies is a case of its own, because it is what a mean divides by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import lcm
from typing import TYPE_CHECKING

import z3
from attrs import frozen

from connecteur_core.backends.interval_formulas import (
    MOST_PIECES,
    Cases,
    Extreme,
    NumberFormulas,
    NumberTree,
    Sum,
    TooLarge,
    added,
    always,
    constant_of,
    few,
    first,
    scaled,
    sum_of,
)
from connecteur_core.backends.kleene_formulas import Formula
from connecteur_core.backends.measures import weight_of
from connecteur_core.model.measure import Join
from connecteur_core.rulesets.checked_measure import MET_JOINS, SHARED_JOINS, CheckedMeasure, Part

if TYPE_CHECKING:
    from connecteur_core.backends.rule_solver import ItemFormulas

_NEVER, _ALWAYS = z3.BoolVal(False), z3.BoolVal(True)


@frozen(eq=False)
class _Value:
    """What a part or measure comes to where it has a value, and when it has none."""

    low: Cases
    high: Cases
    gone: Formula


class MeasureFormulas:
    """The measures of a ruleset, made when a rule reads them."""

    def __init__(self, measures: Mapping[str, CheckedMeasure], items: Mapping[str, ItemFormulas]) -> None:
        self._measures, self._items = measures, items
        self._made: dict[str, _Value] = {}

    def number(self, name: str) -> NumberTree:
        """A measure as rules read it: the top of its range where it has no value.

        Raises:
            TooLarge: what applies may differ in too many ways.
        """
        return self._read(name, self._measures[name].bounds.high)

    def _read(self, name: str, away: Fraction) -> NumberTree:
        """A measure, or what stands for it where it has no value: an end of its range."""
        measure = self._measures[name]
        if measure.join in (Join.MIN, Join.MAX):
            return self._read_extreme(measure, away)
        value = self._value(name)
        return NumberFormulas(*(_or_away(end, value.gone, away) for end in (value.low, value.high)))

    def _read_extreme(self, measure: CheckedMeasure, away: Fraction) -> NumberTree:
        """What is gone is put out of the way, as in `_extreme`; when all is, so is the whole."""
        smallest, gone = measure.join is Join.MIN, self._gone(measure.id)
        parts = [self._shown_part(measure, part) for part in measure.parts]
        low, high = measure.bounds.low, measure.bounds.high
        if not z3.is_false(gone) and away != (high if smallest else low):
            assert away == (low if smallest else high), "an end of the range"
            gate = _or_away(always(constant_of(high if smallest else low)), gone, away)
            parts.append(NumberFormulas(gate, gate))
        return Extreme(smallest, parts)

    def _shown_part(self, measure: CheckedMeasure, part: Part) -> NumberTree:
        away = part.high if measure.join is Join.MIN else part.low
        number: NumberTree
        if measure.over_measures:
            number = self._read(part.name, away)
        else:
            value = self._part(measure, part)
            ends = ([(case, one.plus(constant_of(part.low))) for case, one in end] for end in (value.low, value.high))
            number = NumberFormulas(*(_or_away(end, value.gone, away) for end in ends))
        plus = always(constant_of(measure.plus))
        return added([scaled(number, Fraction(measure.factor)), NumberFormulas(plus, plus)])

    def _gone(self, name: str) -> Formula:
        """When a measure has no value."""
        measure = self._measures[name]
        return z3.And([self._part_gone(measure, part) for part in measure.parts]) if measure.may_be_empty else _NEVER

    def _part_gone(self, measure: CheckedMeasure, part: Part) -> Formula:
        if measure.over_measures:
            return self._gone(part.name)
        return self._items[part.name].skipped if part.may_leave else _NEVER

    def _value(self, name: str) -> _Value:
        if name not in self._made:
            measure = self._measures[name]
            parts = [self._part(measure, part) for part in measure.parts]
            joined = self._joined(measure, parts)
            low, high = ([(case, _shown(measure, one)) for case, one in end] for end in (joined.low, joined.high))
            self._made[name] = _Value(few(low), few(high), joined.gone)
        return self._made[name]

    def _part(self, measure: CheckedMeasure, part: Part) -> _Value:
        """A part counted from its lowest, so that one that is gone brings nothing."""
        below = constant_of(-part.low)
        if measure.over_measures:
            inner = self._value(part.name)
            low, high = ([(case, one.plus(below)) for case, one in end] for end in (inner.low, inner.high))
            return _Value(low, high, inner.gone)
        item, gone = self._items[part.name], self._part_gone(measure, part)
        if measure.join in MET_JOINS:
            return _Value(always(sum_of([item.met.yes])), always(sum_of([item.met.maybe])), gone)
        number = item.score(part.high - part.low)
        return _Value(number.low, number.high, gone)

    def _joined(self, measure: CheckedMeasure, parts: Sequence[_Value]) -> _Value:
        gone = self._gone(measure.id)
        if measure.join in (Join.MIN, Join.MAX):
            return self._extreme(measure, parts, gone)
        low, high = ([(part.gone, end) for part, end in zip(parts, ends, strict=True)] for ends in _ends(parts))
        return _Value(_weighed(measure, low), _weighed(measure, high), gone)

    @staticmethod
    def _extreme(measure: CheckedMeasure, parts: Sequence[_Value], gone: Formula) -> _Value:
        """What is gone is put out of the way: at the far end of the bounds, which are the same for all."""
        smallest = measure.join is Join.MIN
        ends: list[list[Cases]] = []
        for values in _ends(parts):
            found: list[Cases] = []
            for part, value, declared in zip(parts, values, measure.parts, strict=True):
                away = constant_of(declared.high if smallest else declared.low)
                here = [(z3.And(case, z3.Not(part.gone)), one.plus(constant_of(declared.low))) for case, one in value]
                found.append(here if z3.is_false(part.gone) else [*here, (part.gone, away)])
            ends.append(found)
        operator = "<=" if smallest else ">="
        return _Value(first(ends[0], operator), first(ends[1], operator), gone)


def _or_away(end: Cases, gone: Formula, away: Fraction) -> Cases:
    """One end of a number, or something else where it is gone."""
    if z3.is_false(gone):
        return end
    here = z3.Not(gone)
    return few([*((z3.And(case, here), one) for case, one in end), (gone, constant_of(away))])


def _ends(parts: Sequence[_Value]) -> tuple[list[Cases], list[Cases]]:
    return [part.low for part in parts], [part.high for part in parts]


def _shown(measure: CheckedMeasure, joined: Sum) -> Sum:
    return joined.times(Fraction(measure.factor)).plus(constant_of(measure.plus))


def _weighed(measure: CheckedMeasure, parts: Sequence[tuple[Formula, Cases]]) -> Cases:
    """One end of a sum or mean."""
    if all(len(value) == 1 for _, value in parts):
        return _weighed_sums(measure, [(gone, value[0][1]) for gone, value in parts])
    # Measures that fall into cases: every combination of theirs is a case of this one.
    options = []
    for gone, value in parts:
        here = [(case if z3.is_false(gone) else z3.And(case, z3.Not(gone)), _NEVER, one) for case, one in value]
        options.append(here if z3.is_false(gone) else [*here, (gone, _ALWAYS, constant_of(Fraction(0)))])
    count = 1
    for option in options:
        count *= len(option)
    if count > MOST_PIECES:
        raise TooLarge
    cases: Cases = []
    for chosen in product(*options):
        condition = z3.And([case for case, _, _ in chosen])
        for case, one in _weighed_sums(measure, [(gone, number) for _, gone, number in chosen]):
            cases.append((z3.And(condition, case), one))
    return few(cases)


def _weighed_sums(measure: CheckedMeasure, parts: Sequence[tuple[Formula, Sum]]) -> Cases:
    """Sums of parts that are counted from their lowest; those lows are added again for all that are not gone."""
    total = constant_of(Fraction(0))
    for (_, one), part in zip(parts, measure.parts, strict=True):
        total = total.plus(one.times(part.weight))
    shares = [Fraction(weight_of(measure, part)) for part in measure.parts]
    if measure.join not in SHARED_JOINS:
        lows = Fraction(0) if measure.join is Join.COUNT_MET else _lows(measure, [one.weight for one in measure.parts])
        return always(total.plus(constant_of(lows)))
    leaving = [(gone, share) for (gone, _), share in zip(parts, shares, strict=True) if not z3.is_false(gone)]
    fixed = sum((share for (gone, _), share in zip(parts, shares, strict=True) if z3.is_false(gone)), Fraction(0))
    cases: Cases = []
    for case, whole in _wholes(leaving, fixed):
        if whole:
            # With parts that may leave, all have the same bounds; without, nothing has left.
            lows = Fraction(0) if measure.join is not Join.MEAN else _mean_low(measure)
            cases.append((case, total.times(1 / whole).plus(constant_of(lows))))
    return few(cases)


def _lows(measure: CheckedMeasure, weights: Sequence[Fraction]) -> Fraction:
    return sum((weight * part.low for weight, part in zip(weights, measure.parts, strict=True)), Fraction(0))


def _mean_low(measure: CheckedMeasure) -> Fraction:
    weights = [part.weight for part in measure.parts]
    return _lows(measure, weights) / sum(weights)


def _wholes(leaving: Sequence[tuple[Formula, Fraction]], fixed: Fraction) -> list[tuple[Formula, Fraction]]:
    """Each total that what applies may weigh, with the case in which it does."""
    if not leaving:
        return [(_ALWAYS, fixed)]
    totals = {Fraction(0)}
    for _, share in leaving:
        totals |= {total + share for total in totals}
        if len(totals) > MOST_PIECES:
            raise TooLarge
    whole = lcm(*(share.denominator for _, share in leaving))
    terms = [(z3.Not(gone), int(share * whole)) for gone, share in leaving]
    return [(z3.PbEq(terms, int(total * whole)), fixed + total) for total in sorted(totals)]
