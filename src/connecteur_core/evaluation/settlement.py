"""How a checklist line counts as met without being met: by a justification, by any answer, or by not applying."""

from __future__ import annotations

from enum import Enum

from attrs import frozen

from connecteur_core.backends.python_backend import Standing
from connecteur_core.messages import Message, message
from connecteur_core.model.locale import Locale
from connecteur_core.model.obligation import Obligation
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.model.status import Answer, Status
from connecteur_core.rulesets.titles import answer_text
from connecteur_core.truth import Truth

SETTLED = message("settled").template
"""What stands in place of “met” where a result shows one word for a line that is only settled."""


class SettledBy(Enum):
    """What settles a line that is not met.

    `justification`: a `should` that gives its grounds; `answer`: a suggestion, which asks for no more than an answer;
    `not_applicable`: it does not apply, by its answer or by its condition.
    """

    JUSTIFICATION = "justification"
    ANSWER = "answer"
    NOT_APPLICABLE = "not_applicable"


@frozen
class Settlement:
    """How a line is settled, and the answer that was given; None where a condition alone leaves it out."""

    by: SettledBy
    answer: Answer | None = None

    @property
    def given(self) -> str | None:
        """The word of the answer, as an assessment writes it."""
        if self.answer is None:
            return None
        return self.answer.value or (self.answer.status.value if self.answer.status else None)


_ANSWERS = {
    Status.MET: message("claimed"),
    Status.PARTIAL: message("partial"),
    Status.UNMET: message("unmet"),
    Status.NOT_APPLICABLE: message("not applicable"),
}


def settlement_of(item_id: str, obligation: Obligation, standing: Standing, answer: Answer | None) -> Settlement | None:
    """How a line that counts as met was settled; None when it is met.

    Args:
        item_id: the line.
        obligation: how strongly its level asks for it.
        standing: in which it counts as met.
        answer: with its status, as evaluations show it.
    """
    excluded = answer is not None and answer.status is Status.NOT_APPLICABLE
    if item_id in standing.skipped or excluded:
        return Settlement(SettledBy.NOT_APPLICABLE, answer)
    if standing.met[item_id] is Truth.TRUE or obligation is Obligation.MUST:
        return None
    by = SettledBy.JUSTIFICATION if obligation is Obligation.SHOULD else SettledBy.ANSWER
    return Settlement(by, answer)


def settlement_text(settlement: Settlement, ruleset: Ruleset, locale: Locale, item_id: str) -> Message:
    """The settlement in words, such as “settled: unmet, justified”."""
    if settlement.by is SettledBy.NOT_APPLICABLE:
        return message("settled: {answer}", answer=_ANSWERS[Status.NOT_APPLICABLE])
    answer = settlement.answer
    said: Message | str = message("unmet")
    if answer is not None and answer.value is not None:
        said = answer_text(ruleset, locale, item_id, answer.value)
    elif answer is not None and answer.status is not None:
        said = _ANSWERS[answer.status]
    if settlement.by is SettledBy.JUSTIFICATION:
        return message("settled: {answer}, justified", answer=said)
    return message("settled: {answer}", answer=said)
