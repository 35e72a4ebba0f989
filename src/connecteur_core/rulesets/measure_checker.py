"""Measures of a ruleset → `CheckedMeasure`s: split, bound, with bounds; what could fall or widen is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter

from attrs import frozen

from connecteur_core.diagnostics import Diagnostic
from connecteur_core.did_you_mean import suggestion
from connecteur_core.expr.types import NumberType
from connecteur_core.messages import Message, message
from connecteur_core.model.identifiers import match_ids
from connecteur_core.model.item import Item, State
from connecteur_core.model.measure import Axis, Join, Measure
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.rulesets.checked_measure import MET_JOINS, CheckedMeasure, Part
from connecteur_core.rulesets.scale_checker import bounds_of

_HUNDRED = Fraction(100)


def check_measures(ruleset: Ruleset) -> tuple[dict[str, CheckedMeasure], list[Diagnostic]]:
    """The measures of a ruleset whose scales hold, each behind those it joins; and what is wrong with the others."""
    checker = _Checker(ruleset)
    for name in checker.order():
        checker.check(ruleset.measures[name])
    return checker.checked, checker.findings


@frozen(eq=False)
class _Cell:
    """One measure of a declaration that may be split."""

    id: str
    items: tuple[Item, ...]
    element: str | None
    level: str | None


class _Checker:
    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset
        self._readable = [
            item
            for item in ruleset.items.values()
            if item.state is State.CURRENT
            and (item.rule is not None or ruleset.is_answered(item))
            and not ruleset.kind_of(item).selects
        ]
        self.checked: dict[str, CheckedMeasure] = {}
        self.findings: list[Diagnostic] = []

    def _report(
        self, measure: Measure, code: str, what: Message, *below: str | int, help: Message | None = None
    ) -> None:
        self.findings.append(self._ruleset.origins[measure.id].diagnostic(code, what, *below, help=help))

    def order(self) -> tuple[str, ...]:
        """The declarations, each behind those it is over; empty when they need each other in a circle."""
        declared = self._ruleset.measures
        needs = {
            measure.id: {name for pattern in measure.over for name in declared if _may_name(pattern, name)}
            for measure in declared.values()
        }
        try:
            return tuple(TopologicalSorter(needs).static_order())
        except CycleError as error:
            circle: list[str] = error.args[1]
            what = message("this measure needs itself: {circle}", circle=" → ".join(reversed(circle)))
            self._report(declared[circle[0]], "CX209", what, "over")
            return ()

    def check(self, measure: Measure) -> None:
        before = len(self.findings)
        self._check_shape(measure)
        if len(self.findings) > before:
            return
        for cell in self._cells(measure):
            parts = self._parts_over(measure) if measure.over else [self._item_part(item) for item in cell.items]
            if parts and len(self.findings) == before:
                self._check_leaving(measure, parts)
                self._add(measure, cell, tuple(parts))

    def _check_shape(self, measure: Measure) -> None:
        if sum(map(bool, (measure.of, measure.kinds, measure.over))) != 1:
            what = message("the measure `{id}` joins nothing, or two sorts of things", id=measure.id)
            advice = message("give exactly one of `of` (items), `kinds` (all their items) and `over` (measures)")
            self._report(measure, "CX221", what, help=advice)
        for key in ("weight", "times"):
            if getattr(measure, key) <= 0:
                what = message("`{key}` of a measure must be above 0, so that better answers never lower it", key=key)
                self._report(measure, "CX222", what, key)
        if measure.over and (measure.per or measure.join in MET_JOINS):
            key = "per" if measure.per else "join"
            what = message("`{key}` of this kind is for measures of items", key=key)
            self._report(measure, "CX221", what, key)
        for index, kind in enumerate(measure.kinds):
            if kind not in self._ruleset.kinds:
                what = message("there is no kind `{name}`", name=kind)
                self._report(measure, "CX221", what, "kinds", index, help=suggestion(kind, self._ruleset.kinds))

    def _cells(self, measure: Measure) -> Iterator[_Cell]:
        items = self._items(measure)
        if not measure.per:
            yield _Cell(measure.id, items, None, None)
            return
        grouped: dict[tuple[str | None, str | None], list[Item]] = {}
        for item in items:
            element = item.element if Axis.ELEMENT in measure.per else None
            level = item.level if Axis.LEVEL in measure.per else None
            if (element is None) is (Axis.ELEMENT in measure.per) or (level is None) is (Axis.LEVEL in measure.per):
                continue  # an item outside the matrix
            grouped.setdefault((element, level), []).append(item)
        if items and not grouped:
            what = message("no item of `{id}` has what it is split by", id=measure.id)
            self._report(measure, "CX221", what, "per")
        for (element, level), members in grouped.items():
            places = {Axis.ELEMENT: element, Axis.LEVEL: level}
            name = ".".join([measure.id, *(str(places[axis]) for axis in measure.per)])
            yield _Cell(name, tuple(members), element, level)

    def _items(self, measure: Measure) -> tuple[Item, ...]:
        found = {item.id: item for item in self._readable if item.kind in measure.kinds}
        for index, pattern in enumerate(measure.of):
            if pattern.endswith("*"):
                named = {
                    name: self._ruleset.items[name] for name in match_ids(pattern, [one.id for one in self._readable])
                }
            else:
                named = {one.id: one for one in self._readable if one.id == pattern}
            if not named:
                what = message("`{pattern}` names no item that is answered or decided", pattern=pattern)
                self._report(measure, "CX221", what, "of", index, help=suggestion(pattern, self._ruleset.items))
            found.update(named)
        if measure.kinds and not found:
            self._report(measure, "CX221", message("no item of these kinds is answered or decided"), "kinds")
        return tuple(found.values())

    def _item_part(self, item: Item) -> Part:
        low, high = bounds_of(self._ruleset, item)
        return Part(item.id, item.weight, low, high, self._ruleset.may_leave(item))

    def _parts_over(self, measure: Measure) -> list[Part]:
        names: dict[str, None] = {}
        for index, pattern in enumerate(measure.over):
            named = tuple(name for name in self.checked if _names(pattern, name))
            if not named:
                what = message("`{pattern}` names no measure", pattern=pattern)
                self._report(measure, "CX221", what, "over", index, help=suggestion(pattern, self.checked))
            names.update(dict.fromkeys(named))
        return [self._measure_part(self.checked[name]) for name in names]

    @staticmethod
    def _measure_part(one: CheckedMeasure) -> Part:
        return Part(one.id, one.weight, one.bounds.low, one.bounds.high, one.may_be_empty)

    def _check_leaving(self, measure: Measure, parts: Sequence[Part]) -> None:
        """What leaves must lie between being worst and being best, or intervals would widen (ADR 0017)."""
        if measure.join in MET_JOINS or not any(part.may_leave for part in parts):
            return
        if measure.join is Join.SUM and any(part.may_leave and part.low != 0 for part in parts):
            what = message("something in the sum `{id}` may not apply, and its worst answer is not 0", id=measure.id)
            self._report(measure, "CX223", what, "join", help=message("use a scale from 0, or `mean` or `percent`"))
        if measure.join in (Join.MEAN, Join.MIN, Join.MAX) and len({(part.low, part.high) for part in parts}) > 1:
            what = message(
                "something in `{id}` may not apply, and what it joins ranges over different bounds", id=measure.id
            )
            self._report(measure, "CX223", what, "join", help=message("use `percent`, or scales of the same values"))
        if measure.join is Join.PERCENT and any(part.low == part.high for part in parts):
            what = message("a part of `{id}` has always the same value, so it has no percentage", id=measure.id)
            self._report(measure, "CX223", what, "join")

    def _add(self, measure: Measure, cell: _Cell, parts: tuple[Part, ...]) -> None:
        low, high = _joined_bounds(measure.join, parts)
        self.checked[cell.id] = CheckedMeasure(
            id=cell.id,
            declared=measure.id,
            join=measure.join,
            parts=parts,
            over_measures=bool(measure.over),
            times=measure.times,
            plus=measure.plus,
            weight=measure.weight,
            bounds=NumberType(low * measure.times + measure.plus, high * measure.times + measure.plus),
            shown=measure.shown,
            element=cell.element,
            level=cell.level,
        )


def _names(pattern: str, name: str) -> bool:
    """Whether a pattern names a measure; `done.*` names all cells of `done`, however deep."""
    return name == pattern or (pattern.endswith(".*") and name.startswith(pattern[:-1]))


def _may_name(pattern: str, declared: str) -> bool:
    """Whether a pattern may name a cell of a declaration."""
    return _names(pattern, declared) or pattern.startswith(f"{declared}.")


def _joined_bounds(join: Join, parts: Sequence[Part]) -> tuple[Fraction, Fraction]:
    match join:
        case Join.PERCENT | Join.SHARE_MET:
            return Fraction(0), _HUNDRED
        case Join.COUNT_MET:
            return Fraction(0), sum((part.weight for part in parts), Fraction(0))
        case Join.SUM:
            lows = sum((part.weight * part.low for part in parts), Fraction(0))
            return lows, sum((part.weight * part.high for part in parts), Fraction(0))
        case Join.MIN:
            return min(part.low for part in parts), min(part.high for part in parts)
        case Join.MAX:
            return max(part.low for part in parts), max(part.high for part in parts)
        case Join.MEAN:
            whole = sum(part.weight for part in parts)
            lows = sum((part.weight * part.low for part in parts), Fraction(0))
            return lows / whole, sum((part.weight * part.high for part in parts), Fraction(0)) / whole


def measure_bounds(checked: Mapping[str, CheckedMeasure]) -> dict[str, NumberType]:
    """The bounds of each measure, as expressions need them."""
    return {name: measure.bounds for name, measure in checked.items()}


def unsaid_joins(ruleset: Ruleset, checked: Mapping[str, CheckedMeasure]) -> frozenset[str]:
    """The measures whose declaration has no `join`, so that they are means."""
    return frozenset(
        name for name, measure in checked.items() if ruleset.origins[measure.declared].value("join") is None
    )
