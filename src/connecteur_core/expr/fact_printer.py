"""Checked expression over facts → text, with as few parentheses as the grammar allows."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import assert_never

from connecteur_core.expr.fact_tree import (
    Choose,
    Context,
    Fact,
    FactArithmetic,
    FactCompare,
    FactJoin,
    FactNode,
    FactNot,
    Group,
    Has,
    Literal,
    Majority,
    Member,
    Members,
    Membership,
    Months,
    Quantifier,
    Setting,
    Tally,
    Term,
)
from connecteur_core.expr.printer import print_number

_OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _ATOM = range(7)


def print_fact_expression(node: FactNode) -> str:
    """The text of an expression; terms are named, not spelt out."""
    return _print(node, _OR)


def _print(node: FactNode, outer: int) -> str:
    text, strength = _text_and_strength(node)
    return f"({text})" if strength < outer else text


def _text_and_strength(node: FactNode) -> tuple[str, int]:  # noqa: PLR0912 -- one case a node
    match node:
        case Literal(value=value):
            return _literal(value), _ATOM
        case Fact(name=name, of=owner):
            return (f"{owner}.{name}" if owner else name), _ATOM
        case Member(variable=name) | Context(name=name) | Term(name=name):
            return name, _ATOM
        case Group(figure=figure, suffix=suffix):
            return f"group_{figure}{suffix}", _ATOM
        case Setting(name=name):
            return f"param.{name}", _ATOM
        case FactNot(operand=Membership(element=element, collection=collection)):
            return f"{_print(element, _SUM)} not in {_print(collection, _SUM)}", _COMPARE
        case FactNot(operand=operand):
            return f"not {_print(operand, _NOT)}", _NOT
        case FactJoin(operator=operator, operands=operands):
            strength = _AND if operator == "and" else _OR
            return f" {operator} ".join(_print(operand, strength + 1) for operand in operands), strength
        case FactCompare(left=left, operator=operator, right=right):
            return f"{_print(left, _SUM)} {operator} {_print(right, _SUM)}", _COMPARE
        case Membership(element=element, collection=collection):
            return f"{_print(element, _SUM)} in {_print(collection, _SUM)}", _COMPARE
        case (
            Quantifier(function=function, variable=variable, source=source, body=body)
            | Tally(function=function, variable=variable, source=source, body=body)
        ):
            return f"{function}({_print(body, _OR)} for {variable} in {_print(source, _ATOM)})", _ATOM
        case Majority(operands=operands):
            return _call("maj", *operands), _ATOM
        case Choose(condition=condition, yes=yes, no=no):
            return _call("choose", condition, yes, no), _ATOM
        case Has(operand=operand):
            return _call("has", operand), _ATOM
        case Months(start=start, end=end):
            return _call("months_between", start, end), _ATOM
        case FactArithmetic(left=Months(start=start, end=end), operator="//", right=Literal(value=years)) if (
            years == 12
        ):
            return _call("age_on", start, end), _ATOM
        case Members(day=day):
            return _call("eu_members", day), _ATOM
        case FactArithmetic(left=left, operator=operator, right=right):
            strength = _PRODUCT if operator in {"*", "//"} else _SUM
            return f"{_print(left, strength)} {operator} {_print(right, strength + 1)}", strength
        case _:
            assert_never(node)


def _call(function: str, *arguments: FactNode) -> str:
    return f"{function}({', '.join(_print(argument, _OR) for argument in arguments)})"


def _literal(value: bool | Fraction | str | date | frozenset[str]) -> str:
    match value:
        case bool():
            return str(value)
        case Fraction():
            return print_number(value)
        case date():
            return f'date("{value.isoformat()}")'
        case frozenset():
            return "{" + ", ".join(f'"{text}"' for text in sorted(value)) + "}"
        case _:
            return f'"{value}"'
