"""Measures: numbers joined from the answers of items, or from other measures."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction

from attrs import frozen


class Join(Enum):
    """How parts become one number; each part has its weight."""

    SUM = "sum"
    MEAN = "mean"
    MIN = "min"
    MAX = "max"
    PERCENT = "percent"
    SHARE_MET = "share_met"
    COUNT_MET = "count_met"

    __hash__ = object.__hash__


class Axis(Enum):
    """What a measure may be split by: one measure for each element, each level, or each pair."""

    ELEMENT = "element"
    LEVEL = "level"


class RoundingMode(Enum):
    """How a number is shown."""

    HALF_UP = "half_up"
    CUT = "cut"


@frozen
class Rounding:
    """How percentages and measures are shown; comparisons stay exact.

    Attributes:
        mode: to the nearest, halves up; or what lies below the last place cut off.
        places: digits after the point.
        capped: a percentage below 100 is never shown as 100.
    """

    mode: RoundingMode = RoundingMode.HALF_UP
    places: int = 0
    capped: bool = True


@frozen
class Measure:
    """A number joined from parts: items (`of`, `kinds`) or measures (`over`); exactly one of the three is given.

    Attributes:
        id: its name for good; rules read it by `value`, and the locale has its name under `scores`.
        join: how; `percent` is points got out of points possible, `share_met` the percentage that is met.
        of: ids or patterns of items.
        kinds: names of kinds: all their items.
        over: ids or patterns of measures.
        per: one measure for each element and level that its items have; its id is `id.element.level`.
        weight: what it weighs in measures over it.
        times: factor by which the joined number is multiplied; above 0.
        plus: constant added after that.
        shown: whether results show it; one that is not needs no name in the locale.
    """

    id: str
    join: Join = Join.MEAN
    of: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    per: tuple[Axis, ...] = ()
    weight: Fraction = Fraction(1)
    times: Fraction = Fraction(1)
    plus: Fraction = Fraction(0)
    shown: bool = True
