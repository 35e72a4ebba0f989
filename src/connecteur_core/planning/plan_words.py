"""How sure a plan is, and what it left alone, in sentences for whoever has to decide by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from connecteur_core.messages import Message, message
from connecteur_core.planning.plan import Plan

_NOT_FOUND: Mapping[str, Message] = {
    "solver": message('No plan was found without the solver; there may be one: pip install "connecteur[prove]".'),
    "time": message("No plan was found in the time given (--timeout); there may be one."),
    "size": message("No plan was found; there may be one. A rule counts in too many ways at once for the solver."),
}
_NOT_CHEAPEST: Mapping[str, Message] = {
    "solver": message('not proved the cheapest, which needs the solver: pip install "connecteur[prove]"'),
    "time": message("not proved the cheapest in the time given (--timeout)"),
    "size": message("not proved the cheapest: a rule counts in too many ways at once for the solver"),
    "policy": message("not proved the cheapest: the policy has a test of its own"),
}
_WITHOUT: Mapping[str, Message] = {
    "exclude": message("There would be one without what you will not do (`exclude`)."),
    "not_applicable": message("There would be one if answers “not applicable” could change (`reconsider`)."),
    "budget": message("There would be one with a larger budget."),
    "needs": message("There would be one without what builds on what (`needs`)."),
    "dates": message("There would be one without the days that limit it."),
}


def no_plan_words(plan: Plan) -> Iterator[Message]:
    """Why there is no plan, whether something else might reach the level, and what stands in the way."""
    if plan.proved:
        yield message("There is no plan that keeps to all that was asked: this is proved.")
    elif plan.unsolved is not None and plan.unsolved in plan.not_tried:
        yield message("No better answers that keep to all that was asked reach the level.")
        yield _other_way(plan.unsolved, plan.not_tried[plan.unsolved])
    else:
        yield _NOT_FOUND[plan.unsolved or "time"]
    yield from (_WITHOUT[name] for name in plan.without)


def certainty(plan: Plan) -> Message:
    """Whether a plan is proved the cheapest, and if not, why, and what any plan costs at least."""
    if plan.proved:
        return message("Proved: no set of steps costs less. Costs are estimates of yours or of connecteur.")
    reason = _NOT_CHEAPEST[plan.unsolved or "time"]
    return message("{reason}; any plan costs at least {points}.", reason=reason, points=plan.at_least)


def left_alone(plan: Plan) -> Iterator[Message]:
    """What else would do or could change, and is not planned."""
    for way, about in plan.not_tried.items():
        if way != "policy":
            yield _other_way(way, about)


def _other_way(way: str, about: tuple[str, ...]) -> Message:
    names = ", ".join(about)
    match way:
        case "justify":
            return message(
                "Not looked at: these lines are asked for as “should”, so that an answer which is not met will do, "
                "too, with a note that says why: {names}.",
                names=names,
            )
        case "applies":
            return message(
                "Not looked at: which questions apply may change with these answers, which a plan leaves as they are: "
                "{names}.",
                names=names,
            )
        case "skip":
            return message(
                "Not looked at: answers “not applicable”, which would have to be true, and with a reason where one is "
                "asked for: {names}.",
                names=names,
            )
        case _:
            return message(
                "Not looked at: the policy {names} has a test of its own, which other answers may pass.", names=names
            )
