"""Checked expressions over facts: names bound, everything typed. Backends of definitions take only these."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import assert_never

from attrs import field, frozen

from connecteur_core.expr.fact_types import (
    COUNTRIES,
    COUNTRY,
    TRUTH,
    CountriesType,
    CountryType,
    DayType,
    FactType,
    QuantityType,
    TruthType,
)
from connecteur_core.positions.span import Span


@frozen
class Literal:
    """A value that is always the same."""

    value: bool | Fraction | str | date | frozenset[str]
    type: FactType
    at: Span = field(eq=False, repr=False)


@frozen
class Fact:
    """A fact by its name; with `of`, the fact of the member a loop variable stands for."""

    name: str
    type: FactType
    at: Span = field(eq=False, repr=False)
    of: str | None = None


@frozen
class Member:
    """The member itself, in a loop over a set of countries."""

    variable: str
    at: Span = field(eq=False, repr=False)
    type: CountryType = COUNTRY


@frozen
class Group:
    """A figure of the whole group of enterprises: own, all of linked ones, the share of partners."""

    figure: str
    suffix: str
    type: QuantityType
    at: Span = field(eq=False, repr=False)


@frozen
class Setting:
    """`param.name`; open when nobody has set it."""

    name: str
    type: FactType
    at: Span = field(eq=False, repr=False)


@frozen
class Context:
    """`host` or `as_of`: always known."""

    name: str
    type: CountryType | DayType
    at: Span = field(eq=False, repr=False)


@frozen
class FactNot:
    """`not operand`."""

    operand: FactNode
    at: Span = field(eq=False, repr=False)
    type: TruthType = TRUTH


@frozen
class FactJoin:
    """Kleene `and` / `or`."""

    operator: str
    operands: tuple[FactNode, ...]
    at: Span = field(eq=False, repr=False)
    type: TruthType = TRUTH


@frozen
class FactCompare:
    """`left operator right`, of the same kind of value."""

    left: FactNode
    operator: str
    right: FactNode
    at: Span = field(eq=False, repr=False)
    type: TruthType = TRUTH


@frozen
class Membership:
    """`element in collection`."""

    element: FactNode
    collection: FactNode
    at: Span = field(eq=False, repr=False)
    type: TruthType = TRUTH


@frozen
class Quantifier:
    """`any(body for variable in source)` or `all(…)`."""

    function: str
    variable: str
    source: Fact
    body: FactNode
    at: Span = field(eq=False, repr=False)
    type: TruthType = TRUTH


@frozen
class Tally:
    """`count`, `share` or `head_share` over a list: an interval."""

    function: str
    variable: str
    source: Fact
    body: FactNode
    type: QuantityType
    at: Span = field(eq=False, repr=False)


@frozen
class Majority:
    """`maj(a, b, c)`."""

    operands: tuple[FactNode, ...]
    at: Span = field(eq=False, repr=False)
    type: TruthType = TRUTH


@frozen
class Choose:
    """`choose(condition, yes, no)`."""

    condition: FactNode
    yes: FactNode
    no: FactNode
    at: Span = field(eq=False, repr=False)
    type: TruthType = TRUTH


@frozen
class Has:
    """`has(fact)`."""

    operand: FactNode
    at: Span = field(eq=False, repr=False)
    type: TruthType = TRUTH


@frozen
class Months:
    """`months_between(start, end)`."""

    start: FactNode
    end: FactNode
    type: QuantityType
    at: Span = field(eq=False, repr=False)


@frozen
class Members:
    """`eu_members(day)`."""

    day: FactNode
    at: Span = field(eq=False, repr=False)
    type: CountriesType = COUNTRIES


@frozen
class FactArithmetic:
    """`left operator right` on numbers that are no intervals."""

    left: FactNode
    operator: str
    right: FactNode
    type: QuantityType
    at: Span = field(eq=False, repr=False)


@frozen
class Term:
    """A named part of a definitions file."""

    name: str
    root: FactNode
    at: Span = field(eq=False, repr=False)

    @property
    def type(self) -> FactType:
        """The type of what the name stands for."""
        return self.root.type


FactNode = (
    Literal
    | Fact
    | Member
    | Group
    | Setting
    | Context
    | FactNot
    | FactJoin
    | FactCompare
    | Membership
    | Quantifier
    | Tally
    | Majority
    | Choose
    | Has
    | Months
    | Members
    | FactArithmetic
    | Term
)


def iter_children(node: FactNode) -> Iterator[FactNode]:
    """The parts right below a node, in the order they are written."""
    match node:
        case Literal() | Fact() | Member() | Group() | Setting() | Context():
            return
        case FactNot(operand=part) | Has(operand=part) | Members(day=part) | Term(root=part):
            yield part
        case FactJoin(operands=parts) | Majority(operands=parts):
            yield from parts
        case FactCompare(left=one, right=two) | FactArithmetic(left=one, right=two):
            yield one
            yield two
        case Membership(element=one, collection=two) | Months(start=one, end=two):
            yield one
            yield two
        case Quantifier(source=source, body=body) | Tally(source=source, body=body):
            yield source
            yield body
        case Choose(condition=condition, yes=yes, no=no):
            yield condition
            yield yes
            yield no
        case _:
            assert_never(node)


def iter_nodes(node: FactNode) -> Iterator[FactNode]:
    """A node and everything below it, parents before children."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(tuple(iter_children(node))))


@frozen(eq=False)
class CheckedExpression:
    """An expression over facts that passed the checker: its text, and its typed tree."""

    text: str
    root: FactNode
