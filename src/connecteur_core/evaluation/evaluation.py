"""The result of an evaluation: plain frozen values that front ends show and never recompute."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import field, frozen

from connecteur_core.backends.program import Program
from connecteur_core.backends.python_backend import Standing
from connecteur_core.backends.python_runtime import Interval
from connecteur_core.evaluation.policies import Standards
from connecteur_core.evaluation.trace import deciding_names, open_answers
from connecteur_core.messages import Message
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.model.status import Answer

if TYPE_CHECKING:
    from connecteur_core.evaluation.explanation import Explanation


@frozen
class LevelMark:
    """A level by rank and id; rank 0 with id None is “no level yet”."""

    rank: int
    id: str | None


@frozen
class LevelResult:
    """Where an incubator stands.

    Attributes:
        reached: certain now, whatever the open answers turn out to be.
        possible: still within reach if every open answer turns out well.
        in_progress: the next one to work on; the highest once all are reached (A04).
    """

    reached: LevelMark
    possible: LevelMark
    in_progress: LevelMark


@frozen
class ChecklistLine:
    """A checklist line of a ruleset.

    Attributes:
        computed: decided from levels, never answered by hand (A02).
    """

    id: str
    level: str
    computed: bool


@frozen
class CriterionResult:
    """How a checklist line came out; why it is so is worked out when it is asked for.

    Attributes:
        status: "met", "unmet" or "undetermined".
    """

    line: ChecklistLine
    status: str
    _decided: tuple[Program, Standing] = field(repr=False, eq=False)

    @property
    def id(self) -> str:
        """The id of the line."""
        return self.line.id

    @property
    def level(self) -> str:
        """The id of its level."""
        return self.line.level

    @property
    def computed(self) -> bool:
        """Whether it is decided from levels, never answered by hand (A02)."""
        return self.line.computed

    @cached_property
    def because(self) -> tuple[str, ...]:
        """Ids that decided it."""
        return deciding_names(*self._decided, self.line.id)

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """Ids of answers that can still change it."""
        return open_answers(*self._decided, self.line.id)


@frozen
class Coverage:
    """How the answered items of one element stand; information, never a condition (A05)."""

    met: int = 0
    partial: int = 0
    unmet: int = 0
    not_applicable: int = 0
    unanswered: int = 0

    @property
    def total(self) -> int:
        """All items that count in this element."""
        return self.met + self.partial + self.unmet + self.not_applicable + self.unanswered


@frozen
class Flag:
    """Something the reader should look at: answers that disagree, evidence that is missing, scope.

    Attributes:
        code: stable word, e.g. "evidence-missing".
        items: ids concerned.
    """

    code: str
    message: Message
    items: tuple[str, ...] = ()


@frozen(eq=False)
class Evaluation:
    """Everything an evaluation found, by which rules, on which day.

    Attributes:
        scores: the measures that have a value, then the named scores; exact.
        without_value: the measures that have none, because nothing in them applies.
    """

    ruleset: Ruleset
    standards: Standards
    level: LevelResult
    criteria: Mapping[str, CriterionResult]
    coverage: Mapping[str, Coverage]
    scores: Mapping[str, Interval]
    flags: tuple[Flag, ...]
    answers: Mapping[str, Answer] = field(repr=False)
    program: Program = field(repr=False, eq=False)
    standing: Standing = field(repr=False, eq=False)
    explainer: Callable[[Evaluation, str], Explanation] = field(repr=False, eq=False)
    without_value: tuple[str, ...] = ()

    @property
    def on(self) -> date:
        """Day of the evaluation."""
        return self.standards.on

    @property
    def policy(self) -> str:
        """Name of the policy applied."""
        return self.standards.name

    def shown_score(self, name: str) -> tuple[str, str]:
        """Both ends of a score as they are shown: rounded as the ruleset declares."""
        from connecteur_core.evaluation.shown_number import shown_interval  # noqa: PLC0415 -- only to show

        measure = self.program.checked.measures.get(name)
        top = None if measure is None else measure.bounds.high
        return shown_interval(self.scores[name], self.ruleset.rounding, top)

    def explain(self, lang: str = "en") -> Explanation:
        """Why the levels and criteria came out as they did, as a tree of statements in `lang`."""
        return self.explainer(self, lang)
