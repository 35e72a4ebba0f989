"""A checked ruleset, compiled: which rules run in which order, and what the levels rest on."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from connecteur_core.backends.measures import CompiledMeasure, compile_measure
from connecteur_core.backends.python_backend import CompiledRule, Standing, compile_python
from connecteur_core.backends.python_runtime import Interval
from connecteur_core.rulesets.checker import CheckedRuleset
from connecteur_core.truth import Truth

_KNOWN_SCORES: dict[Truth, Interval] = {Truth.TRUE: (1, 1), Truth.FALSE: (0, 0), Truth.UNKNOWN: (0, 1)}


@frozen(eq=False)
class ItemStep:
    """Decides an item that has a rule."""

    item: str
    rule: CompiledRule


@frozen(eq=False)
class LevelStep:
    """Decides a level: its criteria and the level below it, if any."""

    level: str
    below: str | None
    criteria: tuple[str, ...]


@frozen(eq=False)
class MeasureStep:
    """Works out a measure."""

    measure: str
    value: CompiledMeasure


Step = ItemStep | LevelStep | MeasureStep


@frozen(eq=False)
class Program:
    """The steps of a ruleset in an order in which each finds what it needs already decided."""

    checked: CheckedRuleset
    steps: tuple[Step, ...]


def compile_ruleset(checked: CheckedRuleset) -> Program:
    """The program of a checked ruleset."""
    below: dict[str, str | None] = {}
    previous: str | None = None
    for level in sorted(checked.ruleset.levels, key=lambda level: level.rank):
        below[level.id], previous = previous, level.id

    def step(name: str) -> Step:
        if name in checked.criteria:
            return LevelStep(name, below[name], checked.criteria[name])
        if name in checked.measures:
            return MeasureStep(name, compile_measure(checked.measures[name]))
        return ItemStep(name, compile_python(checked.rules[name].root))

    return Program(checked, tuple(map(step, checked.order)))


def items_read(checked: CheckedRuleset) -> tuple[str, ...]:
    """The answered items that levels rest on, in the order of the ruleset; all others are guidance."""
    read = {item for rule in checked.rules.values() for item in rule.items}
    waiting = [measure for rule in checked.rules.values() for measure in rule.measures]
    seen: set[str] = set()
    while waiting:
        measure = checked.measures[waiting.pop()]
        if measure.id not in seen:
            seen.add(measure.id)
            names = [part.name for part in measure.parts]
            waiting.extend(names) if measure.over_measures else read.update(names)
    lines = {line for criteria in checked.criteria.values() for line in criteria}
    return tuple(name for name in checked.ruleset.answered_items if name in read | lines)


def run_program(
    program: Program,
    met: dict[str, Truth],
    partly: dict[str, Truth],
    score: dict[str, Interval],
    skipped: frozenset[str],
) -> Standing:
    """The standing of every item, measure and level.

    Args:
        program: what to run.
        met: truth of “met” for each answered item; the computed ones are added here.
        partly: the same for “at least partial”.
        score: the same for scores.
        skipped: items answered `not_applicable`.
    """
    levels: dict[str, Truth] = {}
    measures: dict[str, Interval | None] = {}
    standing = Standing(met, partly, score, skipped, levels, measures)
    for step in program.steps:
        if isinstance(step, ItemStep):
            truth = step.rule(standing)
            assert isinstance(truth, Truth), "the checker lets only yes/no rules through"
            met[step.item] = partly[step.item] = truth
            score[step.item] = _KNOWN_SCORES[truth]
        elif isinstance(step, MeasureStep):
            measures[step.measure] = step.value(standing)
        else:
            levels[step.level] = _decide_level(step, met, levels)
    return standing


def _decide_level(step: LevelStep, met: Mapping[str, Truth], levels: Mapping[str, Truth]) -> Truth:
    parts = [met[criterion] for criterion in step.criteria]
    if step.below is not None:
        parts.append(levels[step.below])
    if Truth.FALSE in parts:
        return Truth.FALSE
    return Truth.UNKNOWN if Truth.UNKNOWN in parts else Truth.TRUE
