"""The missing facts that can still change an answer, as SQL: the rules of `decisions.reasons.find_missing`.

A missing fact matters when every yes/no above it is undetermined; so each leaf carries the tests of its ancestors.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import assert_never

from attrs import evolve, frozen

from connecteur_core.backends.fact_columns import FactColumns, field_of
from connecteur_core.backends.fact_sql import MemberPlace, SqlEmitter, SqlExpression, text_literal
from connecteur_core.definitions.fact_names import member_prefix
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
)
from connecteur_core.expr.fact_types import CountriesType, TruthType

SEPARATOR = ";"


@frozen
class _Leaf:
    """A fact that may be missing, and when it matters; with `members`, of each member of that list."""

    name: str
    test: str
    members: str | None = None


def compile_missing(
    root: FactNode, columns: FactColumns, *, host: str | None, as_of: date, prefix: str = "missing", binding: str = ""
) -> SqlExpression:
    """The names of the missing facts that matter, with `;` between, in the order of the expression; NULL for none.

    Arguments as in `compile_sql`.
    """
    emitter = SqlEmitter(columns, host, as_of, prefix, binding)
    leaves = list(_Walk(emitter).leaves(root))
    parts = []
    for members in dict.fromkeys(leaf.members for leaf in leaves):
        tests: dict[str, list[str]] = {}
        for leaf in leaves:
            if leaf.members == members:
                tests.setdefault(leaf.name, []).append(leaf.test)
        parts.append(_named(tests) if members is None else _named_by_member(members, tests, columns))
    value = f"NULLIF(CONCAT_WS('{SEPARATOR}', {', '.join(parts)}), '')" if parts else "CAST(NULL AS VARCHAR)"
    return SqlExpression(emitter.steps(), value)


def _named(tests: dict[str, list[str]], prefix: str = "") -> str:
    before = f"{prefix} || " if prefix else ""
    return ", ".join(
        f"CASE WHEN {' OR '.join(f'({test})' for test in dict.fromkeys(known))} THEN {before}{text_literal(name)} END"
        for name, known in tests.items()
    )


def _named_by_member(members: str, tests: dict[str, list[str]], columns: FactColumns) -> str:
    place = f"'{members}[' || CAST(number AS VARCHAR) || '].'"
    texts = f"CONCAT_WS('{SEPARATOR}', {_named(tests, place)})"
    listed = f"LIST_TRANSFORM({columns.own(members)}, LAMBDA {_variable(members)}, number : NULLIF({texts}, ''))"
    return f"NULLIF(ARRAY_TO_STRING({listed}, '{SEPARATOR}'), '')"


def _variable(members: str) -> str:
    """One name for the members of a list, in whatever loops over it."""
    return f"one_of_{members}"


class _Walk:
    """Goes down an expression; `prefix` is what facts of the member at hand begin with."""

    def __init__(self, emitter: SqlEmitter) -> None:
        self._emitter = emitter
        self._prefixes: dict[str, str | None] = {}  # by loop variable; None = a list of any length
        self._lists: dict[str, str] = {}  # by loop variable

    def leaves(self, node: FactNode) -> Iterator[_Leaf]:
        """The facts below a node, each with the tests down to it."""
        if not isinstance(node.type, TruthType):
            yield from self._below(node)
            return
        open_here = f"({self._emitter.truth(node)}) IS NULL"
        for leaf in self._below(node):
            yield leaf if leaf.test == open_here else evolve(leaf, test=f"{open_here} AND {leaf.test}")

    def _below(self, node: FactNode) -> Iterator[_Leaf]:  # noqa: PLR0912 -- one case a node
        match node:
            case Literal() | Context() | Member():
                return
            case Fact():
                yield self._fact(node)
            case Setting(name=name):
                yield _Leaf(f"param.{name}", f"CAST({self._emitter.bound(name)} AS VARCHAR) IS NULL")
            case Group(figure=figure, suffix=suffix):
                yield from self._figures(figure + suffix)
            case FactNot(operand=part) | Has(operand=part) | Members(day=part) | Term(root=part):
                yield from self.leaves(part)
            case FactJoin(operands=parts) | Majority(operands=parts):
                for part in parts:
                    yield from self.leaves(part)
            case FactCompare(left=one, right=two) | FactArithmetic(left=one, right=two):
                yield from self.leaves(one)
                yield from self.leaves(two)
            case Membership(element=one, collection=two) | Months(start=one, end=two):
                yield from self.leaves(one)
                yield from self.leaves(two)
            case Quantifier(source=source):
                if self._emitter.fixed(source, node.variable) is None:
                    yield self._fact(source)
                yield from self._members(node)
            case Tally():
                yield from self._tallied(node)
            case Choose(condition=condition, yes=yes, no=no):
                truth = self._emitter.truth(condition)
                yield from self.leaves(condition)
                for part, contrary in ((yes, f"NOT {truth}"), (no, truth)):
                    for leaf in self.leaves(part):
                        yield evolve(leaf, test=f"NOT COALESCE({contrary}, FALSE) AND {leaf.test}")
            case _:
                assert_never(node)

    def _fact(self, fact: Fact) -> _Leaf:
        test = f"{self._emitter.column(fact)} IS NULL"
        if fact.of is None:
            return _Leaf(fact.name, test)
        prefix = self._prefixes[fact.of]
        return _Leaf(fact.name, test, self._lists[fact.of]) if prefix is None else _Leaf(prefix + fact.name, test)

    def _members(self, node: Quantifier | Tally) -> Iterator[_Leaf]:
        """What is missing in the members of a list or set, whatever the list itself lacks."""
        places = self._emitter.fixed(node.source, node.variable)
        if places is not None:
            for number, place in enumerate(places, start=1):
                yield from self._inside(node, place, member_prefix(place.members, number))
            return
        if isinstance(node.source.type, CountriesType):
            place = MemberPlace(node.variable, node.source.name, None)
            source = self._emitter.column(node.source)
            for leaf in self._inside(node, place, ""):
                yield evolve(leaf, test=_some(source, node.variable, leaf.test))
            return
        variable = _variable(node.source.name)
        place = MemberPlace(variable, node.source.name, self._emitter.columns.declaration(node.source.name).record)
        source = self._emitter.column(node.source)
        for leaf in self._inside(node, place, None):
            # A fact of the whole record, or a setting, that a condition on members reads.
            yield leaf if leaf.members else evolve(leaf, test=_some(source, variable, leaf.test))

    def _inside(self, node: Quantifier | Tally, place: MemberPlace, prefix: str | None) -> Iterator[_Leaf]:
        self._prefixes[node.variable], self._lists[node.variable] = prefix, place.members
        with self._emitter.standing_for(node.variable, place):
            yield from list(self.leaves(node.body))

    def _tallied(self, node: Tally) -> Iterator[_Leaf]:
        """The list itself, its members, their shares, whether it is complete."""
        if self._emitter.fixed(node.source, node.variable) is not None:
            yield from self._members(node)
            return
        source, own = self._emitter.column(node.source), self._fact(node.source)
        yield evolve(own, test=f"({source} IS NULL OR ARRAY_LENGTH({source}) = 0)")
        if node.function != "share":
            yield from self._members(node)
            return
        listed = node.source.name
        variable = _variable(listed)
        capital = self._emitter.capital(node.source, source, variable)
        yield _Leaf(f"{listed}.share", f"ARRAY_LENGTH({source}) > 0 AND {capital.contradicts}")
        sound = f"NOT {capital.contradicts}"
        held = field_of(variable, "share")
        yield _Leaf("share", f"{sound} AND {held} IS NULL", listed)
        told = f"ARRAY_LENGTH({source}) > 0 AND {sound} AND NOT {capital.complete} AND {capital.rest} > 0.01"
        yield _Leaf(f"{listed}_complete", told)
        for leaf in self._members(node):
            yield evolve(leaf, test=f"{sound} AND {leaf.test}")

    def _figures(self, figure: str) -> Iterator[_Leaf]:
        columns, variable = self._emitter.columns, _variable("relations")
        yield _Leaf(figure, f"{columns.own(figure)} IS NULL")
        yield _Leaf("relations", f"{columns.own('relations')} IS NULL")
        value, kind, share = (field_of(variable, name) for name in (figure, "kind", "share"))
        yield _Leaf(figure, f"{value} IS NULL", "relations")
        yield _Leaf("kind", f"{kind} IS NULL", "relations")
        yield _Leaf("share", f"COALESCE({kind} <> 'linked', TRUE) AND {share} IS NULL", "relations")


def _some(source: str, variable: str, test: str) -> str:
    """Whether a test holds for some member."""
    ranked = f"LIST_TRANSFORM({source}, LAMBDA {variable} : CASE WHEN {test} THEN 1 ELSE 0 END)"
    return f"COALESCE(LIST_MAX({ranked}), 0) = 1"
