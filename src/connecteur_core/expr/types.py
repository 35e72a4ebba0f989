"""The types an expression can have."""

from __future__ import annotations

from fractions import Fraction

from attrs import frozen


@frozen
class BoolType:
    """A truth: yes, no or undetermined."""


@frozen
class NumberType:
    """An exact number between two bounds (both included); it is known only as an interval inside them."""

    low: Fraction
    high: Fraction


@frozen
class ItemType:
    """The id of one item that has a status, as a text in quotes."""


@frozen
class ItemsType:
    """One or more ids or patterns of items, each a text in quotes."""


@frozen
class LevelType:
    """The id of a level, as a text in quotes."""


@frozen
class MeasureType:
    """The id of a measure, as a text in quotes."""


@frozen
class ChoiceType:
    """What a condition reads, and the words it looks for, each a text in quotes."""


Type = BoolType | NumberType | ItemType | ItemsType | LevelType | MeasureType | ChoiceType

BOOL = BoolType()
ITEM = ItemType()
ITEMS = ItemsType()
LEVEL = LevelType()
MEASURE = MeasureType()
CHOICE = ChoiceType()
