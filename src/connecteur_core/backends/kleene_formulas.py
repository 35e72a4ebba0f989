"""Three-valued truths as pairs of formulas of the solver z3."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import z3
from attrs import frozen

Formula = Any
"""A z3 formula or term; z3 has no types of its own to tell."""


@frozen(eq=False)
class Kleene:
    """A truth: surely yes, surely no; neither = undetermined."""

    yes: Formula
    no: Formula

    @property
    def maybe(self) -> Formula:
        """Not surely no."""
        return z3.Not(self.no)

    def flipped(self) -> Kleene:
        """Kleene `not`."""
        return Kleene(self.no, self.yes)


def all_of(truths: Sequence[Kleene]) -> Kleene:
    """Kleene `and`."""
    return Kleene(z3.And([one.yes for one in truths]), z3.Or([one.no for one in truths]))


def any_of(truths: Sequence[Kleene]) -> Kleene:
    """Kleene `or`."""
    return Kleene(z3.Or([one.yes for one in truths]), z3.And([one.no for one in truths]))
