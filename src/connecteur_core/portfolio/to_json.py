"""A portfolio and changes as plain data (formats `connecteur-comparison/1` and `connecteur-changes/1`)."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import asdict

from connecteur_core.evaluation.evaluation import Evaluation
from connecteur_core.evaluation.result_json import mark_to_json
from connecteur_core.portfolio.changes import Change, Changes
from connecteur_core.portfolio.compare import Comparison, Portfolio, Standing
from connecteur_core.portfolio.matching import Assignment, Need


def portfolio_to_json(
    portfolio: Portfolio, lang: str = "en", *, assignments: Sequence[Assignment] = ()
) -> dict[str, object]:
    """All incubators by ruleset, their sums, and what could not be compared.

    Args:
        portfolio: what was compared.
        lang: language of the findings.
        assignments: who gets what, for each comparison; none unless asked for.
    """
    comparisons = [_comparison(one) for one in portfolio.comparisons]
    for document, assignment in zip(comparisons, assignments, strict=False):
        document["assignment"] = _assignment(assignment)
    return {
        "format": "connecteur-comparison/1",
        "name": portfolio.name,
        "on": portfolio.on.isoformat(),
        "policy": portfolio.policy,
        "rulesets": comparisons,
        "left_out": [finding.to_json(lang) for finding in portfolio.left_out],
    }


def _comparison(comparison: Comparison) -> dict[str, object]:
    statuses, blocks = comparison.statuses(), dict(comparison.blocks())
    return {
        "id": comparison.ruleset.id,
        "version": comparison.ruleset.version,
        "incubators": [_standing(one) for one in comparison.standings],
        "levels": [
            {"id": name, "reached": reached, "possible": possible} for name, reached, possible in comparison.levels()
        ],
        "criteria": [{"id": line, **counts, "blocks": blocks.get(line, 0)} for line, counts in statuses.items()],
        "coverage": {element: asdict(counts) for element, counts in comparison.coverage().items()},
        "contributions": [asdict(supply) for supply in comparison.supplies()],
    }


def _assignment(assignment: Assignment) -> dict[str, object]:
    return {
        "fair": assignment.fair,
        "blocking": assignment.blocking,
        "given": [
            {**_need(need), "partner": offer.partner, "offer": offer.item, "note": offer.note}
            for need, offer in assignment.given
        ],
        "left": [_need(need) for need in assignment.left],
    }


def _need(need: Need) -> dict[str, object]:
    return {
        "file": str(need.incubator.file),
        "name": need.incubator.name,
        "items": list(need.items),
        "blocking": need.blocking,
    }


def _standing(one: Standing) -> dict[str, object]:
    return {
        "file": str(one.file),
        "name": one.name,
        "made_up": one.made_up,
        "level": {
            "reached": mark_to_json(one.level.reached),
            "possible": mark_to_json(one.level.possible),
            "in_progress": mark_to_json(one.level.in_progress),
        },
        "criteria": dict(one.criteria),
        **({"settled": sorted(one.settled)} if one.settled else {}),
        "blocks": list(one.blocks),
        "coverage": {element: asdict(counts) for element, counts in one.coverage.items()},
        "needs": list(one.needs),
        "received": list(one.received),
        "promised": list(one.promised),
    }


def changes_to_json(changes: Changes) -> dict[str, object]:
    """Both states in short, and what differs."""
    return {
        "format": "connecteur-changes/1",
        "before": _state(changes.before),
        "after": _state(changes.after),
        "criteria": [_change(change) for change in changes.criteria],
        "answers": [_change(change) for change in changes.answers],
        "evidence": dict(changes.evidence),
    }


def _state(evaluation: Evaluation) -> dict[str, object]:
    return {
        "ruleset": {"id": evaluation.ruleset.id, "version": evaluation.ruleset.version},
        "on": evaluation.on.isoformat(),
        "policy": evaluation.policy,
        "level": {
            "reached": mark_to_json(evaluation.level.reached),
            "possible": mark_to_json(evaluation.level.possible),
        },
    }


def _change(change: Change) -> dict[str, str]:
    return {"id": change.id, "before": change.before, "after": change.after}
