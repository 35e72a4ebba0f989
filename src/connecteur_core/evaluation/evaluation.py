"""The result of an evaluation: plain frozen values that front ends show and never recompute."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from attrs import field, frozen

from connecteur_core.backends.program import Program
from connecteur_core.backends.python_backend import Standing
from connecteur_core.backends.python_runtime import Interval
from connecteur_core.evaluation.policies import Standards
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
class CriterionResult:
    """One checklist line.

    Attributes:
        status: "met", "unmet" or "undetermined".
        computed: decided from levels, never answered by hand (A02).
        because: ids that decided it.
        missing: ids of answers that can still change it.
    """

    id: str
    level: str
    status: str
    computed: bool
    because: tuple[str, ...]
    missing: tuple[str, ...]


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
    """Everything an evaluation found, by which rules, on which day."""

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

    @property
    def on(self) -> date:
        """Day of the evaluation."""
        return self.standards.on

    @property
    def policy(self) -> str:
        """Name of the policy applied."""
        return self.standards.name

    def explain(self, lang: str = "en") -> Explanation:
        """Why the levels and criteria came out as they did, as a tree of statements in `lang`."""
        return self.explainer(self, lang)
