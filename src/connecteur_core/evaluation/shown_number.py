"""Numbers as results show them: rounded as the ruleset declares, once, at the very end."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

from connecteur_core.backends.python_runtime import Interval, Number
from connecteur_core.expr.printer import print_number
from connecteur_core.model.measure import Rounding, RoundingMode


def shown_number(value: Number, rounding: Rounding | None, top: Number | None = None) -> str:
    """A number as it is shown.

    Args:
        value: exact.
        rounding: None = exactly, as a decimal where it has at most six places, else as a fraction.
        top: the most it can be; when `rounding` is capped, less than that is never shown as that.

    >>> shown_number(Fraction(995, 10), Rounding(), 100), shown_number(Fraction(5, 2), Rounding())
    ('99', '3')
    """
    if rounding is None:
        return print_number(Fraction(value))
    scaled = Fraction(value) * 10**rounding.places
    rounded = _whole(abs(scaled), rounding.mode) * (1 if scaled >= 0 else -1)
    if rounding.capped and top is not None and value < top and rounded >= Fraction(top) * 10**rounding.places:
        rounded = -(-(Fraction(top) * 10**rounding.places) // 1) - 1
    with localcontext(prec=60):
        return str(Decimal(int(rounded)).scaleb(-rounding.places))


def shown_interval(value: Interval, rounding: Rounding | None, top: Number | None = None) -> tuple[str, str]:
    """Both ends as they are shown."""
    return shown_number(value[0], rounding, top), shown_number(value[1], rounding, top)


def _whole(value: Fraction, mode: RoundingMode) -> int:
    down = value.numerator // value.denominator
    return down + (mode is RoundingMode.HALF_UP and value - down >= Fraction(1, 2))
