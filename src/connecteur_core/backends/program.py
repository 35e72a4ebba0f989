"""A checked ruleset, compiled: which rules run in which order, and what the levels rest on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property

from attrs import field, frozen

from connecteur_core.backends.measures import CompiledMeasure, Totals
from connecteur_core.backends.obligations import settled
from connecteur_core.backends.python_backend import CompiledRule, Standing, compile_python
from connecteur_core.backends.python_runtime import Interval
from connecteur_core.model.obligation import Obligation
from connecteur_core.rulesets.checker import CheckedRuleset
from connecteur_core.truth import Truth

KNOWN_SCORES: dict[Truth, Interval] = {Truth.TRUE: (1, 1), Truth.FALSE: (0, 0), Truth.UNKNOWN: (0, 1)}
"""The scores of items that a rule decides."""


@frozen(eq=False)
class ItemStep:
    """Decides an item that has a rule."""

    item: str
    rule: CompiledRule


@frozen(eq=False)
class LevelStep:
    """Decides a level: its criteria and the level below it, if it needs it.

    Attributes:
        bindings: how strongly it asks for each; None = all of them are musts that always apply.
    """

    level: str
    below: str | None
    criteria: tuple[str, ...]
    bindings: tuple[tuple[str, Obligation], ...] | None = None


@frozen(eq=False)
class MeasureStep:
    """Works out a measure."""

    measure: str
    compiled: CompiledMeasure


Step = ItemStep | LevelStep | MeasureStep


@frozen(eq=False)
class Program:
    """The steps of a ruleset in an order in which each finds what it needs already decided.

    Attributes:
        conditions: under which items apply, each behind those it rests on.
    """

    checked: CheckedRuleset
    steps: tuple[Step, ...]
    conditions: tuple[tuple[str, CompiledRule], ...] = ()

    @cached_property
    def readers(self) -> dict[str, tuple[int, ...]]:
        """By name of an item, measure or level: the places of the steps that read it."""
        found: dict[str, list[int]] = {}
        for place, step in enumerate(self.steps):
            for name in dict.fromkeys(self._read_by(step)):
                found.setdefault(name, []).append(place)
        return {name: tuple(places) for name, places in found.items()}

    def _read_by(self, step: Step) -> Iterator[str]:
        match step:
            case ItemStep(item=item):
                rule = self.checked.rules[item]
                yield from (*rule.items, *rule.levels, *rule.measures)
            case MeasureStep(measure=measure):
                yield from (part.name for part in self.checked.measures[measure].parts)
            case LevelStep(criteria=criteria, below=below):
                yield from criteria
                if below is not None:
                    yield below


@frozen(eq=False)
class Known:
    """What is known of answers besides their ranges; the fields are those of `Standing`."""

    choice: Mapping[str, Collection[str] | None] = field(factory=dict)
    answered: frozenset[str] = frozenset()
    justified: frozenset[str] = frozenset()
    perhaps: frozenset[str] = frozenset()


NOTHING_KNOWN = Known()


def compile_ruleset(checked: CheckedRuleset) -> Program:
    """The program of a checked ruleset."""
    below: dict[str, str | None] = {}
    for ladder in checked.ruleset.ladders:
        previous: str | None = None
        for level in sorted(ladder, key=lambda level: level.rank):
            below[level.id], previous = previous if level.cumulative else None, level.id

    def step(name: str) -> Step:
        if name in checked.criteria:
            return LevelStep(name, below[name], checked.criteria[name], _loose_bindings(checked, name))
        if name in checked.measures:
            return MeasureStep(name, CompiledMeasure(checked.measures[name]))
        return ItemStep(name, compile_python(checked.rules[name].root))

    conditions = tuple((name, compile_python(rule.root)) for name, rule in checked.conditions.items())
    return Program(checked, tuple(map(step, checked.order)), conditions)


def _loose_bindings(checked: CheckedRuleset, level: str) -> tuple[tuple[str, Obligation], ...] | None:
    ruleset, bindings = checked.ruleset, checked.bindings(level)
    plain = all(
        obligation is Obligation.MUST and not ruleset.may_leave(ruleset.items[line]) for line, obligation in bindings
    )
    return None if plain else bindings


def items_in_measures(checked: CheckedRuleset, measures: Iterable[str]) -> set[str]:
    """The items that measures come from, be it through other measures."""
    found: set[str] = set()
    waiting, seen = list(measures), set[str]()
    while waiting:
        measure = checked.measures[waiting.pop()]
        if measure.id not in seen:
            seen.add(measure.id)
            names = [part.name for part in measure.parts]
            if measure.over_measures:
                waiting += names
            else:
                found.update(names)
    return found


def items_read(checked: CheckedRuleset) -> tuple[str, ...]:
    """The answered items that levels rest on, in the order of the ruleset; all others are guidance."""
    read = {item for rule in checked.rules.values() for item in rule.items}
    read |= items_in_measures(checked, [measure for rule in checked.rules.values() for measure in rule.measures])
    lines = {line for criteria in checked.criteria.values() for line in criteria}
    return tuple(name for name in checked.ruleset.answered_items if name in read | lines)


def run_program(
    program: Program,
    met: dict[str, Truth],
    partly: dict[str, Truth],
    score: dict[str, Interval],
    skipped: frozenset[str],
    known: Known = NOTHING_KNOWN,
) -> Standing:
    """The standing of every item, measure and level.

    Args:
        program: what to run.
        met: truth of “met” for each answered item; the computed ones are added here.
        partly: the same for “at least partial”.
        score: the same for scores.
        skipped: items answered `not_applicable`, and those whose condition does not hold.
        known: what else is known of answers.
    """
    levels: dict[str, Truth] = {}
    measures: dict[str, Interval | None] = {}
    totals: dict[str, Totals | None] = {}
    also = (known.choice, known.answered, known.justified, known.perhaps)
    standing = Standing(met, partly, score, skipped, levels, measures, *also, totals)
    for step in program.steps:
        if isinstance(step, ItemStep):
            truth = step.rule(standing)
            assert isinstance(truth, Truth), "the checker lets only yes/no rules through"
            met[step.item] = partly[step.item] = truth
            score[step.item] = KNOWN_SCORES[truth]
        elif isinstance(step, MeasureStep):
            measures[step.measure], totals[step.measure] = step.compiled.run(standing)
        else:
            levels[step.level] = decide_level(step, standing)
    return standing


def decide_level(step: LevelStep, standing: Standing) -> Truth:
    """Whether a level is reached; what it rests on is decided already."""
    if step.bindings is None:
        parts = [standing.met[criterion] for criterion in step.criteria]
    else:
        parts = [settled(criterion, obligation, standing) for criterion, obligation in step.bindings]
    if step.below is not None:
        parts.append(standing.level[step.below])
    if Truth.FALSE in parts:
        return Truth.FALSE
    return Truth.UNKNOWN if Truth.UNKNOWN in parts else Truth.TRUE
