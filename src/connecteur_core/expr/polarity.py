"""Which way an expression moves when answers improve; rules that could fall are found here."""

from __future__ import annotations

from enum import Flag
from typing import assert_never

from connecteur_core.expr.typed import (
    ChoiceCall,
    ItemCall,
    LevelCall,
    MeasureCall,
    NumberCall,
    TypedAnd,
    TypedArithmetic,
    TypedCompare,
    TypedConstant,
    TypedNode,
    TypedNot,
    TypedOr,
)


class Polarity(Flag):
    """How a value may move when an answer improves: not at all, up, down, or either way."""

    STILL = 0
    UP = 1
    DOWN = 2
    EITHER = UP | DOWN

    def flipped(self) -> Polarity:
        """The movement of the opposite."""
        swapped = Polarity.STILL
        if Polarity.UP in self:
            swapped |= Polarity.DOWN
        if Polarity.DOWN in self:
            swapped |= Polarity.UP
        return swapped


def polarity_of(node: TypedNode) -> Polarity:
    """How the value of `node` may move when answers improve."""
    match node:
        case TypedConstant() | ChoiceCall():
            return Polarity.STILL
        case ItemCall() | LevelCall() | MeasureCall():
            return Polarity.UP
        case TypedNot(operand=operand):
            return polarity_of(operand).flipped()
        case NumberCall(arguments=parts) | TypedAnd(operands=parts) | TypedOr(operands=parts):
            joined = Polarity.STILL
            for part in parts:
                joined |= polarity_of(part)
            return joined
        case TypedCompare(left=left, operator=operator, right=right):
            return _comparison(polarity_of(left), operator, polarity_of(right))
        case TypedArithmetic(left=left, operator=operator, right=right):
            return _arithmetic(left, operator, right)
        case _:
            assert_never(node)


def find_falling(node: TypedNode) -> TypedNode | None:
    """The part to blame when `node` can fall as an answer improves, or None when it cannot."""
    if Polarity.DOWN not in polarity_of(node):
        return None
    if isinstance(node, TypedAnd | TypedOr):
        return next(found for part in node.operands if (found := find_falling(part)))
    return node


def _comparison(left: Polarity, operator: str, right: Polarity) -> Polarity:
    if operator in {"==", "!="}:
        return Polarity.EITHER if left | right else Polarity.STILL
    if operator in {"<", "<="}:
        return left.flipped() | right
    return left | right.flipped()


def _arithmetic(left: TypedNode, operator: str, right: TypedNode) -> Polarity:
    if operator == "*":
        constant, other = (left, right) if isinstance(left, TypedConstant) else (right, left)
        assert isinstance(constant, TypedConstant), "the checker allows products with a constant only"
        moving = polarity_of(other)
        if constant.value == 0:
            return Polarity.STILL
        return moving if constant.value > 0 else moving.flipped()
    moving = polarity_of(right)
    return polarity_of(left) | (moving.flipped() if operator == "-" else moving)
