"""A measure that passed the checker: its parts named, its bounds known. Backends take only these."""

from __future__ import annotations

from fractions import Fraction

from attrs import frozen

from connecteur_core.expr.types import NumberType
from connecteur_core.model.measure import Join
from connecteur_core.model.scale import plain

MET_JOINS = frozenset({Join.SHARE_MET, Join.COUNT_MET})
"""Joins that read whether items are met; the others read scores."""
SHARED_JOINS = frozenset({Join.MEAN, Join.PERCENT, Join.SHARE_MET})
"""Joins that divide by the weights of what applies."""


@frozen
class Part:
    """One item or measure in a measure.

    Attributes:
        low, high: its bounds.
        may_leave: it may turn out not to apply, or to have no value.
    """

    name: str
    weight: Fraction
    low: Fraction
    high: Fraction
    may_leave: bool


@frozen(eq=False)
class CheckedMeasure:
    """One measure, split as far as it goes.

    Attributes:
        id: its own name, such as `done.build.L1`.
        declared: id of the declaration it comes from, such as `done`.
        element, level: which cell it is, when split.
        parts: what it joins; items, or measures when `over_measures`.
        bounds: of its value, `times` and `plus` included.
    """

    id: str
    declared: str
    join: Join
    parts: tuple[Part, ...]
    over_measures: bool
    times: Fraction
    plus: Fraction
    weight: Fraction
    bounds: NumberType
    shown: bool
    element: str | None = None
    level: str | None = None

    @property
    def may_be_empty(self) -> bool:
        """Whether it may come to have no value, because nothing applies; a sum of nothing is 0."""
        return self.join not in (Join.SUM, Join.COUNT_MET) and all(part.may_leave for part in self.parts)

    @property
    def factor(self) -> Fraction | int:
        """What the joined number is multiplied by: `times`, and 100 for percentages."""
        return plain(self.times * (100 if self.join in (Join.PERCENT, Join.SHARE_MET) else 1))
