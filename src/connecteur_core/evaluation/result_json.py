"""An evaluation as the JSON of DESIGN §7 (format `connecteur-result/1`)."""

from __future__ import annotations

from connecteur_core.backends.python_runtime import Interval
from connecteur_core.evaluation.evaluation import Coverage, Evaluation, LevelMark
from connecteur_core.evaluation.explanation import interval_to_json
from connecteur_core.messages import message


def result_to_json(evaluation: Evaluation, lang: str = "en") -> dict[str, object]:
    """Everything an evaluation found, as plain data; texts in `lang`."""
    level = evaluation.level
    return {
        "format": "connecteur-result/1",
        "ruleset": {"id": evaluation.ruleset.id, "version": evaluation.ruleset.version},
        "policy": evaluation.policy,
        "on": evaluation.on.isoformat(),
        "notice": notice(evaluation, lang),
        "level": {
            "reached": mark_to_json(level.reached),
            "possible": mark_to_json(level.possible),
            "in_progress": mark_to_json(level.in_progress),
        },
        "criteria": [
            {
                "id": criterion.id,
                "level": criterion.level,
                "status": criterion.status,
                "computed": criterion.computed,
                "because": list(criterion.because),
                "missing": list(criterion.missing),
            }
            for criterion in evaluation.criteria.values()
        ],
        "coverage": {element: _counts(coverage) for element, coverage in evaluation.coverage.items()},
        "flags": [
            {"code": flag.code, "message": flag.message.text(lang), "items": list(flag.items)}
            for flag in evaluation.flags
        ],
        "scores": {
            **{name: _score(evaluation, name, interval) for name, interval in evaluation.scores.items()},
            **{name: {"low": None, "high": None} for name in evaluation.without_value},
        },
    }


def _score(evaluation: Evaluation, name: str, interval: Interval) -> dict[str, object]:
    """A score exactly; where the ruleset rounds, also as it is shown."""
    rounding = evaluation.ruleset.rounding
    if rounding is None:
        return {**interval_to_json(interval)}
    low, high = evaluation.shown_score(name)
    return {**interval_to_json(interval), "shown": {"low": low, "high": high}}


def notice(evaluation: Evaluation, lang: str) -> str:
    """What every result says of itself (A14): by which rules, on which day, and that it is no label."""
    return message(
        "Self-assessment, not a label. Ruleset {ruleset}, policy {policy}, {day}.",
        ruleset=evaluation.ruleset.reference,
        policy=evaluation.policy,
        day=evaluation.on.isoformat(),
    ).text(lang)


def mark_to_json(mark: LevelMark) -> dict[str, object]:
    """A level by id and rank."""
    return {"id": mark.id, "rank": mark.rank}


def _counts(coverage: Coverage) -> dict[str, int]:
    return {
        "met": coverage.met,
        "partial": coverage.partial,
        "unmet": coverage.unmet,
        "not_applicable": coverage.not_applicable,
        "unanswered": coverage.unanswered,
        "total": coverage.total,
    }
