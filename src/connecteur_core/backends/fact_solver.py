"""Typed expression over facts → formulas of the solver z3: when it is surely yes, when it surely is not.

It says of facts, missing ones included, exactly what the compiled function says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, assert_never

import z3
from attrs import frozen

from connecteur_core.backends.fact_cells import (
    MISSING,
    NO,
    PARTNER_STEP,
    YES,
    Cell,
    Day,
    FactCells,
    Listed,
    World,
    number,
    settled_day,
)
from connecteur_core.backends.fact_runtime import eu_members, eu_membership_changes
from connecteur_core.backends.kleene_formulas import Formula, Kleene, all_of, any_of
from connecteur_core.definitions.vocabulary import Vocabulary
from connecteur_core.expr.fact_tree import (
    Choose,
    Context,
    Fact,
    FactArithmetic,
    FactCompare,
    FactJoin,
    FactNode,
    FactNot,
    Group,
    Has,
    Literal,
    Majority,
    Member,
    Members,
    Membership,
    Months,
    Quantifier,
    Setting,
    Tally,
    Term,
    iter_nodes,
)
from connecteur_core.expr.fact_types import ChoiceType, CountryType, DayType, QuantityType, TruthType

_OTHERS = ("MA", "SN", "IN", "BR", "US", "JP", "NG", "TR")
_TOLERANCE = Fraction(1, 100)


@frozen(eq=False)
class _Interval:
    """A number between two ends; not `known` compares as undetermined, `endless` has no upper end."""

    known: Formula
    low: Formula
    high: Formula
    endless: Formula = NO


@frozen(eq=False)
class Question:
    """What an expression is asked with besides facts."""

    host: str | None
    as_of: date
    parameters: Mapping[str, Any]


def world_of(roots: Sequence[FactNode], vocabulary: Vocabulary, hosts: Iterable[str | None]) -> World:
    """The countries that expressions tell apart, and enough others to stand for all the rest."""
    nodes = [node for root in roots for node in iter_nodes(root)]
    named = {host for host in hosts if host}
    for node in nodes:
        if isinstance(node, Literal) and isinstance(node.type, CountryType):
            named |= {node.value} if isinstance(node.value, str) else set(_texts(node.value))
        if isinstance(node, Members):
            always, changes = eu_membership_changes()
            named |= always.union(*(countries for _, _, countries in changes))
    # One other country stands for all as long as facts are compared with named countries only.
    facts = {(node.of, node.name) for node in nodes if isinstance(node, Fact) and isinstance(node.type, CountryType)}
    among_themselves = any(
        isinstance(node, FactCompare) and {type(node.left), type(node.right)} <= {Fact, Member} for node in nodes
    )
    counted = any(isinstance(node, Tally) for node in nodes)
    needed = 1 + (len(facts) if among_themselves else 0) + (2 if counted else 0)
    others = [country for country in _OTHERS if country not in named][: min(needed, len(_OTHERS))]
    return World(vocabulary, [*sorted(named), *others])


def _texts(value: object) -> frozenset[str]:
    assert isinstance(value, frozenset), "a set written out holds texts"
    return value


def encode_facts(root: FactNode, facts: FactCells, world: World, question: Question) -> Kleene:
    """When an expression is surely yes, and when it surely is not."""
    return _Emitter(facts, world, question).truth(root)


class _Emitter:
    def __init__(self, facts: FactCells, world: World, question: Question) -> None:
        self._facts = facts
        self._world = world
        self._question = question
        self._members: dict[str, FactCells] = {}
        self._countries: dict[str, str] = {}

    def truth(self, node: FactNode) -> Kleene:  # noqa: PLR0912 -- one case a node
        match node:
            case Literal(value=bool() as value):
                return Kleene(z3.BoolVal(value), z3.BoolVal(not value))
            case Fact() | Setting():
                cell = self._cell(node)
                return _missing_or(cell.known, NO if cell.value is None else cell.value)
            case Term(root=root):
                return self.truth(root)
            case FactNot(operand=operand):
                return self.truth(operand).flipped()
            case FactJoin(operator=operator, operands=operands):
                truths = [self.truth(operand) for operand in operands]
                return all_of(truths) if operator == "and" else any_of(truths)
            case FactCompare():
                return self._compared(node)
            case Membership():
                return self._membership(node)
            case Quantifier():
                return self._quantified(node)
            case Majority(operands=operands):
                one, two, three = (self.truth(operand) for operand in operands)
                return any_of([all_of([one, two]), all_of([one, three]), all_of([two, three])])
            case Choose(condition=condition, yes=yes, no=no):
                which, one, two = self.truth(condition), self.truth(yes), self.truth(no)
                return Kleene(_chosen(which, one.yes, two.yes), _chosen(which, one.no, two.no))
            case Has(operand=operand):
                cell = self._cell(operand)
                return _missing_or(cell.known, z3.Not(cell.absent))
            case Literal() | Member() | Group() | Context() | Tally() | Months() | Members() | FactArithmetic():
                raise AssertionError("the checker tells truths from other values")
            case _:
                assert_never(node)

    def _quantified(self, node: Quantifier) -> Kleene:
        present, bodies, known = self._bodies(node)
        pairs = list(zip(present, bodies, strict=True))
        if node.function == "any":
            found = any_of([Kleene(z3.And(there, one.yes), z3.Or(z3.Not(there), one.no)) for there, one in pairs])
        else:
            found = all_of([Kleene(z3.Or(z3.Not(there), one.yes), z3.And(there, one.no)) for there, one in pairs])
        return Kleene(z3.And(known, found.yes), z3.And(known, found.no))

    def _cell(self, node: FactNode) -> Cell:
        """A plain value: fact, setting, text, number or day."""
        match node:
            case Fact(name=name, of=None):
                return self._facts.cell(name)
            case Fact(name=name, of=member):
                return self._members[member or ""].cell(name)
            case Member(variable=variable):
                return Cell(YES, NO, self._world.place(self._countries[variable]))
            case Setting(name=name, type=kind):
                value = self._question.parameters.get(name)
                return MISSING if value is None else Cell(YES, NO, self._literal(value, kind))
            case Literal(value=value, type=kind):
                return Cell(YES, NO, self._literal(value, kind))
            case Context(name="as_of"):
                return Cell(YES, NO, settled_day(self._question.as_of))
            case Context():
                host = self._question.host
                return MISSING if host is None else Cell(YES, NO, self._world.place(host))
            case Term(root=root):
                return self._cell(root)
            case Months(start=start, end=end):
                one, two = self._cell(start), self._cell(end)
                return _worked_out(one, two, _months_between)
            case FactArithmetic(left=left, operator=operator, right=right):
                return _worked_out(self._cell(left), self._cell(right), _ARITHMETIC[operator])
            case _:
                raise AssertionError("the checker lets only plain values be compared")

    def _literal(self, value: Any, kind: object) -> Any:
        match kind:
            case TruthType():
                return z3.BoolVal(bool(value))
            case CountryType():
                return self._world.place(value)
            case ChoiceType(choices=choices):
                return z3.IntVal(choices.index(value))
            case DayType():
                return settled_day(value)
            case _:
                return number(Fraction(value))

    # ---- comparisons -------------------------------------------------------------------------------

    def _compared(self, node: FactCompare) -> Kleene:
        if _is_interval(node.left) or _is_interval(node.right):
            return _compared_intervals(self._interval(node.left), node.operator, self._interval(node.right))
        if isinstance(node.left.type, TruthType):
            one, two = self.truth(node.left), self.truth(node.right)
            same = any_of([all_of([one, two]), all_of([one.flipped(), two.flipped()])])
            known = z3.And(z3.Or(one.yes, one.no), z3.Or(two.yes, two.no))
            same = Kleene(z3.And(known, same.yes), z3.And(known, same.no))
            return same if node.operator == "==" else same.flipped()
        left, right = self._cell(node.left), self._cell(node.right)
        known = z3.And(left.known, right.known)
        if left.value is None or right.value is None:  # always missing, or always absent
            there = NO
            holds = NO
        else:
            there = z3.And(z3.Not(left.absent), z3.Not(right.absent))
            one, two = (side.value.order if isinstance(side.value, Day) else side.value for side in (left, right))
            holds = _ORDERS[node.operator](one, two)
        if node.operator in {"==", "!="}:
            none = z3.And(left.absent, right.absent)
            equal = z3.Or(none, z3.And(there, holds if node.operator == "==" else z3.Not(holds)))
            return _missing_or(known, equal if node.operator == "==" else z3.Not(equal))
        return _missing_or(known, z3.And(there, holds))

    def _membership(self, node: Membership) -> Kleene:
        element = self._cell(node.element)
        if isinstance(node.collection, Literal):
            inside = [self._literal(text, node.element.type) for text in sorted(_texts(node.collection.value))]
            found = NO if element.value is None else z3.Or([element.value == one for one in inside])
            return _missing_or(element.known, z3.And(z3.Not(element.absent), found))
        known, there = self._set(node.collection)
        found = NO
        if element.value is not None:
            found = z3.Or([z3.And(element.value == self._world.place(name), one) for name, one in there.items()])
        return _missing_or(z3.And(element.known, known), z3.And(z3.Not(element.absent), found))

    def _set(self, node: FactNode) -> tuple[Formula, dict[str, Formula]]:
        """A set of countries: whether it is known, and which countries it holds."""
        match node:
            case Term(root=root):
                return self._set(root)
            case Members(day=Context()):
                now = eu_members(self._question.as_of)
                return YES, {country: YES for country in now if country in self._world.countries}
            case Members(day=day):
                return self._members_on(self._cell(day))
            case _:
                cell = self._cell(node)
                return cell.known, cell.value or {}

    def _members_on(self, day: Cell) -> tuple[Formula, dict[str, Formula]]:
        if not isinstance(day.value, Day):
            return day.known, {}
        always, changes = eu_membership_changes()
        there = z3.Not(day.absent)
        found: dict[str, Formula] = dict.fromkeys(always, there)
        for turn, joined, countries in changes:
            order = settled_day(turn).order
            since = day.value.order >= order if joined else day.value.order <= order
            found |= dict.fromkeys(countries, z3.And(there, since))
        return day.known, {country: one for country, one in found.items() if country in self._world.countries}

    # ---- loops and intervals -----------------------------------------------------------------------

    def _bodies(self, node: Quantifier | Tally) -> tuple[list[Formula], list[Kleene], Formula]:
        """For each possible member: whether it is there and what the condition says; whether the list is known."""
        cell = self._cell(node.source)
        if isinstance(cell.value, Listed):
            present = [cell.value.holds(place) for place in range(len(cell.value.members))]
            return present, [self._of_member(node, member) for member in cell.value.members], cell.known
        known, there = self._set(node.source)
        return list(there.values()), [self._of_country(node, country) for country in there], known

    def _of_member(self, node: Quantifier | Tally, member: FactCells) -> Kleene:
        self._members[node.variable] = member
        return self.truth(node.body)

    def _of_country(self, node: Quantifier | Tally, country: str) -> Kleene:
        self._countries[node.variable] = country
        return self.truth(node.body)

    def _interval(self, node: FactNode) -> _Interval:
        match node:
            case Term(root=root):
                return self._interval(root)
            case Tally(function="share"):
                return self._share(node)
            case Tally(function=function):
                present, bodies, known = self._bodies(node)
                low = _count(z3.And(there, one.yes) for there, one in zip(present, bodies, strict=True))
                high = _count(z3.And(there, z3.Not(one.no)) for there, one in zip(present, bodies, strict=True))
                if function == "count":
                    return _Interval(YES, z3.If(known, low, 0), high, z3.Not(known))
                return _by_heads(present, known, low, high)
            case Group(figure=figure, suffix=suffix):
                return self._group(figure + suffix)
            case _:
                cell = self._cell(node)
                if cell.value is None:
                    return _Interval(NO, number(Fraction(0)), number(Fraction(0)))
                return _Interval(z3.And(cell.known, z3.Not(cell.absent)), cell.value, cell.value)

    def _share(self, node: Tally) -> _Interval:
        """As `share_of` works it out for one list of members."""
        hundred = number(Fraction(100))
        present, bodies, known = self._bodies(node)
        cell = self._cell(node.source)
        if not isinstance(cell.value, Listed):
            return _Interval(YES, number(Fraction(0)), hundred)
        complete = self._facts.cell(f"{node.source.name}_complete")
        is_complete = NO if complete.value is None else z3.And(complete.known, complete.value)
        held = [member.cell("share") for member in cell.value.members]
        told = [z3.And(there, one.known) for there, one in zip(present, held, strict=True)]
        untold = [z3.And(there, z3.Not(one.known)) for there, one in zip(present, held, strict=True)]
        amounts = [number(Fraction(0)) if one.value is None else one.value for one in held]

        def total(wanted: Callable[[Kleene], Formula]) -> Formula:
            return _added(
                z3.If(z3.And(there, wanted(body)), amount, 0)
                for there, body, amount in zip(told, bodies, amounts, strict=True)
            )

        rest = hundred - total(lambda _: YES)
        low, perhaps = total(lambda body: body.yes), total(lambda body: z3.And(z3.Not(body.yes), z3.Not(body.no)))
        some_untold = z3.Or(untold)
        beyond = z3.And(rest > number(_TOLERANCE), is_complete, z3.Not(some_untold))
        contradicts = z3.Or(rest < number(-_TOLERANCE), beyond)
        # Who the rest goes to: members of unknown share, and somebody not listed unless all are.
        to_trait = z3.And(
            some_untold, is_complete, *(z3.Or(z3.Not(one), body.yes) for one, body in zip(untold, bodies, strict=True))
        )
        to_others = z3.And(
            is_complete, *(z3.Or(z3.Not(one), body.no) for one, body in zip(untold, bodies, strict=True))
        )
        more = rest > 0
        low_end = low + z3.If(z3.And(more, to_trait), rest, 0)
        high_end = low + perhaps + z3.If(z3.And(more, z3.Not(to_others)), rest, 0)
        open_ = z3.Or(z3.Not(known), contradicts)
        return _Interval(YES, z3.If(open_, 0, low_end), z3.If(open_, hundred, high_end))

    def _group(self, figure: str) -> _Interval:
        """As `group_sum` works it out: own figure, all of linked enterprises, the share of partners."""
        own, relations = self._facts.cell(figure), self._facts.cell("relations")
        low = number(Fraction(0)) if own.value is None else z3.If(own.known, own.value, 0)
        high, endless = low, [z3.Not(own.known), z3.Not(relations.known)]
        if isinstance(relations.value, Listed):
            for place, member in enumerate(relations.value.members):
                there = z3.And(relations.known, relations.value.holds(place))
                value = member.cell(figure)
                endless.append(z3.And(there, z3.Not(value.known)))
                if value.value is None:
                    continue
                least, most = self._weighted(member, value.value)
                counted = z3.And(there, value.known)
                low, high = low + z3.If(counted, least, 0), high + z3.If(counted, most, 0)
        return _Interval(YES, low, high, z3.Or(endless))

    def _weighted(self, member: FactCells, value: Formula) -> tuple[Formula, Formula]:
        kind, share = member.cell("kind"), member.cell("share")
        choices = self._world.vocabulary.facts["relation"]["kind"].choices

        def is_kind(name: str) -> Formula:
            return NO if kind.value is None else z3.And(kind.known, kind.value == choices.index(name))

        part = number(Fraction(0))
        if share.value is not None and z3.is_rational_value(z3.simplify(share.value)):
            part = value * z3.simplify(share.value) / 100
        elif share.value is not None:
            for percent in range(PARTNER_STEP, 101, PARTNER_STEP):
                part = z3.If(share.value == percent, value * number(Fraction(percent, 100)), part)
        low, high = z3.If(share.known, part, 0), z3.If(share.known, part, value)
        linked, partner = is_kind("linked"), is_kind("partner")
        return z3.If(linked, value, low), z3.If(linked, value, z3.If(partner, high, value))


def _missing_or(known: Formula, holds: Formula) -> Kleene:
    return Kleene(z3.And(known, holds), z3.And(known, z3.Not(holds)))


def _chosen(which: Kleene, one: Formula, two: Formula) -> Formula:
    return z3.Or(z3.And(which.yes, one), z3.And(which.no, two), z3.And(z3.Not(which.yes), z3.Not(which.no), one, two))


def _is_interval(node: FactNode) -> bool:
    return isinstance(node.type, QuantityType) and node.type.interval


def _count(truths: Iterable[Formula]) -> Formula:
    return _added(z3.If(truth, number(Fraction(1)), number(Fraction(0))) for truth in truths)


def _added(terms: Iterable[Formula]) -> Formula:
    return z3.Sum([number(Fraction(0)), *terms])


def _by_heads(present: Sequence[Formula], known: Formula, low: Formula, high: Formula) -> _Interval:
    """Percentages of how many there are; of nobody, nothing is known."""
    heads = _count(present)
    ends = [number(Fraction(0))] * 2
    for count in range(1, len(present) + 1):
        ends = [z3.If(heads == count, end * 100 / count, other) for end, other in zip((low, high), ends, strict=True)]
    return _Interval(z3.And(known, z3.Or(present)), *ends)


def _worked_out(one: Cell, two: Cell, work: Callable[[Any, Any], Formula]) -> Cell:
    """Missing wins over absent, absent over values."""
    known = z3.And(one.known, two.known)
    value = None if one.value is None or two.value is None else work(one.value, two.value)
    return Cell(known, z3.Or(one.absent, two.absent), value)


def _months_between(start: Day, end: Day) -> Formula:
    forward = _completed(start, end)
    if isinstance(start.year, int) and isinstance(end.year, int):
        return forward if start.order <= end.order else -_completed(end, start)
    return z3.If(start.order <= end.order, forward, -_completed(end, start))


def _completed(start: Day, end: Day) -> Formula:
    """The month rule: completed on the same day number, or on the last day of a month that has no such day."""
    last = end.last_of_month
    early = _and(end.day < start.day, end.day < last)
    less = z3.If(early, z3.IntVal(1), z3.IntVal(0))
    return z3.ToReal(end.months - start.months - less)


def _and(one: Any, two: Any) -> Formula:
    return z3.And(*(z3.BoolVal(part) if isinstance(part, bool) else part for part in (one, two)))


_ARITHMETIC: dict[str, Callable[[Any, Any], Formula]] = {
    "+": lambda one, two: one + two,
    "-": lambda one, two: one - two,
    "*": lambda one, two: one * two,
    "//": lambda one, two: z3.ToReal(z3.ToInt(one / two)),
}
_ORDERS: dict[str, Callable[[Any, Any], Formula]] = {
    "<": lambda one, two: one < two,
    "<=": lambda one, two: one <= two,
    ">": lambda one, two: one > two,
    ">=": lambda one, two: one >= two,
    "==": lambda one, two: one == two,
    "!=": lambda one, two: one != two,
}


def _compared_intervals(one: _Interval, operator: str, two: _Interval) -> Kleene:
    """A comparison that is settled when the whole intervals agree."""
    if operator in {">", ">="}:
        return _compared_intervals(two, {">": "<", ">=": "<="}[operator], one)
    known = z3.And(one.known, two.known)
    below = z3.And(z3.Not(one.endless), one.high < two.low)
    above = z3.And(z3.Not(two.endless), two.high < one.low)
    match operator:
        case "<":
            found = Kleene(below, z3.And(z3.Not(two.endless), one.low >= two.high))
        case "<=":
            found = Kleene(z3.And(z3.Not(one.endless), one.high <= two.low), above)
        case _:
            ends = [z3.Not(one.endless), z3.Not(two.endless), one.low == one.high, two.low == two.high]
            same = Kleene(z3.And(*ends, one.low == two.low), z3.Or(below, above))
            found = same if operator == "==" else same.flipped()
    return Kleene(z3.And(known, found.yes), z3.And(known, found.no))
