"""What changed between two states of an assessment: levels, checklist lines, answers."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from connecteur_core.evaluation.evaluation import Evaluation, LevelMark
from connecteur_core.evaluation.policies import status_on
from connecteur_core.model.status import Answer

UNANSWERED = "unanswered"


@frozen
class Change:
    """One thing that is otherwise now."""

    id: str
    before: str
    after: str


@frozen(eq=False)
class Changes:
    """From one evaluation to a later one.

    Attributes:
        reached: the level reached before and after; `possible` likewise.
        criteria: checklist lines whose status changed; "settled" is one that counts as met without being met.
        answers: items whose status changed.
        evidence: how many pieces of evidence each item gained or, negative, lost.
    """

    before: Evaluation
    after: Evaluation
    reached: tuple[LevelMark, LevelMark]
    possible: tuple[LevelMark, LevelMark]
    criteria: tuple[Change, ...]
    answers: tuple[Change, ...]
    evidence: Mapping[str, int]

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed that this looks at."""
        levels = self.reached[0] == self.reached[1] and self.possible[0] == self.possible[1]
        return levels and not (self.criteria or self.answers or self.evidence)


def find_changes(before: Evaluation, after: Evaluation) -> Changes:
    """What differs; both of the same ruleset, whatever its version: items that are gone or new count as unanswered."""
    lines = [*after.criteria, *(line for line in before.criteria if line not in after.criteria)]
    items = [*after.ruleset.items, *(item for item in before.ruleset.items if item not in after.ruleset.items)]
    evidence = {item: _evidence(after, item) - _evidence(before, item) for item in items}
    return Changes(
        before=before,
        after=after,
        reached=(before.level.reached, after.level.reached),
        possible=(before.level.possible, after.level.possible),
        criteria=tuple(_changes({line: (_line(before, line), _line(after, line)) for line in lines})),
        answers=tuple(_changes({item: (_status(before, item), _status(after, item)) for item in items})),
        evidence={item: count for item, count in evidence.items() if count},
    )


def _changes(pairs: Mapping[str, tuple[str, str]]) -> list[Change]:
    return [Change(name, one, two) for name, (one, two) in pairs.items() if one != two]


def _line(evaluation: Evaluation, line: str) -> str:
    result = evaluation.criteria.get(line)
    return "-" if result is None else result.shown_status


def _status(evaluation: Evaluation, item: str) -> str:
    answer = evaluation.answers.get(item)
    status = status_on(answer, evaluation.on)
    if answer is None or status is None:
        return UNANSWERED
    return answer.value or status.value


def _evidence(evaluation: Evaluation, item: str) -> int:
    answer: Answer | None = evaluation.answers.get(item)
    pieces = () if answer is None or status_on(answer, evaluation.on) is None else answer.evidence
    return sum(one.on is None or one.on <= evaluation.on for one in pieces)
