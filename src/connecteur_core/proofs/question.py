"""A question about rules, and what the solver found: proved, a counterexample, or nothing in time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from math import inf
from time import perf_counter
from typing import Any

from attrs import frozen

from connecteur_core.messages import Message, message

SECONDS = 10.0
"""How long the solver may think about one question, unless said otherwise."""

Example = Mapping[str, Any]
"""What shows that something does not hold: facts, or assessments as TOML by name."""


class Answer(Enum):
    """What became of a question."""

    PROVED = "proved"
    COUNTEREXAMPLE = "counterexample"
    UNDECIDED = "undecided"


class NotDecided(Exception):
    """The question was not decided; the message says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.text())
        self.reason = reason


@frozen(eq=False)
class Refuted:
    """Why something does not hold.

    Attributes:
        why: a sentence.
        example: what shows it, where that can be written down.
    """

    why: Message
    example: Example | None = None


@frozen(eq=False)
class Question:
    """Something that should hold.

    Attributes:
        name: the kind of question, such as `reachable`.
        subject: the id it is about.
        refute: looks for what shows that it does not hold, for so many seconds; None = there is nothing.
    """

    name: str
    subject: str
    refute: Callable[[float], Refuted | None]


@frozen(eq=False)
class Proof:
    """What was found.

    Attributes:
        why: what does not hold, or why it was not decided.
        seconds: how long it took.
    """

    name: str
    subject: str
    answer: Answer
    seconds: float
    why: Message | None = None
    example: Example | None = None

    def to_json(self) -> dict[str, object]:
        """One question of the format `connecteur-proof/1`."""
        return {
            "name": self.name,
            "subject": self.subject,
            "answer": self.answer.value,
            "example": None if self.example is None else dict(self.example),
            "seconds": round(self.seconds, 3),
        }


def decide_questions(
    questions: Iterable[Question], *, seconds: float = SECONDS, budget: float = inf
) -> Iterator[Proof]:
    """Put questions to the solver, one after the other.

    Args:
        questions: what to decide.
        seconds: how long the solver may think about one of them.
        budget: seconds for all of them; what is then left stays undecided.
    """
    end = perf_counter() + budget
    for question in questions:
        start = perf_counter()
        try:
            refuted = _refute(question, min(seconds, end - start))
        except NotDecided as error:
            yield Proof(question.name, question.subject, Answer.UNDECIDED, perf_counter() - start, error.reason)
            continue
        took = perf_counter() - start
        if refuted is None:
            yield Proof(question.name, question.subject, Answer.PROVED, took)
        else:
            yield Proof(question.name, question.subject, Answer.COUNTEREXAMPLE, took, refuted.why, refuted.example)


def _refute(question: Question, seconds: float) -> Refuted | None:
    if seconds <= 0:
        raise NotDecided(message("no time was left for it"))
    return question.refute(seconds)
