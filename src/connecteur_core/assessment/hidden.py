"""Answers to items that an overlay hides: they stay in the file, and are neither shown nor counted."""

from __future__ import annotations

from collections.abc import Mapping

from connecteur_core.assessment.assessment import Assessment
from connecteur_core.model.overlay import hider_of
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.model.status import Answer


def hidden_answers(assessment: Assessment, ruleset: Ruleset) -> tuple[str, ...]:
    """Ids of answered items that the ruleset hides, in the order of the file."""
    if ruleset.overlay is None:
        return ()
    return tuple(name for name in assessment.answers if name not in ruleset.items and hider_of(ruleset, name))


def visible_answers(assessment: Assessment, ruleset: Ruleset) -> Mapping[str, Answer]:
    """The answers that are evaluated: all but those to hidden items."""
    hidden = hidden_answers(assessment, ruleset)
    if not hidden:
        return assessment.answers
    return {name: answer for name, answer in assessment.answers.items() if name not in hidden}
