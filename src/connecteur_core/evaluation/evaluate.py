"""Answers → `Evaluation`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from connecteur_core.backends.program import Program, run_program
from connecteur_core.backends.python_backend import Standing
from connecteur_core.backends.python_runtime import Interval
from connecteur_core.evaluation.evaluation import (
    ChecklistLine,
    Coverage,
    CriterionResult,
    Evaluation,
    LevelMark,
    LevelResult,
)
from connecteur_core.evaluation.explanation import Explanation
from connecteur_core.evaluation.given import with_statuses
from connecteur_core.evaluation.policies import Standards, apply_policy
from connecteur_core.evaluation.trace import value_of
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.model.scale import plain
from connecteur_core.model.status import Answer, Status
from connecteur_core.rulesets.scale_checker import bounds_of
from connecteur_core.truth import Truth

_STATUS_WORDS = {Truth.TRUE: "met", Truth.FALSE: "unmet", Truth.UNKNOWN: "undetermined"}


def evaluate_answers(program: Program, answers: Mapping[str, Answer], standards: Standards) -> Evaluation:
    """What a set of answers comes to. The answers must fit the ruleset (see `check_assessment`).

    Flags are left empty: they look at more than answers, so the assessment step adds them.
    """
    ruleset = program.checked.ruleset
    answers = with_statuses(ruleset, answers)
    ranges = apply_policy(ruleset, answers, standards)
    standing = run_program(program, ranges.met, ranges.partly, ranges.score, ranges.skipped)
    return Evaluation(
        ruleset=ruleset,
        standards=standards,
        level=_level_result(ruleset, standing),
        criteria=_criterion_results(program, standing),
        coverage=_coverage(ruleset, answers, standards.on),
        scores=_scores(program, standing),
        without_value=_without_value(program, standing),
        flags=(),
        answers=answers,
        program=program,
        standing=standing,
        explainer=_explain,
    )


def _explain(evaluation: Evaluation, lang: str) -> Explanation:
    from connecteur_core.evaluation.explain import explain_evaluation  # noqa: PLC0415 -- only when asked

    return explain_evaluation(evaluation, lang)


def assume_answer(evaluation: Evaluation, item_id: str, *, met: bool) -> tuple[LevelResult, Standing]:
    """The levels and standing if one open answer came out `met` (well supported) or plainly unmet."""
    now = evaluation.standing
    low, high = map(plain, bounds_of(evaluation.ruleset, evaluation.ruleset.items[item_id]))
    truth, score = (Truth.TRUE, (high, high)) if met else (Truth.FALSE, (low, low))
    standing = run_program(
        evaluation.program,
        {**now.met, item_id: truth},
        {**now.partly, item_id: truth},
        {**now.score, item_id: score},
        frozenset(now.skipped),
    )
    return _level_result(evaluation.ruleset, standing), standing


def _level_result(ruleset: Ruleset, standing: Standing) -> LevelResult:
    reached = possible = _MARK(0, None)
    for level in ruleset.levels:
        truth = standing.level[level.id]
        mark = _MARK(level.rank, level.id)
        if truth is Truth.TRUE:
            reached = mark
        if truth is not Truth.FALSE:
            possible = mark
    next_level = ruleset.levels[min(reached.rank, len(ruleset.levels) - 1)]
    return LevelResult(reached, possible, _MARK(next_level.rank, next_level.id))


def _criterion_results(program: Program, standing: Standing) -> dict[str, CriterionResult]:
    decided = (program, standing)
    return {
        line.id: CriterionResult(line, _STATUS_WORDS[standing.met[line.id]], decided) for line in _checklist(program)
    }


@lru_cache(maxsize=8)
def _checklist(program: Program) -> tuple[ChecklistLine, ...]:
    """The lines of all levels; a program is known by being the same object."""
    ruleset = program.checked.ruleset
    return tuple(
        ChecklistLine(line, level, is_computed(ruleset, line))
        for level, lines in program.checked.criteria.items()
        for line in lines
    )


def is_computed(ruleset: Ruleset, item_id: str) -> bool:
    """Whether an item is decided by a rule and has no parts of its own to answer."""
    return ruleset.items[item_id].rule is not None and not ruleset.parts_of(item_id)


def _scores(program: Program, standing: Standing) -> dict[str, Interval]:
    scores = {
        name: value
        for name, value in standing.measure.items()
        if value is not None and program.checked.measures[name].shown
    }
    for name, rule in program.checked.scores.items():
        value = value_of(rule.root, standing)
        assert not isinstance(value, Truth), "the checker lets only numbers be scores"
        scores[name] = value
    return scores


def _without_value(program: Program, standing: Standing) -> tuple[str, ...]:
    measures = program.checked.measures
    return tuple(name for name, value in standing.measure.items() if value is None and measures[name].shown)


def _coverage(ruleset: Ruleset, answers: Mapping[str, Answer], on: date) -> dict[str, Coverage]:
    return {element: _covered(items, answers, on) for element, items in ruleset.counted_items.items()}


def _covered(items: Sequence[str], answers: Mapping[str, Answer], on: date) -> Coverage:
    given = [answers[item] for item in items if item in answers]
    if not given:
        return _COVERAGE(unanswered=len(items))
    statuses = [answer.status for answer in given if answer.on is None or answer.on <= on]
    met, partial, unmet, not_applicable = map(statuses.count, _COUNTED)
    return _COVERAGE(met, partial, unmet, not_applicable, len(items) - met - partial - unmet - not_applicable)


_COUNTED = (Status.MET, Status.PARTIAL, Status.UNMET, Status.NOT_APPLICABLE)
# Few values come up again and again, and a look-up is cheaper than another object.
_COVERAGE = lru_cache(maxsize=4096)(Coverage)
_MARK = lru_cache(maxsize=256)(LevelMark)
