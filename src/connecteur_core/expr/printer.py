"""Node → text, with as few parentheses as the grammar allows; parsing it again gives the same node."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from connecteur_core.expr.nodes import (
    And,
    Arithmetic,
    Call,
    Choices,
    Compare,
    Constant,
    Field,
    In,
    Loop,
    Name,
    Node,
    Not,
    Or,
)
from connecteur_core.reading.limits import MAX_DECIMAL_PLACES

_OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _ATOM = range(7)


def print_expression(node: Node) -> str:
    """The text of an expression."""
    return _print(node, _OR)


def _print(node: Node, outer: int) -> str:
    text, strength = _text_and_strength(node)
    return f"({text})" if strength < outer else text


def _text_and_strength(node: Node) -> tuple[str, int]:  # noqa: PLR0912 -- one case a node
    match node:
        case Constant(value=value):
            return _constant(value), _ATOM
        case Name(name=name):
            return name, _ATOM
        case Call(function=function, arguments=arguments):
            return f"{function}({', '.join(_print(argument, _OR) for argument in arguments)})", _ATOM
        case Field(owner=owner, name=name):
            return f"{owner}.{name}", _ATOM
        case Choices(texts=texts):
            return "{" + ", ".join(_constant(text.value) for text in texts) + "}", _ATOM
        case Loop(function=function, body=body, variable=variable, source=source):
            return f"{function}({_print(body, _OR)} for {variable} in {_print(source, _COMPARE)})", _ATOM
        case Not(operand=In(element=element, collection=collection)):
            return f"{_print(element, _COMPARE + 1)} not in {_print(collection, _COMPARE + 1)}", _COMPARE
        case In(element=element, collection=collection):
            return f"{_print(element, _COMPARE + 1)} in {_print(collection, _COMPARE + 1)}", _COMPARE
        case Not(operand=operand):
            return f"not {_print(operand, _NOT)}", _NOT
        case And(operands=operands):
            return " and ".join(_print(operand, _AND + 1) for operand in operands), _AND
        case Or(operands=operands):
            return " or ".join(_print(operand, _OR + 1) for operand in operands), _OR
        case Compare(left=left, operator=operator, right=right):
            return f"{_print(left, _COMPARE + 1)} {operator} {_print(right, _COMPARE + 1)}", _COMPARE
        case Arithmetic(left=left, operator=operator, right=right):
            strength = _PRODUCT if operator in {"*", "//"} else _SUM
            return f"{_print(left, strength)} {operator} {_print(right, strength + 1)}", strength
        case _:
            assert_never(node)


def _constant(value: Fraction | str | bool) -> str:
    match value:
        case bool():
            return str(value)
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case Fraction():
            return print_number(value)


def print_number(value: Fraction) -> str:
    """A number of at most six decimal places, written exactly.

    >>> print_number(Fraction(-1, 8))
    '-0.125'
    """
    scaled = value * 10**MAX_DECIMAL_PLACES
    if scaled.denominator != 1:
        return f"{value.numerator}/{value.denominator}"
    whole, places = divmod(abs(scaled.numerator), 10**MAX_DECIMAL_PLACES)
    fraction = f"{places:0{MAX_DECIMAL_PLACES}d}".rstrip("0")
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}"
