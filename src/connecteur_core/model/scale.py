"""Scales: the named answers of an item and what each is worth."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property

from attrs import frozen

from connecteur_core.model.status import Status


@frozen
class ScaleAnswer:
    """One answer of a scale and its exact value."""

    id: str
    value: Fraction


@frozen
class Scale:
    """Named answers, worst first.

    Attributes:
        answers: in the order of their values; two answers may be worth the same.
        met_from: id of the first answer that counts as met; by default the best one.
    """

    answers: tuple[ScaleAnswer, ...]
    met_from: str | None = None

    @cached_property
    def values(self) -> dict[str, Fraction | int]:
        """The value of each answer; whole ones as `int`, which adds up ten times as fast."""
        return {answer.id: plain(answer.value) for answer in self.answers}

    @cached_property
    def bounds(self) -> tuple[Fraction | int, Fraction | int]:
        """The values of the worst and of the best answer."""
        return plain(self.answers[0].value), plain(self.answers[-1].value)

    @cached_property
    def met_value(self) -> Fraction | int:
        """The value from which an answer counts as met."""
        return self.bounds[1] if self.met_from is None else self.values[self.met_from]

    @cached_property
    def statuses(self) -> dict[str, Status]:
        """What each answer is in the words of the built-in scale: anything above the worst is at least partial."""
        return {name: self._status(value) for name, value in self.values.items()}

    def _status(self, value: Fraction | int) -> Status:
        if value >= self.met_value:
            return Status.MET
        return Status.PARTIAL if value > self.bounds[0] else Status.UNMET

    def best_with(self, status: Status) -> str | None:
        """The id of the highest answer that has a status, if any."""
        return next((name for name, found in reversed(self.statuses.items()) if found is status), None)


def plain(value: Fraction) -> Fraction | int:
    """A whole number as `int`.

    >>> plain(Fraction(4, 2)), plain(Fraction(1, 2))
    (2, Fraction(1, 2))
    """
    return value.numerator if value.denominator == 1 else value
