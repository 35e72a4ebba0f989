"""Moves put into order as steps: what each takes, what it waits for, who can act, what helps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import field, frozen

from connecteur_core.assessment.offers import Offer
from connecteur_core.evaluation.blocks import elements_behind
from connecteur_core.model.item import Item
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.planning.costs import Cost
from connecteur_core.planning.moves import Move
from connecteur_core.planning.problem import PlanProblem
from connecteur_core.planning.quarters import Task


@frozen(eq=False)
class Step:
    """One answer to improve.

    Attributes:
        move: which answer becomes what.
        cost: in points; each action counts with the first step that rests on it.
        takes: effort and money likewise; time is its own and that of the longest of its actions.
        actions: what each open action counted here takes.
        shared: ids of actions behind it that an earlier step has counted.
        after: ids of steps that come before it, since the costs say so or since it rests on actions counted there.
        elements: ids of the elements that bring it about.
        actors: ids of those who lead, act or advise there.
        practices: ids of good practices there.
        offers: what partners bring towards it.
    """

    move: Move
    cost: int
    takes: Cost
    actions: Mapping[str, Cost] = field(factory=dict)
    shared: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    practices: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()

    @property
    def item(self) -> str:
        """The item answered."""
        return self.move.item


def steps_of(
    problem: PlanProblem, moves: Sequence[int], priorities: Sequence[str], offers: Sequence[Offer]
) -> tuple[Step, ...]:
    """The steps of a set of moves: what others wait for first, then priorities, then level by level.

    Args:
        problem: what the moves belong to.
        moves: places of the moves; of those of one item the last counts.
        priorities: ids of elements whose steps come first.
        offers: what partners bring.
    """
    last = {problem.moves[place].item: problem.moves[place] for place in moves}
    paid: dict[str, str] = {}
    steps = []
    for move, after in _in_order(problem, list(last.values()), priorities):
        new = {name: problem.actions[name] for name in move.actions if name not in paid}
        # What an earlier step has counted is done with that step.
        payers = (paid[name] for name in move.actions if name in paid)
        steps.append(_step(problem, move, new, tuple(dict.fromkeys((*after, *payers))), offers))
        paid |= dict.fromkeys(new, move.item)
    return tuple(steps)


def tasks_of(problem: PlanProblem, steps: Sequence[Step]) -> list[Task]:
    """The steps as tasks to be scheduled."""
    found = []
    for step in steps:
        figures = problem.costs.own.items.get(step.item)
        found.append(
            Task(
                step.item,
                step.takes.effort,
                step.takes.money,
                step.takes.time,
                earliest=figures.earliest if figures else None,
                latest=figures.latest if figures else None,
                after=step.after,
            )
        )
    return found


def _step(
    problem: PlanProblem, move: Move, actions: Mapping[str, Cost], after: tuple[str, ...], offers: Sequence[Offer]
) -> Step:
    ruleset = problem.evaluation.ruleset
    elements = elements_of(ruleset, move.item)
    around = [item for item in ruleset.items.values() if item.element in elements]
    costs = list(actions.values())
    return Step(
        move=move,
        cost=problem.points(move.cost) + sum(problem.points(cost) for cost in costs),
        takes=Cost(
            effort=move.cost.effort + sum(cost.effort for cost in costs),
            money=move.cost.money + sum(cost.money for cost in costs),
            time=move.cost.time + max((cost.time for cost in costs), default=0),
        ),
        actions=actions,
        shared=tuple(name for name in move.actions if name not in actions),
        after=after,
        elements=elements,
        actors=tuple(item.id for item in around if item.role is not None),
        practices=tuple(item.id for item in around if item.organisations),
        offers=tuple(offer for offer in offers if offer.item in _helping(ruleset, move.item)),
    )


def elements_of(ruleset: Ruleset, item_id: str) -> tuple[str, ...]:
    """The elements that bring an item about: those it rests on, its own, or those of what it is a part of."""
    item = ruleset.items[item_id]
    own = (item.element,) if item.element is not None else ()
    found = elements_behind(ruleset, item) or own
    return found if found or item.part_of is None else elements_of(ruleset, item.part_of)


def _helping(ruleset: Ruleset, item_id: str) -> set[str]:
    """Items whose contribution helps an item: itself, what lies behind it, and what says the same."""
    near = {item_id, *(item.id for item in ruleset.items_behind(ruleset.items[item_id]))}
    return near | {other for name in near for other in ruleset.items[name].same_as}


def _in_order(
    problem: PlanProblem, moves: Sequence[Move], priorities: Sequence[str]
) -> Iterator[tuple[Move, tuple[str, ...]]]:
    ruleset = problem.evaluation.ruleset
    ranks = {level.id: level.rank for level in ruleset.levels}
    place = {name: number for number, name in enumerate(ruleset.items)}

    def urgency(move: Move) -> tuple[bool, int, int]:
        elements = elements_of(ruleset, move.item)
        level = ruleset.items[move.item].level
        return not set(elements) & set(priorities), ranks.get(level or "", 0), place[move.item]

    waiting = sorted(moves, key=urgency)
    before = {move.item: tuple(_before(problem, move, waiting)) for move in waiting}
    while waiting:
        open_ = {move.item for move in waiting}
        # Elements that wait for each other would wait for ever; then the most urgent goes first.
        ready = next((move for move in waiting if not open_ & set(before[move.item])), waiting[0])
        waiting.remove(ready)
        yield ready, tuple(name for name in before[ready.item] if name not in open_)


def _before(problem: PlanProblem, move: Move, others: Sequence[Move]) -> Iterator[str]:
    """The steps that come before one: the items it needs, and the steps of the elements it needs."""
    ruleset, needs = problem.evaluation.ruleset, problem.needs_of(move.item)
    own = set(elements_of(ruleset, move.item))
    if not needs:
        return
    for other in others:
        item: Item = ruleset.items[other.item]
        elements = set(elements_of(ruleset, other.item))
        named = other.item in needs or item.part_of in needs
        if other is not move and (named or (elements & set(needs) and not elements & (own - set(needs)))):
            yield other.item
