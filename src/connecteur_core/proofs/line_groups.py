"""Checklist lines that hang together, because they read the same answers.

Lines of different groups are met or unmet whatever becomes of each other, so that a question about a line among a
thousand answers is as small as its group.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from connecteur_core.backends.program import items_in_measures
from connecteur_core.expr.typed import LevelCall
from connecteur_core.model.obligation import Obligation
from connecteur_core.rulesets.checker import CheckedRuleset

Binding = tuple[str, Obligation]
"""A line, and how strongly a level asks for it."""


class LineGroups:
    """The lines of all levels but those that only say that a level is reached (A02), by what they read.

    Attributes:
        readers: by answered item, the lines that read it, be it through other items; in the order of the levels.
    """

    def __init__(self, checked: CheckedRuleset) -> None:
        every = dict.fromkeys(line for lines in checked.criteria.values() for line in lines)
        lines = [line for line in every if not is_cumulative(checked, line)]
        grounds = {line: _grounds(checked, line) for line in lines}
        readers: dict[str, list[str]] = {}
        for line, items in grounds.items():
            for item in items:
                readers.setdefault(item, []).append(line)
        self.readers: Mapping[str, Sequence[str]] = readers
        self._grounds = grounds
        self._groups = _joined(grounds, readers)

    @property
    def groups(self) -> Sequence[tuple[str, ...]]:
        """All groups, by their first line."""
        return list(dict.fromkeys(self._groups.values()))

    def group_of(self, line: str) -> tuple[str, ...]:
        """The lines that hang together with a line, itself included."""
        return self._groups[line]

    def items_of(self, lines: Sequence[str]) -> set[str]:
        """All items that some lines read."""
        return {item for line in lines for item in self._grounds[line]}


def is_cumulative(checked: CheckedRuleset, line: str) -> bool:
    """Whether a line says no more than that a level is reached; such a line is meant to follow from others (A02)."""
    return line in checked.rules and isinstance(checked.rules[line].root, LevelCall)


def bindings_needed(checked: CheckedRuleset, level: str) -> tuple[Binding, ...]:
    """The lines that a level asks for, those of levels it needs first; one that names a level stands for its lines."""
    ladder = next(ladder for ladder in checked.ruleset.ladders if any(one.id == level for one in ladder))
    place = next(place for place, one in enumerate(ladder) if one.id == level)
    first = place
    while first and ladder[first].cumulative:
        first -= 1
    found: dict[Binding, None] = {}
    for rung in ladder[first : place + 1]:
        for one in checked.bindings(rung.id):
            if is_cumulative(checked, one[0]):
                found |= dict.fromkeys(bindings_needed(checked, checked.rules[one[0]].levels[0]))
            else:
                found[one] = None
    return tuple(found)


def _grounds(checked: CheckedRuleset, line: str) -> set[str]:
    """A line and the items that it reads, be it through other items, measures and levels."""
    found: set[str] = set()
    open_items = [line]
    while open_items:
        item = open_items.pop()
        if item in found:
            continue
        found.add(item)
        if item in checked.rules:
            rule = checked.rules[item]
            open_items += rule.items
            open_items += items_in_measures(checked, rule.measures)
            open_items += (one for level in rule.levels for one, _ in bindings_needed(checked, level))
    return found


def _joined(grounds: Mapping[str, set[str]], readers: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for start in grounds:
        if start in groups:
            continue
        group, open_lines = dict[str, None](), [start]
        while open_lines:
            line = open_lines.pop()
            if line not in group:
                group[line] = None
                open_lines += (other for item in grounds[line] for other in readers[item])
        groups |= dict.fromkeys(group, tuple(group))
    return groups
