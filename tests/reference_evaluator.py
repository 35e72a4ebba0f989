"""The language of facts once more, slowly and plainly: each node by the words of the definition of the language.

It shares nothing with the compiled backend: truths are `Truth`, months are counted one by one, shares are found by
trying both ends of every open thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from math import inf
from typing import Any

from attrs import evolve, frozen

from connecteur_core.expr import fact_tree as tree
from connecteur_core.truth import Truth

MISSING, ABSENT = None, "-"


@frozen
class World:
    facts: Mapping[str, Any]
    host: str | None
    as_of: date
    parameters: Mapping[str, Any]
    members: Mapping[str, Any]


def truth(value: bool) -> Truth:
    return Truth.TRUE if value else Truth.FALSE


def decide(node: tree.FactNode, world: World) -> Any:
    """A Truth, a value (None = missing, "-" = absent), or a pair of ends."""
    return globals()[f"_{type(node).__name__.lower()}"](node, world)


def _truth_of(node: tree.FactNode, world: World) -> Truth:
    value = decide(node, world)
    if isinstance(value, Truth):
        return value
    return Truth.UNKNOWN if value is MISSING else truth(value)


def _literal(node: tree.Literal, world: World) -> Any:
    return truth(node.value) if isinstance(node.value, bool) else node.value


def _fact(node: tree.Fact, world: World) -> Any:
    owner = world.facts if node.of is None else world.members[node.of]
    return owner.get(node.name)


def _member(node: tree.Member, world: World) -> Any:
    return world.members[node.variable]


def _setting(node: tree.Setting, world: World) -> Any:
    return world.parameters.get(node.name)


def _context(node: tree.Context, world: World) -> Any:
    return world.host if node.name == "host" else world.as_of


def _term(node: tree.Term, world: World) -> Any:
    return decide(node.root, world)


def _factnot(node: tree.FactNot, world: World) -> Truth:
    return ~_truth_of(node.operand, world)


def _factjoin(node: tree.FactJoin, world: World) -> Truth:
    values = [_truth_of(operand, world) for operand in node.operands]
    wins, loses = (Truth.FALSE, Truth.TRUE) if node.operator == "and" else (Truth.TRUE, Truth.FALSE)
    if wins in values:
        return wins
    return Truth.UNKNOWN if Truth.UNKNOWN in values else loses


def _factcompare(node: tree.FactCompare, world: World) -> Truth:
    left, right = decide(node.left, world), decide(node.right, world)
    if isinstance(left, Truth) or isinstance(node.left.type, type(node.type)):
        left, right = _truth_of(node.left, world), _truth_of(node.right, world)
        if Truth.UNKNOWN in (left, right):
            return Truth.UNKNOWN
        return truth((left is right) == (node.operator == "=="))
    if isinstance(left, tuple) or isinstance(right, tuple):
        return _compare_ends(left, node.operator, right)
    if left is MISSING or right is MISSING:
        return Truth.UNKNOWN
    if node.operator in {"==", "!="}:
        return truth((left == right) == (node.operator == "=="))
    if ABSENT in (left, right):
        return Truth.FALSE
    return truth(_holds(left, node.operator, right))


def _holds(left: Any, operator: str, right: Any) -> bool:
    outcomes: dict[str, bool] = {
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
        "==": left == right,
        "!=": left != right,
    }
    return outcomes[operator]


def _compare_ends(left: Any, operator: str, right: Any) -> Truth:
    """Settled when every pair of values inside the two intervals agrees; their ends (and a meeting point) suffice."""
    if left in (MISSING, ABSENT) or right in (MISSING, ABSENT):
        return Truth.UNKNOWN
    one = left if isinstance(left, tuple) else (left, left)
    two = right if isinstance(right, tuple) else (right, right)
    answers = {_holds(first, operator, second) for first, second in product(one, two)}
    meet = max(one[0], two[0]) <= min(one[1], two[1])
    if meet:
        answers.add(_holds(0, operator, 0))
    if meet and not (one[0] == one[1] == two[0] == two[1]) and operator in {"==", "!="}:
        return Truth.UNKNOWN
    return truth(answers.pop()) if len(answers) == 1 else Truth.UNKNOWN


def _membership(node: tree.Membership, world: World) -> Truth:
    element, collection = decide(node.element, world), decide(node.collection, world)
    if element is MISSING or collection is MISSING:
        return Truth.UNKNOWN
    return truth(element in set(collection))


def _each(node: tree.Quantifier | tree.Tally, world: World) -> list[Truth] | None:
    members = decide(node.source, world)
    if members is MISSING:
        return None
    return [_truth_of(node.body, evolve(world, members={**world.members, node.variable: member})) for member in members]


def _quantifier(node: tree.Quantifier, world: World) -> Truth:
    values = _each(node, world)
    if values is None:
        return Truth.UNKNOWN
    result = truth(node.function == "all")
    for value in values:
        result = result & value if node.function == "all" else result | value
    return result


def _tally(node: tree.Tally, world: World) -> Any:
    values = _each(node, world)
    if node.function == "share":
        return _share(values, world, node)
    if values is None:
        return (0, inf) if node.function == "count" else MISSING
    ends = [values.count(Truth.TRUE), len(values) - values.count(Truth.FALSE)]
    if node.function == "count":
        return tuple(ends)
    return tuple(Fraction(100 * end, len(values)) for end in ends) if values else MISSING


def _share(values: list[Truth] | None, world: World, node: tree.Tally) -> tuple[Any, Any]:
    if values is None:
        return 0, 100
    members = decide(node.source, world)
    complete = world.facts.get(f"{node.source.name}_complete")
    known = sum(member["share"] for member in members if member.get("share") is not None)
    rest = 100 - known
    open_shares = [member for member in members if member.get("share") is None]
    if rest < Fraction(-1, 100) or (rest > Fraction(1, 100) and complete is True and not open_shares):
        return 0, 100
    ends = []
    for good in (False, True):  # everything open turns out against, then in favour
        counted = [value is Truth.TRUE or (good and value is Truth.UNKNOWN) for value in values]
        total = sum(
            member["share"]
            for member, counts in zip(members, counted, strict=True)
            if counts and member.get("share") is not None
        )
        takers = [counts for member, counts in zip(members, counted, strict=True) if member.get("share") is None]
        if complete is not True:
            takers.append(good)
        if rest > 0 and takers and (any(takers) if good else all(takers)):
            total += rest
        ends.append(total)
    return ends[0], ends[1]


def _group(node: tree.Group, world: World) -> tuple[Any, Any]:
    name = node.figure + node.suffix
    low: Any = 0
    high: Any = 0
    parts: list[tuple[Any, Any, Any]] = [(world.facts.get(name), 1, 1)]
    relations = world.facts.get("relations")
    if relations is MISSING:
        parts.append((MISSING, 1, 1))
    for relation in relations or ():
        share = relation.get("share")
        least: Any
        most: Any
        least, most = (0, 1) if share is None else (Fraction(share) / 100, Fraction(share) / 100)
        if relation.get("kind") == "linked":
            least = most = 1
        elif relation.get("kind") is MISSING:
            most = 1
        parts.append((relation.get(name), least, most))
    for value, least, most in parts:
        low += 0 if value is MISSING else value * least
        high += inf if value is MISSING else value * most
    return low, high


def _majority(node: tree.Majority, world: World) -> Truth:
    one, two, three = (_truth_of(operand, world) for operand in node.operands)
    return (one & two) | (one & three) | (two & three)


def _choose(node: tree.Choose, world: World) -> Truth:
    condition, yes, no = (_truth_of(part, world) for part in (node.condition, node.yes, node.no))
    if condition is Truth.UNKNOWN:
        return yes if yes is no else Truth.UNKNOWN
    return yes if condition is Truth.TRUE else no


def _has(node: tree.Has, world: World) -> Truth:
    value = decide(node.operand, world)
    if value is MISSING:
        return Truth.UNKNOWN
    return truth(not (isinstance(value, str) and value == ABSENT))


def _months(node: tree.Months, world: World) -> Any:
    start, end = decide(node.start, world), decide(node.end, world)
    if start is MISSING or end is MISSING:
        return MISSING
    if ABSENT in (start, end):
        return ABSENT
    if end < start:
        return -_count_months(end, start)
    return _count_months(start, end)


def _count_months(start: date, end: date) -> int:
    """Month n is completed on the same day number n months later, or on the last day of that month."""
    months = 0
    while _month_later(start, months + 1) <= end:
        months += 1
    return months


def _month_later(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = start.day
    while True:
        try:
            return date(year, month + 1, day)
        except ValueError:
            day -= 1


ENTRIES = {"BG": date(2007, 1, 1), "RO": date(2007, 1, 1), "HR": date(2013, 7, 1)}
ALWAYS = "AT BE CY CZ DE DK EE ES FI FR GR HU IE IT LT LU LV MT NL PL PT SE SI SK".split()  # noqa: SIM905


def _members(node: tree.Members, world: World) -> Any:
    day = decide(node.day, world)
    if day is MISSING:
        return MISSING
    if day == ABSENT:
        return set()
    members = {*ALWAYS, *(country for country, entry in ENTRIES.items() if entry <= day)}
    return members | {"GB"} if day < date(2020, 1, 31) + timedelta(days=1) else members


def _factarithmetic(node: tree.FactArithmetic, world: World) -> Any:
    left, right = decide(node.left, world), decide(node.right, world)
    if left is MISSING or right is MISSING:
        return MISSING
    if ABSENT in (left, right):
        return ABSENT
    match node.operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            return left // right
