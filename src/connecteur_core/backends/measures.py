"""Checked measure → a function of the standing: exact intervals, or None when nothing applies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from connecteur_core.backends.python_backend import Standing
from connecteur_core.backends.python_runtime import Interval, Number
from connecteur_core.model.measure import Join
from connecteur_core.model.scale import plain
from connecteur_core.rulesets.checked_measure import MET_JOINS, SHARED_JOINS, CheckedMeasure, Part
from connecteur_core.truth import Truth

CompiledMeasure = Callable[[Standing], Interval | None]
MET_VALUES: dict[Truth, Interval] = {Truth.TRUE: (1, 1), Truth.FALSE: (0, 0), Truth.UNKNOWN: (0, 1)}


def compile_measure(measure: CheckedMeasure) -> CompiledMeasure:
    """The function that decides a measure."""
    join = _extremes(measure) if measure.join in (Join.MIN, Join.MAX) else _added(measure)
    factor, plus = measure.factor, plain(measure.plus)
    if (factor, plus) == (1, 0):
        return join

    def run(standing: Standing) -> Interval | None:
        joined = join(standing)
        return None if joined is None else (joined[0] * factor + plus, joined[1] * factor + plus)

    return run


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


def _extremes(measure: CheckedMeasure) -> CompiledMeasure:
    pick = min if measure.join is Join.MIN else max

    def run(standing: Standing) -> Interval | None:
        values = [value for part in measure.parts if (value := contribution(measure, part, standing)) is not None]
        if not values:
            return None
        return pick(value[0] for value in values), pick(value[1] for value in values)

    return run


def _added(measure: CheckedMeasure) -> CompiledMeasure:
    """Sums and means. The points a part can bring are counted from its lowest for percentages, else from 0."""
    shared = measure.join in SHARED_JOINS
    from_lowest = measure.join is Join.PERCENT
    # Plain tuples, because this loop is what a large ruleset spends its time in.
    parts = [
        (part.name, plain(part.weight), plain(part.low) if from_lowest else 0, weight_of(measure, part))
        for part in measure.parts
    ]
    readings = _readings(measure)

    def run(standing: Standing) -> Interval | None:
        reading, gone = readings(standing)
        low: Number = 0
        high: Number = 0
        whole: Number = 0
        for name, weight, lowest, share in parts:
            if name in gone:
                continue
            value = reading[name]
            if value is None:
                continue
            low += weight * (value[0] - lowest)
            high += weight * (value[1] - lowest)
            whole += share
        if not whole:
            return None
        return (Fraction(low) / whole, Fraction(high) / whole) if shared else (low, high)

    return run


def _readings(measure: CheckedMeasure) -> Callable[[Standing], tuple[Mapping[str, Interval | None], frozenset[str]]]:
    names = [part.name for part in measure.parts]
    if measure.over_measures:
        return lambda standing: (standing.measure, frozenset())
    if measure.join in MET_JOINS:
        return lambda standing: ({name: MET_VALUES[standing.met[name]] for name in names}, frozenset(standing.skipped))
    return lambda standing: (standing.score, frozenset(standing.skipped))
