"""The cheapest way to a level: its steps, what they cost, who can act, when; and what else would do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve, field, frozen

from connecteur_core.assessment.offers import Offer
from connecteur_core.diagnostics import ConnecteurError, Diagnostic
from connecteur_core.evaluation.evaluation import Evaluation
from connecteur_core.evaluation.policies import Policy
from connecteur_core.messages import message
from connecteur_core.model.ruleset import Level
from connecteur_core.planning.choosing import Chosen, choose_moves
from connecteur_core.planning.costs import Cost, Costs, default_costs
from connecteur_core.planning.problem import PlanProblem, state_problem
from connecteur_core.planning.quarters import Slot
from connecteur_core.planning.steps import Step, steps_of

SECONDS = 30.0
"""How long the search may take, unless said otherwise."""


class UnplannablePolicy(ConnecteurError):
    """A plan was asked for under a policy where others than the incubator decide."""


@frozen(eq=False)
class Alternative:
    """Another way to the level.

    Attributes:
        cost: in points.
        steps: as of the plan, without dates.
        only_here: ids of steps that the plan does not have.
        cheaper_by: by how many points those would have to be cheaper to draw level; cheaper still, and this way wins.
    """

    cost: int
    steps: tuple[Step, ...]
    only_here: tuple[str, ...]
    cheaper_by: int


@frozen(eq=False)
class Plan:
    """What was found.

    Attributes:
        level: where to.
        costs: what it was reckoned with.
        cost: in points; None when no plan was found.
        total: the same in effort, money and weeks of work.
        proved: whether no better answers are cheaper (or, without a plan, that nothing reaches the level).
        at_least: what any plan costs at least, where the cheapest is not proved.
        without: what, if it were not there, would let the level be reached: "exclude", "budget", "needs", "dates".
        unsolved: why something was not decided: "solver" (not installed), "time", "size", or, without a plan, what
            else might reach the level: "justify", "applies", "skip" or "policy", as in `not_tried`; None = all was
            decided.
        not_tried: ways that are no better answers and were left alone, and what they are about (see `PlanProblem`).
    """

    evaluation: Evaluation
    level: Level
    costs: Costs
    steps: tuple[Step, ...] = ()
    cost: int | None = None
    total: Cost = field(factory=Cost)
    proved: bool = False
    at_least: int = 0
    alternatives: tuple[Alternative, ...] = ()
    schedule: Mapping[str, Slot] = field(factory=dict)
    without: tuple[str, ...] = ()
    unsolved: str | None = None
    not_tried: Mapping[str, tuple[str, ...]] = field(factory=dict)


def find_plan(
    evaluation: Evaluation,
    *,
    to: str | None = None,
    costs: Costs | None = None,
    offers: Sequence[Offer] = (),
    priorities: Sequence[str] = (),
    alternatives: int = 0,
    seconds: float = SECONDS,
) -> Plan:
    """The cheapest set of steps after which a level is certain.

    Args:
        evaluation: where the incubator stands, and by which policy.
        to: id or rank of the level; by default the one in progress.
        costs: what steps cost and what to keep to; the shipped ones by default.
        offers: what partners bring; it costs the incubator nothing.
        priorities: ids of elements whose steps come first; of plans of equal cost nothing else changes.
        alternatives: how many other ways to look for, cheapest first.
        seconds: how long to search.

    Raises:
        UnknownName: there is no such level.
        UnplannablePolicy: under the policy `label`, where a jury's findings decide, which nobody can plan.
    """
    ruleset = evaluation.ruleset
    if evaluation.standards.policy is Policy.LABEL:
        advice = message("plan under the policy `evidenced`, for what a jury wants to see")
        raise UnplannablePolicy(Diagnostic("CX345", message("a jury's findings cannot be planned"), help=advice))
    rank = evaluation.level.in_progress.rank if to is None else ruleset.rank_of(to)
    level = next(known for known in ruleset.levels if known.rank == rank)
    costs = costs or default_costs()
    start = costs.own.start or evaluation.on
    standing = [offer for offer in offers if offer.holds(start)]
    taken_over = frozenset(offer.item for offer in standing)
    problem = state_problem(evaluation, level.id, costs, taken_over)
    chosen = choose_moves(problem, priorities, alternatives=alternatives, seconds=seconds)
    # What the test of a plugin's policy takes for cheaper answers, only it knows.
    knows = not chosen.proved or "policy" not in problem.not_tried
    plan = Plan(
        evaluation,
        level,
        costs,
        proved=chosen.proved and knows,
        at_least=chosen.at_least,
        unsolved=chosen.unsolved if knows else "policy",
        not_tried=problem.not_tried,
    )
    if not chosen.choices:
        return _without_plan(plan, problem, priorities, seconds) if chosen.proved else plan
    best = chosen.choices[0]
    steps = steps_of(problem, best.moves, priorities, offers)
    others = [(one.cost, steps_of(problem, one.moves, priorities, offers)) for one in chosen.choices[1:]]
    return evolve(
        plan,
        steps=steps,
        cost=best.cost,
        total=_total(steps),
        alternatives=tuple(_alternative(steps, best.cost, cost, other) for cost, other in others),
        schedule=chosen.schedule,
    )


def _without_plan(plan: Plan, problem: PlanProblem, priorities: Sequence[str], seconds: float) -> Plan:
    """No better answers will do: whether something else might, and what stands in the way."""
    without, other = tuple(_relaxations(problem, priorities, seconds)), problem.other_way()
    if other is None:
        return evolve(plan, without=without)
    return evolve(
        plan, without=without, proved=False, unsolved=other[0], not_tried={**plan.not_tried, other[0]: other[1]}
    )


def _alternative(steps: tuple[Step, ...], best: int, cost: int, other: tuple[Step, ...]) -> Alternative:
    known = {(step.item, step.move.word) for step in steps}
    only = tuple(step.item for step in other if (step.item, step.move.word) not in known)
    return Alternative(cost, other, only, cost - best)


def _total(steps: Sequence[Step]) -> Cost:
    total = Cost()
    for step in steps:
        total = total.plus(step.takes)
    return total


def _relaxations(problem: PlanProblem, priorities: Sequence[str], seconds: float) -> Iterator[str]:
    """What stands in the way, one by one: without it there is a plan."""
    own = problem.costs.own
    undated = {name: evolve(figures, earliest=None, latest=None) for name, figures in own.items.items()}
    looser = {
        "exclude": evolve(own, exclude=()),
        "not_applicable": evolve(own, reconsider=True),
        "budget": evolve(own, budget=type(own.budget)()),
        "needs": evolve(own, needs={}),
        "dates": evolve(own, items=undated, finish=None),
    }
    for name, relaxed in looser.items():
        other = state_problem(problem.evaluation, problem.level, evolve(problem.costs, own=relaxed))
        found: Chosen = choose_moves(other, priorities, alternatives=0, seconds=min(seconds, 5.0))
        if found.choices:
            yield name
