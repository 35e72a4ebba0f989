"""Looks into a decided rule: what each part came to, which names settled it, which can still change it.

Parts are run through the same backend as whole rules, so a trace cannot disagree with its result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import assert_never

from connecteur_core.backends.measures import contribution
from connecteur_core.backends.obligations import settled
from connecteur_core.backends.program import Program
from connecteur_core.backends.python_backend import Standing, Value, compile_python
from connecteur_core.expr.typed import (
    ChoiceCall,
    ItemCall,
    LevelCall,
    MeasureCall,
    NumberCall,
    TypedAnd,
    TypedArithmetic,
    TypedCompare,
    TypedConstant,
    TypedNode,
    TypedNot,
    TypedOr,
)
from connecteur_core.model.obligation import Obligation
from connecteur_core.rulesets.checked_measure import CheckedMeasure
from connecteur_core.truth import Truth


def value_of(node: TypedNode, standing: Standing) -> Value:
    """What a part of a rule came to: a truth or an interval."""
    return compile_python(node)(standing)


def truth_of_name(name: str, standing: Standing) -> Truth:
    """The truth of an item being met or of a level being reached."""
    return standing.level[name] if name in standing.level else standing.met[name]


def deciding_names(program: Program, standing: Standing, item_id: str) -> tuple[str, ...]:
    """The ids that settled an item: itself when attested, else those right below that pulled its way."""
    truth = standing.met[item_id]
    if truth is Truth.UNKNOWN:
        return ()
    rule = program.checked.rules.get(item_id)
    if rule is None:
        return (item_id,)
    return tuple(dict.fromkeys(_deciding(rule.root, standing, truth, program.checked.measures)))


def open_answers(program: Program, standing: Standing, *names: str) -> tuple[str, ...]:
    """The ids of answers that can still change some items or levels, in order; empty when they are settled."""
    found, seen = dict[str, None](), set[str]()
    for name in names:
        if truth_of_name(name, standing) is Truth.UNKNOWN:
            _gather_open(program, standing, name, found, seen)
    return tuple(found)


def open_in_line(program: Program, standing: Standing, line: str, obligation: Obligation) -> tuple[str, ...]:
    """The ids of answers that can still settle a checklist line; its own, where a justification is missing."""
    found: dict[str, None] = {}
    if settled(line, obligation, standing) is Truth.UNKNOWN:
        _gather_open(program, standing, line, found, set())
    return tuple(found)


def _deciding(  # noqa: PLR0912 -- one case a node
    node: TypedNode, standing: Standing, truth: Truth, measures: Mapping[str, CheckedMeasure]
) -> Iterator[str]:
    """Names in the parts that have the truth in question; below `not` the opposite is looked for."""
    match node:
        case TypedAnd(operands=parts) | TypedOr(operands=parts):
            for part in parts:
                if value_of(part, standing) is truth:
                    yield from _deciding(part, standing, truth, measures)
        case TypedNot(operand=operand):
            yield from _deciding(operand, standing, ~truth, measures)
        case TypedCompare(left=left, right=right):
            # More met pulls up, more unmet pulls down: name those that went the way it came out.
            yield from _deciding(left, standing, truth, measures)
            yield from _deciding(right, standing, ~truth, measures)
        case NumberCall(arguments=parts):
            for part in parts:
                yield from _deciding(part, standing, truth, measures)
        case TypedArithmetic(left=left, right=right):
            yield from _deciding(left, standing, truth, measures)
            yield from _deciding(right, standing, truth, measures)
        case MeasureCall(measure=measure):
            yield from _items_below(measures[measure], measures, lambda item: standing.met[item] is truth)
        case ItemCall(items=items):
            yield from (item for item in items if standing.met[item] is truth)
        case LevelCall(level=level):
            yield level
        case TypedConstant() | ChoiceCall():
            return
        case _:
            assert_never(node)


def _items_below(
    measure: CheckedMeasure, measures: Mapping[str, CheckedMeasure], wanted: Callable[[str], bool]
) -> Iterator[str]:
    """The items that a measure comes from, through other measures, that are wanted."""
    for part in measure.parts:
        if measure.over_measures:
            yield from _items_below(measures[part.name], measures, wanted)
        elif wanted(part.name):
            yield part.name


def _open_in_measure(measure: CheckedMeasure, program: Program, standing: Standing) -> Iterator[str]:
    for part in measure.parts:
        value = contribution(measure, part, standing)
        if value is None or value[0] == value[1]:
            continue
        if measure.over_measures:
            yield from _open_in_measure(program.checked.measures[part.name], program, standing)
        else:
            yield part.name


def _gather_open(program: Program, standing: Standing, name: str, found: dict[str, None], seen: set[str]) -> None:
    """Go down from an open name through open names only."""
    if name in seen:
        return
    seen.add(name)
    if name in standing.level:
        below = _open_criteria(program, standing, name)
    elif name in program.checked.rules:
        below = _open_names(program.checked.rules[name].root, program, standing)
    elif name in standing.perhaps:
        below = _open_names(program.checked.conditions[name].root, program, standing)
    else:
        found[name] = None
        return
    for lower in below:
        _gather_open(program, standing, lower, found, seen)


def _open_criteria(program: Program, standing: Standing, level_id: str) -> Iterator[str]:
    """The open checklist lines of a level and of the levels below it that it needs, lowest first."""
    checked = program.checked
    ladder = next(ladder for ladder in checked.ruleset.ladders if any(level.id == level_id for level in ladder))
    place = next(place for place, level in enumerate(ladder) if level.id == level_id)
    first = place
    while first and ladder[first].cumulative:
        first -= 1
    for level in ladder[first : place + 1]:
        for line, obligation in checked.bindings(level.id):
            if settled(line, obligation, standing) is Truth.UNKNOWN:
                yield line


def _open_names(node: TypedNode, program: Program, standing: Standing) -> Iterator[str]:  # noqa: PLR0912 -- as above
    """Names below the parts that are still open; a settled part cannot change the whole any more."""
    value = value_of(node, standing)
    settled = value is not Truth.UNKNOWN if isinstance(value, Truth) else value[0] == value[1]
    if settled:
        return
    match node:
        case TypedAnd(operands=parts) | TypedOr(operands=parts) | NumberCall(arguments=parts):
            for part in parts:
                yield from _open_names(part, program, standing)
        case TypedNot(operand=operand):
            yield from _open_names(operand, program, standing)
        case TypedCompare(left=left, right=right) | TypedArithmetic(left=left, right=right):
            yield from _open_names(left, program, standing)
            yield from _open_names(right, program, standing)
        case MeasureCall(measure=measure):
            yield from _open_in_measure(program.checked.measures[measure], program, standing)
        case ItemCall(function="partly", items=items):
            yield from (item for item in items if standing.partly[item] is Truth.UNKNOWN)
        case ItemCall(function="score", items=items):
            yield from (item for item in items if standing.score[item][0] != standing.score[item][1])
        case ItemCall(items=items):
            yield from (item for item in items if standing.met[item] is Truth.UNKNOWN)
        case LevelCall(level=level):
            yield level
        case ChoiceCall(name=name):
            yield name
        case TypedConstant():
            return
        case _:
            assert_never(node)
