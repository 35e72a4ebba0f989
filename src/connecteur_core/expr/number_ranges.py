"""Between which bounds a number lies, by what it is made of; and comparisons that these settle."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from connecteur_core.expr.typed import TypedNode
from connecteur_core.expr.types import NumberType, Type

_ZERO = Fraction(0)


def number_type(wanted: Type) -> NumberType:
    """The type of an operand that was checked to be a number."""
    assert isinstance(wanted, NumberType), "operands were checked to be numbers"
    return wanted


def joined_range(function: str, numbers: tuple[TypedNode, ...]) -> NumberType:
    """The bounds of `sum`, `mean`, `min` or `max` of numbers."""
    join = _JOINS[function]
    types = [number_type(number.type) for number in numbers]
    return NumberType(join([bounds.low for bounds in types]), join([bounds.high for bounds in types]))


_JOINS: dict[str, Callable[[list[Fraction]], Fraction]] = {
    "sum": lambda numbers: sum(numbers, _ZERO),
    "mean": lambda numbers: sum(numbers, _ZERO) / len(numbers),
    "min": min,
    "max": max,
}


def arithmetic_range(left: Type, operator: str, right: Type) -> NumberType:
    """The bounds of a sum, difference or product."""
    one, two = number_type(left), number_type(right)
    if operator == "+":
        return NumberType(one.low + two.low, one.high + two.high)
    if operator == "-":
        return NumberType(one.low - two.high, one.high - two.low)
    products = [first * second for first in (one.low, one.high) for second in (two.low, two.high)]
    return NumberType(min(products), max(products))


def settled(left: Type, operator: str, right: Type) -> bool | None:
    """True or False when the comparison comes out the same for all values in the bounds, else None."""
    one, two = number_type(left), number_type(right)
    surely = {
        "<": (one.high < two.low, one.low >= two.high),
        "<=": (one.high <= two.low, one.low > two.high),
        ">": (one.low > two.high, one.high <= two.low),
        ">=": (one.low >= two.high, one.high < two.low),
        "==": (one.low == one.high == two.low == two.high, one.high < two.low or one.low > two.high),
        "!=": (one.high < two.low or one.low > two.high, one.low == one.high == two.low == two.high),
    }
    true, false = surely[operator]
    return True if true else False if false else None
