"""Scales: the named answers of an item and what each is worth."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property

from attrs import frozen

from connecteur_core.model.status import Status
from connecteur_core.truth import Truth


@frozen
class ScaleAnswer:
    """One answer of a scale and its exact value.

    Attributes:
        id: the word an assessment gives as `value`; neither `not_applicable` nor `unanswered`.
        value: what it is worth: any number with at most six decimal places, below 0 and above 1 included.
    """

    id: str
    value: Fraction


@frozen
class Scale:
    """Named answers, worst first.

    Attributes:
        answers: worst first, of at least two values; two answers may be worth the same.
        met_from: id of the first answer that counts as met, by default the best one; above the worst is partial.
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

    @cached_property
    def readings(self) -> dict[str, Readings]:
        """What rules read of each answer: where it counts, and where it is a claim that does not count yet."""
        worst = self.bounds[0]
        found: dict[str, Readings] = {}
        for name, value in self.values.items():
            status = self.statuses[name]
            met, partly = status is Status.MET, status is not Status.UNMET
            sure = (_SURE[met], _SURE[partly], (value, value))
            claimed = (_CLAIMED[met], _CLAIMED[partly], (worst, value))
            found[name] = (status, sure, claimed if partly else sure)
        return found


Reading = tuple[Truth, Truth, tuple[Fraction | int, Fraction | int]]
"""Whether met, whether at least partial, and the score."""
Readings = tuple[Status, Reading, Reading]
_SURE = {True: Truth.TRUE, False: Truth.FALSE}
_CLAIMED = {True: Truth.UNKNOWN, False: Truth.FALSE}


def plain(value: Fraction) -> Fraction | int:
    """A whole number as `int`.

    >>> plain(Fraction(4, 2)), plain(Fraction(1, 2))
    (2, Fraction(1, 2))
    """
    return value.numerator if value.denominator == 1 else value
