"""Answers as evaluations show them: with the status that an answer on a scale comes to, filled in when looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve

from connecteur_core.model.ruleset import Ruleset
from connecteur_core.model.status import Answer


class GivenAnswers(Mapping[str, Answer]):
    """The answers of an assessment; those on scales of their own also have the status that follows from their value.

    Attributes:
        plain: the answers as they were given.
    """

    def __init__(self, ruleset: Ruleset, plain: Mapping[str, Answer]) -> None:
        self.plain = plain
        self._ruleset = ruleset
        self._filled: dict[str, Answer] = {}

    def __getitem__(self, name: str) -> Answer:
        answer = self.plain[name]
        if answer.value is None:
            return answer
        filled = self._filled.get(name)
        if filled is None:
            filled = self._filled[name] = with_status(self._ruleset, name, answer)
        return filled

    def __iter__(self) -> Iterator[str]:
        return iter(self.plain)

    def __len__(self) -> int:
        return len(self.plain)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and dict(self) == dict(other)

    __hash__ = None  # type: ignore[assignment]  # equal by content, like any mapping


def given_answers(ruleset: Ruleset, answers: Mapping[str, Answer]) -> Mapping[str, Answer]:
    """The answers with statuses; where the ruleset has no scales of its own, they are as they were."""
    return GivenAnswers(ruleset, plain_answers(answers)) if ruleset.scaled_items else answers


def plain_answers(answers: Mapping[str, Answer]) -> Mapping[str, Answer]:
    """The answers as they were given."""
    return answers.plain if isinstance(answers, GivenAnswers) else answers


def with_status(ruleset: Ruleset, item_id: str, answer: Answer) -> Answer:
    """One answer with the status that follows from its value, if it has one."""
    scale = ruleset.scaled_items.get(item_id)
    if scale is None or answer.value is None:
        return answer
    return evolve(answer, status=scale.statuses[answer.value])
