"""Answers as evaluations take them: with the status that an answer on a scale comes to."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from connecteur_core.model.ruleset import Ruleset
from connecteur_core.model.status import Answer


def with_statuses(ruleset: Ruleset, answers: Mapping[str, Answer]) -> Mapping[str, Answer]:
    """The answers; those on scales of their own also have the status that follows from their value."""
    scales = ruleset.scaled_items
    if not scales:
        return answers
    return {name: with_status(ruleset, name, answer) for name, answer in answers.items()}


def with_status(ruleset: Ruleset, item_id: str, answer: Answer) -> Answer:
    """One answer with the status that follows from its value, if it has one."""
    scale = ruleset.scaled_items.get(item_id)
    if scale is None or answer.value is None:
        return answer
    return evolve(answer, status=scale.statuses[answer.value])
