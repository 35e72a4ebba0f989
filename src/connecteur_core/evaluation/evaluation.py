"""The result of an evaluation: plain frozen values that front ends show and never recompute."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import field, frozen

from connecteur_core.backends.program import Program
from connecteur_core.backends.python_backend import Standing
from connecteur_core.backends.python_runtime import Interval
from connecteur_core.evaluation.policies import Standards
from connecteur_core.evaluation.settlement import SETTLED, Settlement, settlement_of
from connecteur_core.evaluation.trace import deciding_names, open_in_line
from connecteur_core.messages import Message
from connecteur_core.model.obligation import Obligation
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.model.status import Answer
from connecteur_core.truth import Truth

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
        obligation: how strongly the level asks for it.
    """

    id: str
    level: str
    computed: bool
    obligation: Obligation = Obligation.MUST


@frozen
class CriterionResult:
    """How a checklist line came out; why it is so is worked out when it is asked for.

    Attributes:
        status: what counts for the level: "met", "unmet" or "undetermined"; see `settlement` for how.
    """

    line: ChecklistLine
    status: str
    _decided: tuple[Program, Standing] = field(repr=False, eq=False)
    _answers: Mapping[str, Answer] = field(repr=False, eq=False, factory=dict)

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
    def settlement(self) -> Settlement | None:
        """How it counts as met without being met; None when it is met, or does not count as met."""
        if self.status != "met":
            return None
        return settlement_of(self.line.id, self.line.obligation, self._decided[1], self._answers.get(self.line.id))

    @property
    def shown_status(self) -> str:
        """The status, or "settled" where it counts as met without being met."""
        return self.status if self.settlement is None else SETTLED

    @cached_property
    def because(self) -> tuple[str, ...]:
        """Ids that decided it."""
        if self.line.obligation is not Obligation.MUST or self.line.id in self._decided[1].skipped:
            return () if self.status == "undetermined" else (self.line.id,)
        return deciding_names(*self._decided, self.line.id)

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """Ids of answers that can still change it."""
        return open_in_line(*self._decided, self.line.id, self.line.obligation)


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


@frozen
class Gap:
    """An item whose target is better than its present answer, both as words; None = not answered yet."""

    item: str
    present: str | None
    target: str


@frozen(eq=False)
class Evaluation:
    """Everything an evaluation found, by which rules, on which day.

    Attributes:
        scores: the measures that have a value, then the named scores; exact.
        without_value: the measures that have none, because nothing in them applies.
        series: where it stands on the further ladders, by id.
        facts: what conditions read of the organisation.
        postures: the same for the `baseline` and the `target`, as far as they are given.
        gaps: items that are not yet where the target wants them.
        teams: the same for each team, with the present answers where it says nothing.
        team_means: the mean of each score over the teams.
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
    series: Mapping[str, LevelResult] = field(factory=dict)
    facts: Mapping[str, Collection[str] | None] = field(factory=dict, repr=False)
    postures: Mapping[str, Evaluation] = field(factory=dict)
    gaps: tuple[Gap, ...] = ()
    teams: Mapping[str, Evaluation] = field(factory=dict)
    team_means: Mapping[str, Interval] = field(factory=dict)

    @property
    def on(self) -> date:
        """Day of the evaluation."""
        return self.standards.on

    @property
    def policy(self) -> str:
        """Name of the policy applied."""
        return self.standards.name

    def has_reached(self, level: str) -> bool:
        """Whether a level, named by id or rank, or one of a further ladder, named by id, is certainly reached.

        Raises:
            UnknownName: there is no such level.
        """
        if level in self.ruleset.every_level and level not in {known.id for known in self.ruleset.levels}:
            return self.standing.level[level] is Truth.TRUE
        rank = self.ruleset.rank_of(level)
        return self.standing.level[self.ruleset.levels[rank - 1].id] is Truth.TRUE

    def shown_score(self, name: str) -> tuple[str, str]:
        """Both ends of a score as they are shown: rounded as the ruleset declares."""
        from connecteur_core.evaluation.shown_number import shown_interval  # noqa: PLC0415 -- only to show

        measure = self.program.checked.measures.get(name)
        top = None if measure is None else measure.bounds.high
        return shown_interval(self.scores[name], self.ruleset.rounding, top)

    def explain(self, lang: str = "en") -> Explanation:
        """Why the levels and criteria came out as they did, as a tree of statements in `lang`."""
        return self.explainer(self, lang)
