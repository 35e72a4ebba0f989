"""What should hold of every ruleset, whatever an incubator answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property, partial
from itertools import combinations

import z3
from attrs import field, frozen

from connecteur_core.backends.interval_formulas import TooLarge
from connecteur_core.backends.kleene_formulas import Formula, Kleene, all_of
from connecteur_core.backends.program import items_read
from connecteur_core.backends.rule_solver import ItemFormulas, RulesetFormulas, encode_ruleset
from connecteur_core.evaluation.policies import Policy
from connecteur_core.messages import message
from connecteur_core.model.item import State
from connecteur_core.model.ruleset import Level
from connecteur_core.proofs.answer_formulas import AnswerSpace, completes, improves, same_answers
from connecteur_core.proofs.assessment_example import assessment_toml
from connecteur_core.proofs.by_structure import (
    free_truths,
    narrow_together,
    rise_together,
    rules_taken_for_granted,
)
from connecteur_core.proofs.line_groups import Binding, LineGroups, bindings_needed, is_cumulative
from connecteur_core.proofs.question import SECONDS, NotDecided, Question, Refuted
from connecteur_core.rulesets.checker import CheckedRuleset

_Side = tuple[str, Policy]
_SIDES: tuple[_Side, ...] = tuple((name, policy) for name in ("before", "after") for policy in Policy)

_TOO_LARGE = message("a rule counts in too many ways at once for the solver")


def ruleset_questions(checked: CheckedRuleset) -> Iterator[Question]:
    """All questions about a ruleset."""
    asked = _Solving(checked)
    for policy in Policy:
        for level in checked.ruleset.every_level.values():
            name = f"{level.id}, {policy.value}"
            yield Question("monotone", name, partial(asked.falls, level, policy))
            yield Question("settled", name, partial(asked.flips, level, policy))
    for level in checked.ruleset.every_level.values():
        for lenient, strict in combinations(Policy, 2):
            name = f"{level.id}, {lenient.value} and {strict.value}"
            yield Question("policies ordered", name, partial(asked.stricter_is_higher, level, lenient, strict))
    for level in checked.ruleset.every_level.values():
        yield Question("reachable", level.id, partial(asked.out_of_reach, level))
    for level in checked.ruleset.every_level.values():
        for line in checked.criteria[level.id]:
            if not is_cumulative(checked, line):
                yield Question("line matters", line, partial(asked.follows, level, line))
    for item in deciding_items(checked):
        yield Question("answer matters", item, partial(asked.idle, item))


def deciding_items(checked: CheckedRuleset) -> tuple[str, ...]:
    """The answered items that should matter: those of kinds that decide, and those that rules of lines read."""
    read = set(items_read(checked))
    ruleset = checked.ruleset
    return tuple(
        name
        for name, item in ruleset.answered_items.items()
        if name in read or (ruleset.kind_of(item).decides and item.state is State.CURRENT)
    )


def guidance_items(checked: CheckedRuleset) -> tuple[str, ...]:
    """The answered items that no level rests on, as their kind declares."""
    deciding = set(deciding_items(checked))
    return tuple(name for name in checked.ruleset.answered_items if name not in deciding)


def _solve(formulas: Iterable[Formula], seconds: float) -> Formula | None:
    """What satisfies all formulas; None = nothing does."""
    solver = z3.SolverFor("QF_FD")
    solver.set("timeout", max(1, int(seconds * 1000)))
    solver.add(*formulas)
    answer = solver.check()
    if answer == z3.unknown:
        raise NotDecided(message("not decided in {seconds} s", seconds=f"{seconds:g}"))
    return solver.model() if answer == z3.sat else None


@frozen(eq=False)
class _Asked:
    """A level seen from two sides, each some answers under a policy: what holds between them, and what would be wrong.

    Attributes:
        between: how some answers of the two sides are related.
        lemmas: what follows from that for rules taken for granted.
        wrong: the formula that should never hold of the level's two truths.
    """

    name: str
    one: _Side
    two: _Side
    between: Callable[[AnswerSpace, AnswerSpace, AbstractSet[str]], Formula]
    lemmas: Callable[[Mapping[str, ItemFormulas], Mapping[str, ItemFormulas]], Iterator[Formula]]
    wrong: Callable[[Kleene, Kleene], Formula]


@frozen(eq=False, slots=False)
class _Solving:
    checked: CheckedRuleset
    _right: dict[tuple[object, ...], bool] = field(factory=dict)

    @cached_property
    def before(self) -> AnswerSpace:
        return AnswerSpace(self.checked, "before ")

    @cached_property
    def after(self) -> AnswerSpace:
        return AnswerSpace(self.checked, "after ")

    @cached_property
    def _formulas(self) -> Mapping[tuple[str, Policy], RulesetFormulas]:
        return {side: encode_ruleset(self.checked, self._answers(side)) for side in _SIDES}

    def _answers(self, side: _Side) -> Mapping[str, ItemFormulas]:
        name, policy = side
        return (self.before if name == "before" else self.after).under(policy)

    @cached_property
    def _granted(self) -> Mapping[_Side, Mapping[str, ItemFormulas]]:
        """The truths of rules that count over too many answers for the solver, taken for granted."""
        items = rules_taken_for_granted(self.checked)
        return {side: free_truths(items, f"{side[0]} {side[1].value}") for side in _SIDES}

    @cached_property
    def _formulas_with_granted(self) -> Mapping[_Side, RulesetFormulas]:
        return {
            side: encode_ruleset(self.checked, {**self._answers(side), **truths})
            for side, truths in self._granted.items()
        }

    def _level(self, name: str, policy: Policy, level: Level) -> Kleene:
        try:
            return self._formulas[name, policy].levels[level.id]
        except TooLarge as error:
            raise NotDecided(_TOO_LARGE) from error

    def falls(self, level: Level, policy: Policy, seconds: float) -> Refuted | None:
        """No better answer takes a level away, reached or possible."""

        def lost(before: Kleene, after: Kleene) -> Formula:
            return z3.Or(z3.And(before.yes, z3.Not(after.yes)), z3.And(z3.Not(before.no), after.no))

        asked = _Asked("falls", ("before", policy), ("after", policy), improves, rise_together, lost)
        found = self._compare(level, asked, seconds)
        if found is None:
            return None
        return Refuted(message("a better answer takes the level away"), self._two(found))

    def flips(self, level: Level, policy: Policy, seconds: float) -> Refuted | None:
        """One more answer only narrows what is reached and possible: what is settled stays so."""

        def turned(before: Kleene, after: Kleene) -> Formula:
            yes, no = z3.And(before.yes, z3.Not(after.yes)), z3.And(before.no, z3.Not(after.no))
            return z3.Or(yes, no, z3.And(before.yes, before.no))

        asked = _Asked("flips", ("before", policy), ("after", policy), completes, narrow_together, turned)
        found = self._compare(level, asked, seconds)
        if found is None:
            return None
        return Refuted(message("one more answer turns round what was settled"), self._two(found))

    def stricter_is_higher(self, level: Level, lenient: Policy, strict: Policy, seconds: float) -> Refuted | None:
        """A stricter policy never gives a higher level, reached or possible."""

        def higher(low: Kleene, high: Kleene) -> Formula:
            return z3.Or(z3.And(low.yes, z3.Not(high.yes)), z3.And(high.no, z3.Not(low.no)))

        sides = ("before", strict), ("before", lenient)
        found = self._compare(level, _Asked("ordered", *sides, same_answers, rise_together, higher), seconds)
        if found is None:
            return None
        return Refuted(message("the stricter policy gives the higher level"), self._one(found))

    def _compare(self, level: Level, asked: _Asked, seconds: float) -> Formula | None:
        """What shows that a level is wrong on one of two sides.

        A level is the conjunction of its groups of lines: where all of these are right, it is.
        """
        if all(self._is_right(group, level, asked, seconds) for group in self._lines.groups):
            return None
        one, two = (self._level(*side, level) for side in (asked.one, asked.two))
        between = asked.between(self.before, self.after, self.before.answers.keys())
        return self._find([between, asked.wrong(one, two)], seconds)

    def _is_right(self, group: Sequence[str], level: Level, asked: _Asked, seconds: float) -> bool:
        lines = self._asked_for(level, group)
        key = (asked.name, asked.one, asked.two, lines)
        if key not in self._right:
            self._right[key] = self._proves_right(lines, asked, seconds)
        return self._right[key]

    def _proves_right(self, lines: Sequence[Binding], asked: _Asked, seconds: float) -> bool:
        items = self._lines.items_of([line for line, _ in lines])
        between = asked.between(self.before, self.after, items)
        limits = [*self.before.limits_of(items), *self.after.limits_of(items)]

        def right(formulas: Mapping[_Side, RulesetFormulas], lemmas: Iterable[Formula]) -> bool:
            one, two = (
                all_of([formulas[side].items[line].settled(obligation) for line, obligation in lines])
                for side in (asked.one, asked.two)
            )
            return _solve([*limits, between, *lemmas, asked.wrong(one, two)], seconds) is None

        granted = [
            {item: self._granted[side][item] for item in self._granted[side].keys() & items}
            for side in (asked.one, asked.two)
        ]
        try:
            if granted[0] and right(self._formulas_with_granted, asked.lemmas(*granted)):
                return True
            return right(self._formulas, ())
        except TooLarge as error:
            raise NotDecided(_TOO_LARGE) from error

    def out_of_reach(self, level: Level, seconds: float) -> Refuted | None:
        """Some answers reach a level, and not the next one with it."""
        above = self._next_of(level)
        parted = above is None
        for group in self._lines.groups:
            asked = self._asked_for(level, group)
            own = self._settled(asked, Policy.LABEL)
            if self._find_in(group, own, seconds) is None:
                return Refuted(message("no answers reach it"))
            if above is not None and not parted:
                more = [one for one in self._asked_for(above, group) if one not in asked]
                apart = z3.Not(z3.And(self._settled(more, Policy.LABEL)))
                parted = self._find_in(group, [*own, apart], seconds) is not None
        if parted or above is None:
            return None
        return Refuted(message("whoever reaches it reaches `{level}` too", level=above.id))

    def follows(self, level: Level, line: str, seconds: float) -> Refuted | None:
        """Some answers meet all of a level but this line."""
        group = self._lines.group_of(line)
        own = (line, self.checked.ruleset.obligation_of(self.checked.ruleset.items[line], level.id))
        others = [other for other in self._asked_for(level, group) if other != own]
        formulas = [*self._settled(others), z3.Not(*self._settled([own]))]
        if self._find_in(group, formulas, seconds) is not None:
            return None
        return Refuted(message("it follows from the other lines up to its level"))

    def idle(self, item: str, seconds: float) -> Refuted | None:
        """Some incubator's level hangs on this answer."""
        readers = self._lines.readers.get(item)
        if item not in self.before.answers or readers is None:
            return Refuted(message("no level rests on it"))
        group = self._lines.group_of(readers[0])
        answer = self.before.answers[item]
        reading = self._settled([one for one in self._every_binding(group) if one[0] in readers])
        # Where any answer will do, what can matter is whether there is one.
        loose = item in self.checked.ruleset.loosely_bound
        others = [answer.turned(met=False), *([answer.turned(met=None)] if loose else [])]
        failing = z3.Or([z3.Not(z3.And([z3.substitute(line, *other) for line in reading])) for other in others])
        formulas = [*self._settled(self._every_binding(group)), answer.is_best, failing]
        if self._top_is_reached and self._find_in(group, formulas, seconds) is not None:
            return None
        return Refuted(message("the answer never changes a level"))

    @cached_property
    def _lines(self) -> LineGroups:
        return LineGroups(self.checked)

    @cached_property
    def _top_is_reached(self) -> bool:
        return all(
            self._find_in(group, self._settled(self._every_binding(group)), SECONDS) is not None
            for group in self._lines.groups
        )

    def _asked_for(self, level: Level, group: Sequence[str]) -> tuple[Binding, ...]:
        """The lines of a group that a level asks for, or a level that it needs."""
        return tuple(one for one in bindings_needed(self.checked, level.id) if one[0] in group)

    def _every_binding(self, group: Sequence[str]) -> tuple[Binding, ...]:
        """The lines of a group as all levels of all ladders ask for them."""
        levels = self.checked.ruleset.every_level.values()
        return tuple(dict.fromkeys(one for level in levels for one in self._asked_for(level, group)))

    def _next_of(self, level: Level) -> Level | None:
        """The level above on the same ladder."""
        ladder = next(ladder for ladder in self.checked.ruleset.ladders if level in ladder)
        return next((known for known in ladder if known.rank == level.rank + 1), None)

    def _settled(self, lines: Sequence[Binding], policy: Policy = Policy.SELF_ASSESSMENT) -> list[Formula]:
        """The formulas of lines being surely settled."""
        try:
            formulas = self._formulas["before", policy].items
            return [formulas[line].settled(obligation).yes for line, obligation in lines]
        except TooLarge as error:
            raise NotDecided(_TOO_LARGE) from error

    def _find_in(self, group: Sequence[str], formulas: Sequence[Formula], seconds: float) -> Formula | None:
        """Answers that satisfy formulas about lines that hang together."""
        return _solve([*self.before.limits_of(self._lines.items_of(group)), *formulas], seconds)

    def _find(self, formulas: Sequence[Formula], seconds: float) -> Formula | None:
        return _solve([*self.before.limits, *self.after.limits, *formulas], seconds)

    def _one(self, model: Formula) -> dict[str, str]:
        return {"assessment": assessment_toml(self.checked.ruleset, self.before.words_in(model))}

    def _two(self, model: Formula) -> dict[str, str]:
        return {
            "before": assessment_toml(self.checked.ruleset, self.before.words_in(model)),
            "after": assessment_toml(self.checked.ruleset, self.after.words_in(model)),
        }
