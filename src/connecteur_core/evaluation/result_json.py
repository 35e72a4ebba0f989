"""An evaluation as the JSON of DESIGN §7 (format `connecteur-result/1`)."""

from __future__ import annotations

from connecteur_core.evaluation.evaluation import Coverage, Evaluation, LevelMark
from connecteur_core.evaluation.explanation import interval_to_json
from connecteur_core.messages import message
from connecteur_core.model.overlay import references_of, standing_on, stricter_owner
from connecteur_core.model.ruleset import Ruleset


def result_to_json(evaluation: Evaluation, lang: str = "en") -> dict[str, object]:
    """Everything an evaluation found, as plain data; texts in `lang`."""
    level = evaluation.level
    return {
        "format": "connecteur-result/1",
        "ruleset": ruleset_to_json(evaluation.ruleset),
        "policy": evaluation.policy,
        "on": evaluation.on.isoformat(),
        "notice": notice(evaluation, lang),
        "level": {
            name: {**mark_to_json(mark), **_asked_by(evaluation, mark)}
            for name, mark in (
                ("reached", level.reached),
                ("possible", level.possible),
                ("in_progress", level.in_progress),
            )
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
        "scores": {name: interval_to_json(interval) for name, interval in evaluation.scores.items()},
    }


def notice(evaluation: Evaluation, lang: str) -> str:
    """What every result says of itself (A14): by which rules, on which day, and that it is no label."""
    return message(
        "Self-assessment, not a label. Ruleset {ruleset}, policy {policy}, {day}.",
        ruleset=standing_on(evaluation.ruleset),
        policy=evaluation.policy,
        day=evaluation.on.isoformat(),
    ).text(lang)


def ruleset_to_json(ruleset: Ruleset) -> dict[str, object]:
    """A ruleset by id and version; one made by an overlay also says whose it is and what it extends."""
    shown: dict[str, object] = {"id": ruleset.id, "version": ruleset.version}
    if ruleset.overlay is not None:
        shown |= {"owner": ruleset.overlay.owner, "extends": list(references_of(ruleset)[1:])}
    return shown


def _asked_by(evaluation: Evaluation, mark: LevelMark) -> dict[str, object]:
    """The overlay by which a level asks for more than that of the same id in the base."""
    stricter = stricter_owner(evaluation.ruleset, mark.rank)
    return {} if stricter is None else {"stricter_by": stricter.reference}


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
