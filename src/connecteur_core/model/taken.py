"""Answers taken over from another assessment: how two items relate, and where an answer came from."""

from __future__ import annotations

from enum import Enum

from attrs import frozen

from connecteur_core.messages import Message, message


class Relation(Enum):
    """What an item of one ruleset (the original) says of an item of another (the target)."""

    EQUAL = "equal"
    """They ask for the same."""
    COVERS = "covers"
    """The original asks for all that the target asks for, and for more."""
    PARTLY = "partly"
    """The original asks for a part of it, or overlaps it: it never makes the target met."""

    @property
    def words(self) -> Message:
        """What the original is to the target, for people."""
        match self:
            case Relation.EQUAL:
                return message("the same")
            case Relation.COVERS:
                return message("covers it")
            case Relation.PARTLY:
                return message("a part of it")


@frozen
class Taken:
    """One original of an answer that was taken over.

    Attributes:
        file: the assessment it was taken from; its path counts from the folder of the one it was taken into.
        ruleset: id and version of the ruleset answered there.
        item: the item answered there.
        relation: what it says of the item here.
        digest: of the original answer as it was then; another one means that it was changed since.
        mapping: title of the mapping that proposed it.
    """

    file: str
    ruleset: str
    item: str
    relation: Relation
    digest: str
    mapping: str | None = None
