"""Rules that count over many answers: what the solver needs of them is proved by their shape.

A formula that compares two counts of the same answers is what solvers of truths are worst at: ten answers take a
second, fourteen take hours (the pigeonhole principle). Yet each function of the language moves with its items: an item
that improves never lowers a count, a share or a measure, and one more answer never widens any (ADR 0017). So a rule in
which items only push upwards moves as they do, and the solver may take its truth for granted, free but for that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import z3

from connecteur_core.backends.kleene_formulas import Formula, Kleene
from connecteur_core.backends.program import items_in_measures
from connecteur_core.backends.rule_solver import ItemFormulas
from connecteur_core.expr.polarity import Polarity, polarity_of
from connecteur_core.expr.typed import CheckedRule, ItemCall, iter_typed_nodes
from connecteur_core.rulesets.checker import CheckedRuleset

MOST_COUNTED = 8
"""How many answers a rule may count over for the solver to see through it."""

_COUNTING = frozenset({"count_met", "share_met", "score"})


def rules_taken_for_granted(checked: CheckedRuleset) -> tuple[str, ...]:
    """The items whose rules count over many answers; none where some rule could fall, and others with it."""
    if any(Polarity.DOWN in polarity_of(rule.root) for rule in checked.rules.values()):
        return ()
    return tuple(item for item, rule in checked.rules.items() if _counted(checked, rule) > MOST_COUNTED)


def _counted(checked: CheckedRuleset, rule: CheckedRule) -> int:
    calls = [node for node in iter_typed_nodes(rule.root) if isinstance(node, ItemCall) and node.function in _COUNTING]
    return len({item for call in calls for item in call.items} | items_in_measures(checked, rule.measures))


def free_truths(items: tuple[str, ...], name: str) -> dict[str, ItemFormulas]:
    """A truth for each item that the solver may choose."""
    truths = {item: Kleene(z3.Bool(f"{name} {item} yes"), z3.Bool(f"{name} {item} no")) for item in items}
    return {item: ItemFormulas(truth, truth, z3.BoolVal(False)) for item, truth in truths.items()}


def rise_together(one: Mapping[str, ItemFormulas], two: Mapping[str, ItemFormulas]) -> Iterator[Formula]:
    """What holds when the answers behind `two` are at least as good as those behind `one`."""
    for item, formulas in one.items():
        before, after = formulas.met, two[item].met
        yield from (_coherent(before), _coherent(after))
        yield z3.And(z3.Implies(before.yes, after.yes), z3.Implies(after.no, before.no))


def narrow_together(one: Mapping[str, ItemFormulas], two: Mapping[str, ItemFormulas]) -> Iterator[Formula]:
    """What holds when the answers behind `two` are those behind `one` and perhaps more."""
    for item, formulas in one.items():
        before, after = formulas.met, two[item].met
        yield from (_coherent(before), _coherent(after))
        yield z3.And(z3.Implies(before.yes, after.yes), z3.Implies(before.no, after.no))


def _coherent(truth: Kleene) -> Formula:
    return z3.Not(z3.And(truth.yes, truth.no))
