"""Answers → `Evaluation`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from attrs import evolve

from connecteur_core.backends.program import NOTHING_KNOWN, Program, run_program
from connecteur_core.backends.python_backend import Standing
from connecteur_core.backends.python_runtime import Interval
from connecteur_core.backends.rerun import rerun_program
from connecteur_core.evaluation.conditions import Facts, apply_conditions
from connecteur_core.evaluation.criteria import Criteria
from connecteur_core.evaluation.evaluation import Coverage, Evaluation, LevelMark, LevelResult
from connecteur_core.evaluation.explanation import Explanation
from connecteur_core.evaluation.given import given_answers, plain_answers
from connecteur_core.evaluation.policies import Standards, apply_policy
from connecteur_core.evaluation.trace import value_of
from connecteur_core.model.ruleset import Level, Ruleset
from connecteur_core.model.scale import Scale, plain
from connecteur_core.model.status import Answer, Status
from connecteur_core.rulesets.scale_checker import bounds_of
from connecteur_core.truth import Truth

_NO_FACTS: Facts = {}


def evaluate_answers(
    program: Program, answers: Mapping[str, Answer], standards: Standards, facts: Facts = _NO_FACTS
) -> Evaluation:
    """What a set of answers comes to. The answers must fit the ruleset (see `check_assessment`).

    Flags are left empty: they look at more than answers, so the assessment step adds them.

    Args:
        program: the compiled ruleset.
        answers: by item.
        standards: the policy and the day.
        facts: what conditions may read of the organisation.
    """
    answers = plain_answers(answers)
    return evaluation_of(program, answers, standards, facts, _stand(program, answers, standards, facts))


def _stand(program: Program, answers: Mapping[str, Answer], standards: Standards, facts: Facts) -> Standing:
    ranges = apply_policy(program.checked.ruleset, answers, standards)
    known = NOTHING_KNOWN
    if program.conditions or ranges.answered:
        ranges, known = apply_conditions(program, ranges, answers, standards, facts)
    return run_program(program, ranges.met, ranges.partly, ranges.score, ranges.skipped, known)


def evaluation_of(
    program: Program,
    answers: Mapping[str, Answer],
    standards: Standards,
    facts: Facts,
    standing: Standing,
    coverage: Mapping[str, Coverage] | None = None,
) -> Evaluation:
    """The evaluation that a standing comes to.

    Args:
        program: what was run.
        answers: by item, as they were given.
        standards: the policy and the day.
        facts: what conditions read of the organisation.
        standing: of all items, measures and levels.
        coverage: when it is known already.
    """
    ruleset = program.checked.ruleset
    given = given_answers(ruleset, answers)
    return Evaluation(
        ruleset=ruleset,
        standards=standards,
        level=level_result(ruleset.levels, standing),
        criteria=Criteria(program, standing, given),
        coverage=_coverage(ruleset, answers, standards.on) if coverage is None else coverage,
        scores=_scores(program, standing),
        flags=(),
        answers=given,
        program=program,
        standing=standing,
        explainer=_explain,
        without_value=_without_value(program, standing),
        series=_series(ruleset, standing) if ruleset.series else _NO_SERIES,
        facts=facts,
    )


def _explain(evaluation: Evaluation, lang: str) -> Explanation:
    from connecteur_core.evaluation.explain import explain_evaluation  # noqa: PLC0415 -- only when asked

    return explain_evaluation(evaluation, lang)


def assume_answer(evaluation: Evaluation, item_id: str, *, met: bool) -> tuple[LevelResult, Standing]:
    """The levels and standing if one open answer came out best (and well supported) or worst.

    A selecting item has no better or worse: the last or the first of its answers is assumed.
    """
    ruleset, now = evaluation.ruleset, evaluation.standing
    item = ruleset.items[item_id]
    if item_id in now.choice:
        answers = {**plain_answers(evaluation.answers), item_id: _chosen(ruleset, item_id, last=met)}
        standing = _stand(evaluation.program, answers, evaluation.standards, evaluation.facts)
        return level_result(ruleset.levels, standing), standing
    low, high = map(plain, bounds_of(ruleset, item))
    truth, score = (Truth.TRUE, (high, high)) if met else (Truth.FALSE, (low, low))
    changed = evolve(
        now,
        met={**now.met, item_id: truth},
        partly={**now.partly, item_id: truth},
        score={**now.score, item_id: score},
        answered=frozenset({*now.answered, item_id}),
    )
    standing, _ = rerun_program(evaluation.program, now, changed, item_id)
    return level_result(ruleset.levels, standing), standing


def _chosen(ruleset: Ruleset, item_id: str, *, last: bool) -> Answer:
    scale = ruleset.scaled_items.get(item_id)
    if scale is None:
        return Answer(Status.MET if last else Status.UNMET)
    return Answer(value=scale.answers[-1 if last else 0].id)


def level_result(ladder: Sequence[Level], standing: Standing) -> LevelResult:
    """Where a standing is on a ladder."""
    reached = possible = _MARK(0, None)
    for level in ladder:
        truth = standing.level[level.id]
        mark = _MARK(level.rank, level.id)
        if truth is Truth.TRUE:
            reached = mark
        if truth is not Truth.FALSE:
            possible = mark
    next_level = ladder[min(reached.rank, len(ladder) - 1)]
    return LevelResult(reached, possible, _MARK(next_level.rank, next_level.id))


def _series(ruleset: Ruleset, standing: Standing) -> dict[str, LevelResult]:
    return {name: level_result(series.levels, standing) for name, series in ruleset.series.items()}


_NO_SERIES: dict[str, LevelResult] = {}


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
    if not measures:
        return ()
    return tuple(name for name, value in standing.measure.items() if value is None and measures[name].shown)


def _coverage(ruleset: Ruleset, answers: Mapping[str, Answer], on: date) -> dict[str, Coverage]:
    scales = ruleset.scaled_items
    return {element: _covered(items, answers, on, scales) for element, items in ruleset.counted_items.items()}


def _covered(items: Sequence[str], answers: Mapping[str, Answer], on: date, scales: Mapping[str, Scale]) -> Coverage:
    given = [answers[item] for item in items if item in answers]
    if not given:
        return _COVERAGE(unanswered=len(items))
    statuses = [answer.status for answer in given if answer.on is None or answer.on <= on]
    if scales:
        statuses += [
            scales[item].statuses[answer.value]
            for item, answer in zip((item for item in items if item in answers), given, strict=True)
            if answer.value is not None and item in scales and (answer.on is None or answer.on <= on)
        ]
    met, partial, unmet, not_applicable = map(statuses.count, _COUNTED)
    return _COVERAGE(met, partial, unmet, not_applicable, len(items) - met - partial - unmet - not_applicable)


_COUNTED = (Status.MET, Status.PARTIAL, Status.UNMET, Status.NOT_APPLICABLE)
# Few values come up again and again, and a look-up is cheaper than another object.
_COVERAGE = lru_cache(maxsize=4096)(Coverage)
_MARK = lru_cache(maxsize=256)(LevelMark)
