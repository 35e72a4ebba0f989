"""How strongly a level asks for an item."""

from __future__ import annotations

from enum import Enum


class Obligation(Enum):
    """What settles an item for a level.

    `must`: it is met. `should`: it is met, or it is answered and the answer is justified. `suggested`: it is answered.
    """

    MUST = "must"
    SHOULD = "should"
    SUGGESTED = "suggested"

    __hash__ = object.__hash__
