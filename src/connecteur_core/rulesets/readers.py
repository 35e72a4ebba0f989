"""Which items rules, scores, conditions and measures read, and deciding items that nothing reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from connecteur_core.diagnostics import Diagnostic
from connecteur_core.expr.typed import CheckedRule
from connecteur_core.messages import message
from connecteur_core.model.item import State
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.rulesets.checked_measure import CheckedMeasure

Rules = Mapping[str, CheckedRule]


def items_read(
    rules: Rules, scores: Rules, *, conditions: Rules, measures: Mapping[str, CheckedMeasure]
) -> dict[str, tuple[str, ...]]:
    """What each rule, score, condition and measure reads, by its id; a condition goes by the item that it is about."""
    read = {name: rule.items for name, rule in (*rules.items(), *scores.items())}
    for name, condition in conditions.items():
        read[name] = (*read.get(name, ()), *condition.items, *condition.choices)
    read |= {
        measure.id: tuple(part.name for part in measure.parts)
        for measure in measures.values()
        if not measure.over_measures
    }
    return read


def idle_findings(
    ruleset: Ruleset, criteria: Mapping[str, Sequence[str]], read: Mapping[str, Sequence[str]]
) -> Iterator[Diagnostic]:
    """Items that should decide, as their kind says, but are no line of a level and read by nothing.

    Without a level an item still decides through a rule, a score or a measure that reads it.

    Args:
        ruleset: whose items are looked at.
        criteria: the checklist lines of each level.
        read: see `items_read`.
    """
    reached = set(chain(*criteria.values(), *read.values()))
    for item in ruleset.items.values():
        if item.state is not State.CURRENT or not ruleset.kind_of(item).decides or item.id in reached:
            continue
        what = message("`{id}` should decide, but no level asks for it and nothing reads it", id=item.id)
        advice = message("give it a `level`, read it in a rule or a measure, or give it a kind that does not decide")
        if item.part_of is not None:
            advice = message("read it in the `rule` of `{whole}`, of which it is a part", whole=item.part_of)
        yield ruleset.origins[item.id].diagnostic("CX227", what, "id", help=advice)
