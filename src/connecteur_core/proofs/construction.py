"""Proofs by construction: a formula that only rises with its parts rises when they do.

Sums of many weighted answers are too much for the solver at once, before and after a change. So levels are written over
names for the truths that rules read; how they use each name is read off the formula, and only for the names it is asked
whether they move the way the formula needs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from functools import cached_property

import z3
from attrs import evolve, frozen

from connecteur_core.backends.interval_formulas import TooLarge
from connecteur_core.backends.kleene_formulas import Formula, Kleene
from connecteur_core.backends.rule_solver import ItemFormulas, RulesetFormulas, encode_ruleset
from connecteur_core.rulesets.checker import CheckedRuleset

Signs = dict[int, tuple[Formula, set[bool]]]
"""By z3's number of a name: the name, and whether the formula rises (True) or falls (False) with it."""


@frozen(eq=False, slots=False)
class Construction:
    """The levels of a ruleset over names.

    Attributes:
        items: what rules read of each item; only its shape is looked at.
    """

    checked: CheckedRuleset
    items: Mapping[str, ItemFormulas]

    @cached_property
    def _named(self) -> dict[str, ItemFormulas]:
        return {name: _named_item(name, item) for name, item in self.items.items()}

    @cached_property
    def _formulas(self) -> RulesetFormulas | None:
        try:
            return encode_ruleset(self.checked, self._named)
        except TooLarge:
            return None

    def violations(
        self, level: str, before: Mapping[str, ItemFormulas], after: Mapping[str, ItemFormulas], *, no_rises: bool
    ) -> list[Formula] | None:
        """When a part moves against what the level needs; none of them possible = the level moves as it should.

        Args:
            level: id of the level; its “surely yes” should rise from `before` to `after`.
            before: what rules read of each item.
            after: the same after a change.
            no_rises: whether its “surely no” should rise, too; else it should fall.

        Returns:
            None when the formula is not simply built from its names.
        """
        if self._formulas is None:
            return None
        truth = self._formulas.levels[level]
        pairs = {
            name.get_id(): (one, two)
            for item, named in self._named.items()
            for name, one, two in zip(_truths(named), _truths(before[item]), _truths(after[item]), strict=True)
        }
        found: list[Formula] = []
        for formula, rises in ((truth.yes, True), (truth.no, no_rises)):
            signs: Signs = {}
            if not _read_signs(formula, signs):
                return None
            for key, (_, moves) in signs.items():
                one, two = pairs[key]
                found += [z3.And(one, z3.Not(two)) if up is rises else z3.And(two, z3.Not(one)) for up in moves]
        return found

    def is_dual(self, level: str) -> bool:
        """Whether “surely no” is the opposite of “surely yes” with every open part taken for yes.

        Where that is so, and yes rises with its parts, no level is surely yes and surely no at once.
        """
        if self._formulas is None:
            return False
        truth = self._formulas.levels[level]
        best = z3.substitute(truth.yes, *(pair for named in self._named.values() for pair in _opened(named)))
        return _normal(best, negated=True) == _normal(truth.no, negated=False)


def _named_item(name: str, item: ItemFormulas) -> ItemFormulas:
    """The same item with a name of its own for each truth."""

    def fresh(what: str, truth: Kleene) -> Kleene:
        return Kleene(
            *(
                formula if z3.is_true(formula) or z3.is_false(formula) else z3.Bool(f"{name} {what} {end}")
                for end, formula in (("yes", truth.yes), ("no", truth.no))
            )
        )

    steps = None
    if item.steps is not None:
        steps = tuple((fresh(f"step {place}", truth), height) for place, (truth, height) in enumerate(item.steps))
    return evolve(
        item,
        met=fresh("met", item.met),
        partly=fresh("partly", item.partly),
        skipped=item.skipped if z3.is_false(item.skipped) else z3.Bool(f"{name} skipped"),
        steps=steps,
        answered=z3.Bool(f"{name} answered"),
        justified=z3.Bool(f"{name} justified"),
    )


def _truths(item: ItemFormulas) -> Iterator[Formula]:
    for truth in (item.met, item.partly, *(truth for truth, _ in item.steps or ())):
        yield truth.yes
        yield truth.no
    yield from (item.skipped, item.answered, item.justified)


def _opened(item: ItemFormulas) -> Iterator[tuple[Formula, Formula]]:
    for truth in (item.met, item.partly, *(truth for truth, _ in item.steps or ())):
        if z3.is_const(truth.yes) and not (z3.is_true(truth.yes) or z3.is_false(truth.yes)):
            yield truth.yes, z3.Not(truth.no)


def _read_signs(formula: Formula, signs: Signs, *, up: bool = True) -> bool:
    """Note how a formula moves with each name; False when it is built otherwise than from and, or, not and counts."""
    seen: set[tuple[int, bool]] = set()
    waiting: list[tuple[Formula, bool]] = [(formula, up)]
    while waiting:
        one, rising = waiting.pop()
        if (one.get_id(), rising) in seen:
            continue
        seen.add((one.get_id(), rising))
        if z3.is_true(one) or z3.is_false(one):
            continue
        if z3.is_not(one):
            waiting.append((one.children()[0], not rising))
        elif z3.is_and(one) or z3.is_or(one) or z3.is_app_of(one, z3.Z3_OP_PB_GE):
            # Counts have positive weights only: a negative one was turned into the opposite truth.
            waiting += [(child, rising) for child in one.children()]
        elif z3.is_const(one):
            signs.setdefault(one.get_id(), (one, set()))[1].add(rising)
        else:
            return False
    return True


def _normal(formula: Formula, *, negated: bool) -> Hashable:
    """A formula or its opposite as plain data, in one form for all ways of writing it that this encoding has."""
    if z3.is_not(formula):
        return _normal(formula.children()[0], negated=not negated)
    if z3.is_true(formula) or z3.is_false(formula):
        return z3.is_true(formula) is not negated
    if z3.is_and(formula) or z3.is_or(formula):
        return _normal_join(formula, negated=negated)
    if z3.is_app_of(formula, z3.Z3_OP_PB_GE):
        least, *weights = formula.params()
        parts = Counter[Hashable]()
        for child, weight in zip(formula.children(), weights, strict=True):
            parts[_normal(child, negated=negated)] += weight
        # Not at least k of W = at least W - k + 1 of the opposites.
        return "at least", frozenset(parts.items()), sum(weights) - least + 1 if negated else least
    return "name" if z3.is_const(formula) else "other", formula.get_id(), negated


def _normal_join(formula: Formula, *, negated: bool) -> Hashable:
    is_all = z3.is_and(formula) is not negated
    parts: set[Hashable] = set()
    for child in formula.children():
        part = _normal(child, negated=negated)
        if part is is_all:
            continue
        if part is (not is_all):
            return part
        inner = part if isinstance(part, tuple) and part[0] == is_all and isinstance(part[1], frozenset) else None
        parts |= inner[1] if inner is not None else {part}
    if len(parts) == 1:
        return next(iter(parts))
    return (is_all, frozenset(parts)) if parts else is_all
