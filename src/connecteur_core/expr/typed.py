"""Checked expressions: names bound, patterns expanded, every node typed. Backends take only these."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import assert_never

from attrs import field, frozen

from connecteur_core.expr.types import BOOL, BoolType, NumberType
from connecteur_core.positions.span import Span


@frozen
class TypedConstant:
    """A number or a truth that is always the same."""

    value: Fraction | bool
    type: NumberType | BoolType
    at: Span = field(eq=False, repr=False)


@frozen
class ItemCall:
    """A function of items: `met`, `partly`, `score`, `count_met`, `share_met`, `all_met`, `any_met`."""

    function: str
    items: tuple[str, ...]
    type: NumberType | BoolType
    at: Span = field(eq=False, repr=False)


@frozen
class LevelCall:
    """`level("L2")`."""

    level: str
    at: Span = field(eq=False, repr=False)
    type: BoolType = BOOL


@frozen
class MeasureCall:
    """`value("overall")`."""

    measure: str
    type: NumberType
    at: Span = field(eq=False, repr=False)


@frozen
class ChoiceCall:
    """`chosen("publishes", "yes")`, in conditions only."""

    name: str
    words: tuple[str, ...]
    at: Span = field(eq=False, repr=False)
    type: BoolType = BOOL


@frozen
class NumberCall:
    """A function of numbers: `sum`, `mean`, `min`, `max`."""

    function: str
    arguments: tuple[TypedNode, ...]
    type: NumberType
    at: Span = field(eq=False, repr=False)


@frozen
class TypedNot:
    """`not operand`."""

    operand: TypedNode
    at: Span = field(eq=False, repr=False)
    type: BoolType = BOOL


@frozen
class TypedAnd:
    """Kleene and: a surely false operand decides."""

    operands: tuple[TypedNode, ...]
    at: Span = field(eq=False, repr=False)
    type: BoolType = BOOL


@frozen
class TypedOr:
    """Kleene or: a surely true operand decides."""

    operands: tuple[TypedNode, ...]
    at: Span = field(eq=False, repr=False)
    type: BoolType = BOOL


@frozen
class TypedCompare:
    """A comparison of two numbers; settled when the whole intervals agree."""

    left: TypedNode
    operator: str
    right: TypedNode
    at: Span = field(eq=False, repr=False)
    type: BoolType = BOOL


@frozen
class TypedArithmetic:
    """`left operator right` on numbers; a product has one constant side."""

    left: TypedNode
    operator: str
    right: TypedNode
    type: NumberType
    at: Span = field(eq=False, repr=False)


TypedNode = (
    TypedConstant
    | ChoiceCall
    | ItemCall
    | LevelCall
    | MeasureCall
    | NumberCall
    | TypedNot
    | TypedAnd
    | TypedOr
    | TypedCompare
    | TypedArithmetic
)


def choice_calls(node: TypedNode) -> Iterator[ChoiceCall]:
    """All that a condition looks for."""
    match node:
        case ChoiceCall():
            yield node
        case TypedAnd(operands=parts) | TypedOr(operands=parts):
            for part in parts:
                yield from choice_calls(part)
        case TypedNot(operand=operand):
            yield from choice_calls(operand)


def iter_typed_nodes(node: TypedNode) -> Iterator[TypedNode]:
    """A node and all nodes below it."""
    yield node
    match node:
        case TypedNot(operand=operand):
            below: tuple[TypedNode, ...] = (operand,)
        case TypedAnd(operands=below) | TypedOr(operands=below) | NumberCall(arguments=below):
            pass
        case TypedCompare(left=left, right=right) | TypedArithmetic(left=left, right=right):
            below = (left, right)
        case TypedConstant() | ItemCall() | LevelCall() | MeasureCall() | ChoiceCall():
            below = ()
        case _:
            assert_never(node)
    for one in below:
        yield from iter_typed_nodes(one)


@frozen
class CheckedRule:
    """A rule or score that passed the checker: a typed tree, the text it came from, the names it reads."""

    text: str
    root: TypedNode
    items: tuple[str, ...]
    levels: tuple[str, ...]
    measures: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
