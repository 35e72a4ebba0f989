"""Checked measure → a function of the standing: exact intervals, or None when nothing applies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from attrs import frozen

from connecteur_core.backends.python_backend import Standing
from connecteur_core.backends.python_runtime import Interval, Number
from connecteur_core.model.measure import Join
from connecteur_core.model.scale import plain
from connecteur_core.rulesets.checked_measure import MET_JOINS, SHARED_JOINS, CheckedMeasure, Part
from connecteur_core.truth import Truth

MET_VALUES: dict[Truth, Interval] = {Truth.TRUE: (1, 1), Truth.FALSE: (0, 0), Truth.UNKNOWN: (0, 1)}


def contribution(measure: CheckedMeasure, part: Part, standing: Standing) -> Interval | None:
    """What a part brings before its weight: a score, whether it is met, or a measure; None = it does not apply."""
    if measure.over_measures:
        value = standing.measure[part.name]
    elif part.name in standing.skipped:
        return None
    elif measure.join in MET_JOINS:
        return MET_VALUES[standing.met[part.name]]
    else:
        value = standing.score[part.name]
    if value is None or measure.join is not Join.PERCENT:
        return value
    width = part.high - part.low
    return (value[0] - part.low) / width, (value[1] - part.low) / width


def weight_of(measure: CheckedMeasure, part: Part) -> Number:
    """What a part weighs in its measure; for percentages, points that can be got."""
    return plain(part.weight * (part.high - part.low if measure.join is Join.PERCENT else 1))


@frozen
class Totals:
    """How far a sum or mean has come: both ends, and the weight of what applies."""

    low: Number
    high: Number
    whole: Number


class CompiledMeasure:
    """A measure ready to run; sums and means can also be moved by one part, without adding everything up again."""

    def __init__(self, measure: CheckedMeasure) -> None:
        self._measure = measure
        self._factor, self._plus = measure.factor, plain(measure.plus)
        self._extreme = {Join.MIN: min, Join.MAX: max}.get(measure.join)
        self._shared = measure.join in SHARED_JOINS
        lowest_counts = measure.join is Join.PERCENT
        # Plain tuples, because the loop over them is what a large ruleset spends its time in.
        self._parts = {
            part.name: (
                part.name,
                plain(part.weight),
                plain(part.low) if lowest_counts else 0,
                weight_of(measure, part),
            )
            for part in measure.parts
        }

    def run(self, standing: Standing) -> tuple[Interval | None, Totals | None]:
        """The value, and for sums and means how it came about."""
        if self._extreme is not None:
            return self._shown(self._extremes(standing)), None
        totals = self._total(standing)
        return self._value(totals), totals

    def moved(
        self, totals: Totals, names: Iterable[str], before: Standing, after: Standing
    ) -> tuple[Interval | None, Totals]:
        """The value and totals after some parts have changed."""
        for name in names:
            for standing, sign in ((before, -1), (after, 1)):
                one = self._one(standing, name)
                totals = Totals(
                    totals.low + sign * one.low, totals.high + sign * one.high, totals.whole + sign * one.whole
                )
        return self._value(totals), totals

    def _one(self, standing: Standing, name: str) -> Totals:
        _, weight, lowest, share = self._parts[name]
        gone = not self._measure.over_measures and name in standing.skipped
        value = None if gone else self._readings(standing, (name,))[name]
        if value is None:
            return Totals(0, 0, 0)
        return Totals(weight * (value[0] - lowest), weight * (value[1] - lowest), share)

    def _total(self, standing: Standing) -> Totals:
        reading = self._readings(standing, self._parts)
        gone = frozenset() if self._measure.over_measures else standing.skipped
        low: Number = 0
        high: Number = 0
        whole: Number = 0
        for name, weight, lowest, share in self._parts.values():
            if name in gone:
                continue
            value = reading[name]
            if value is None:
                continue
            low += weight * (value[0] - lowest)
            high += weight * (value[1] - lowest)
            whole += share
        return Totals(low, high, whole)

    def _readings(self, standing: Standing, names: Iterable[str]) -> Mapping[str, Interval | None]:
        if self._measure.over_measures:
            return standing.measure
        if self._measure.join in MET_JOINS:
            return {name: MET_VALUES[standing.met[name]] for name in names}
        return standing.score

    def _value(self, totals: Totals) -> Interval | None:
        if self._shared:
            if not totals.whole:
                return None
            return self._shown((Fraction(totals.low) / totals.whole, Fraction(totals.high) / totals.whole))
        return self._shown((totals.low, totals.high))

    def _extremes(self, standing: Standing) -> Interval | None:
        pick = self._extreme
        assert pick is not None, "asked for measures that pick"
        values = [contribution(self._measure, part, standing) for part in self._measure.parts]
        there = [value for value in values if value is not None]
        return (pick(low for low, _ in there), pick(high for _, high in there)) if there else None

    def _shown(self, value: Interval | None) -> Interval | None:
        if value is None or (self._factor, self._plus) == (1, 0):
            return value
        return value[0] * self._factor + self._plus, value[1] * self._factor + self._plus
