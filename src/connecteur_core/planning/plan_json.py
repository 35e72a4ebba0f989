"""A plan as plain data (format `connecteur-plan/1`)."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import asdict

from connecteur_core.assessment.offers import Offer
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.model.status import Status
from connecteur_core.planning.costs import Cost
from connecteur_core.planning.plan import Alternative, Plan
from connecteur_core.planning.steps import Step
from connecteur_core.rulesets.locales import load_locale


def plan_to_json(plan: Plan, lang: str = "en") -> dict[str, object]:
    """The plan with its alternatives; `cost` is null when there is no plan."""
    evaluation = plan.evaluation
    texts = load_locale(evaluation.ruleset, lang).texts
    return {
        "format": "connecteur-plan/1",
        "ruleset": {"id": evaluation.ruleset.id, "version": evaluation.ruleset.version},
        "policy": evaluation.policy,
        "on": evaluation.on.isoformat(),
        "to": plan.level.id,
        "cost": plan.cost,
        "optimal": plan.proved,
        "at_least": None if plan.proved else plan.at_least,
        "unsolved": plan.unsolved,
        "not_tried": {name: list(about) for name, about in plan.not_tried.items()},
        "weights": asdict(plan.costs.weights),
        "total": _takes(plan.total),
        "steps": [_step(plan, step, texts) for step in plan.steps],
        "alternatives": [_alternative(one) for one in plan.alternatives],
        "without": list(plan.without),
    }


def status_word(status: Status | None) -> str:
    """A status as files and JSON name it."""
    return "unanswered" if status is None else status.value


def _step(plan: Plan, step: Step, texts: Mapping[str, str]) -> dict[str, object]:
    ruleset = plan.evaluation.ruleset
    slot = plan.schedule.get(step.item)
    return {
        **_short(step),
        "text": texts[step.item],
        **_takes(step.takes),
        "evidence": ruleset.demand_of(ruleset.items[step.item]).value if step.move.supports else None,
        "begins": str(slot.begins) if slot else None,
        "ends": str(slot.ends) if slot else None,
        "after": list(step.after),
        "by": ruleset.items[step.item].by.value,
        "who": [{"id": name, "role": ruleset.items[name].role, "text": texts[name]} for name in step.actors],
        "offers": [offer_to_json(offer) for offer in step.offers],
        "actions": [_action(ruleset, name, cost, texts) for name, cost in step.actions.items()],
        "shared": list(step.shared),
        "elements": list(step.elements),
        "practices": list(step.practices),
    }


def _short(step: Step) -> dict[str, object]:
    return {
        "id": step.item,
        "from": status_word(step.move.before),
        "to": "answered" if step.move.only_answers else step.move.word,
        "cost": step.cost,
    }


def _action(ruleset: Ruleset, name: str, cost: Cost, texts: Mapping[str, str]) -> dict[str, object]:
    return {"id": name, "text": texts[name], **_takes(cost), "by": ruleset.items[name].by.value}


def _takes(cost: Cost) -> dict[str, int]:
    return {"effort": cost.effort, "money": cost.money, "time": cost.time}


def offer_to_json(offer: Offer) -> dict[str, object]:
    """An offer with its days."""
    return {
        "item": offer.item,
        "partner": offer.partner,
        "on": offer.on.isoformat() if offer.on else None,
        "until": offer.until.isoformat() if offer.until else None,
    }


def _alternative(one: Alternative) -> dict[str, object]:
    return {
        "cost": one.cost,
        "steps": [_short(step) for step in one.steps],
        "only_here": list(one.only_here),
        "cheaper_by": one.cheaper_by,
    }
