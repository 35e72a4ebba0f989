"""An evaluation as the JSON of DESIGN §7 (format `connecteur-result/1`)."""

from __future__ import annotations

from connecteur_core.backends.python_runtime import Interval
from connecteur_core.evaluation.evaluation import Coverage, CriterionResult, Evaluation, LevelMark
from connecteur_core.evaluation.explanation import interval_to_json
from connecteur_core.evaluation.policies import policy_text
from connecteur_core.evaluation.progress import progress_by_level
from connecteur_core.messages import message
from connecteur_core.model.obligation import Obligation
from connecteur_core.model.overlay import references_of, standing_on, stricter_owner
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.truth import Truth


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
                **settled_to_json(criterion),
                "computed": criterion.computed,
                **_obligation(criterion),
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
        **_further(evaluation),
    }


def settled_to_json(criterion: CriterionResult) -> dict[str, str]:
    """For a line that counts as met without being met: by what it is settled, and the answer given."""
    settlement = criterion.settlement
    if settlement is None:
        return {}
    given = {} if settlement.given is None else {"answer": settlement.given}
    return {"settled_by": settlement.by.value, **given}


def _obligation(criterion: CriterionResult) -> dict[str, str]:
    obligation = criterion.line.obligation
    return {} if obligation is Obligation.MUST else {"obligation": obligation.value}


def _further(evaluation: Evaluation) -> dict[str, object]:
    """What only some rulesets have: further ladders, and how far each level has come."""
    found: dict[str, object] = {}
    if evaluation.series:
        found["series"] = {
            name: {
                "reached": mark_to_json(level.reached),
                "possible": mark_to_json(level.possible),
                "levels": {
                    one.id: _TRUTH_WORDS[evaluation.standing.level[one.id]]
                    for one in evaluation.ruleset.series[name].levels
                },
            }
            for name, level in evaluation.series.items()
        }
    if evaluation.ruleset.rounding is not None:
        found["progress"] = {
            level: {**_exactly(progress.exact), "shown": {"low": progress.low, "high": progress.high}}
            for level, progress in progress_by_level(evaluation).items()
        }
    if evaluation.postures:
        found["postures"] = {name: _in_short(one) for name, one in evaluation.postures.items()}
        found["gaps"] = [{"id": gap.item, "present": gap.present, "target": gap.target} for gap in evaluation.gaps]
    if evaluation.teams:
        found["teams"] = {name: _in_short(one) for name, one in evaluation.teams.items()}
        found["team_means"] = {name: _exactly(mean) for name, mean in evaluation.team_means.items()}
    return found


def _in_short(evaluation: Evaluation) -> dict[str, object]:
    """The levels and scores of other answers."""
    level = evaluation.level
    return {
        "level": {"reached": mark_to_json(level.reached), "possible": mark_to_json(level.possible)},
        "scores": {name: _score(evaluation, name, interval) for name, interval in evaluation.scores.items()},
    }


_TRUTH_WORDS = {Truth.TRUE: "reached", Truth.FALSE: "out_of_reach", Truth.UNKNOWN: "possible"}


def _score(evaluation: Evaluation, name: str, interval: Interval) -> dict[str, object]:
    """A score exactly; where the ruleset rounds, also as it is shown."""
    rounding = evaluation.ruleset.rounding
    if rounding is None:
        return _exactly(interval)
    low, high = evaluation.shown_score(name)
    return {**_exactly(interval), "shown": {"low": low, "high": high}}


def _exactly(interval: Interval) -> dict[str, object]:
    """An interval as texts that lose nothing, such as `200/13`, with decimals near them for programs."""
    low, high = map(float, interval)
    return {**interval_to_json(interval), "decimal": {"low": low, "high": high}}


def notice(evaluation: Evaluation, lang: str) -> str:
    """What every result says of itself (A14): by which rules, on which day, and that it is no label."""
    return message(
        "Self-assessment, not a label. Ruleset {ruleset}, policy {policy}, {day}.",
        ruleset=standing_on(evaluation.ruleset),
        policy=policy_text(evaluation.policy),
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
