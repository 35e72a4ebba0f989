"""Checked expression over facts → SQL that DuckDB runs, with exactly the three truth values of the language.

NULL is undetermined: `AND`, `OR`, `NOT` and comparisons of SQL are Kleene's own, so most parts are written as they are
(ADR 10 has the measurements). Only what SQL does not know is spelled out: known absence, intervals, majorities, lists.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from fractions import Fraction
from typing import assert_never

from attrs import frozen

from connecteur_core.backends.fact_columns import PLACES, FactColumns, field_of
from connecteur_core.backends.fact_runtime import ABSENT, eu_members, eu_membership_changes
from connecteur_core.definitions.vocabulary import FactKind
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
from connecteur_core.expr.fact_types import (
    ChoiceType,
    CountriesType,
    CountryType,
    DayType,
    QuantityType,
    RecordsType,
    TruthType,
)

_HUNDREDTH = "0.01"
_SHARES = "DECIMAL(20, 6)"
_MONEY = "DECIMAL(37, 14)"  # a figure of 16 + 6 digits times a share of 3 + 6 digits, over 100, summed


@frozen
class Day:
    """A day in SQL; `absent` tests the known absence, None where there cannot be one."""

    value: str
    absent: str | None = None


@frozen
class Number:
    """An exact number in SQL with its decimal places; `absent` as of the days it was counted from."""

    value: str
    places: int = 0
    absent: str | None = None


@frozen
class Range:
    """An interval in SQL: NULL as `low` = nothing is known, NULL as `high` = no upper end; both times `over`."""

    low: str
    high: str
    over: str | None = None


@frozen
class Capital:
    """The capital of a list of owners in SQL.

    Attributes:
        rest: percent that nobody listed is known to hold.
        unsized: how many members have an unknown share.
        complete: whether nobody is left out, never NULL.
        contradicts: whether the shares contradict themselves.
    """

    rest: str
    unsized: str
    complete: str
    contradicts: str


Value = str | Day | Number | Range


@frozen(eq=False)
class SqlExpression:
    """A compiled expression.

    Attributes:
        steps: what has to be worked out first: columns by name, each group over the columns before it.
        value: the expression over the relation and those columns.
    """

    steps: tuple[Mapping[str, str], ...]
    value: str


def compile_sql(
    root: FactNode, columns: FactColumns, *, host: str | None, as_of: date, prefix: str = "step", binding: str = ""
) -> SqlExpression:
    """The SQL of a definition or a part of one; parameters stand as `$name`.

    Args:
        root: the typed expression, a yes/no.
        columns: what the relation holds.
        host: the country whose definition is applied, or None when the expression never asks.
        as_of: the day of the question.
        prefix: how the columns of `steps` are called, before a number.
        binding: what stands before the names of parameters, to tell those of several definitions apart.
    """
    emitter = SqlEmitter(columns, host, as_of, prefix, binding)
    value = emitter.truth(root)
    return SqlExpression(emitter.steps(), value)


class SqlEmitter:
    """Writes one expression; knows what each loop variable stands for."""

    def __init__(self, columns: FactColumns, host: str | None, as_of: date, prefix: str, binding: str = "") -> None:
        self.columns = columns
        self._context: dict[str, Value] = {
            "host": text_literal(host or ""),
            "as_of": Day(f"DATE '{as_of.isoformat()}'"),
        }
        self._as_of = as_of
        self._prefix = prefix
        self._binding = binding
        self._members: dict[str, MemberPlace] = {}
        self._hoisted: dict[str, tuple[int, str]] = {}  # by the name of a column: its step, its SQL

    def steps(self) -> tuple[Mapping[str, str], ...]:
        """The columns to work out first, each step over those before it."""
        last = max((step for step, _ in self._hoisted.values()), default=0)
        return tuple(
            {name: sql for name, (step, sql) in self._hoisted.items() if step == number}
            for number in range(1, last + 1)
        )

    def truth(self, node: FactNode) -> str:
        """A yes/no as SQL that may stand beside AND, OR and NOT; elsewhere it goes into brackets."""
        value = self.value(node)
        assert isinstance(value, str), "truths are plain SQL"
        return value

    def value(self, node: FactNode) -> Value:  # noqa: PLR0912 -- one case a node
        """What a node gives: SQL, or what is more than one expression."""
        match node:
            case Literal(value=value):
                return _literal(value)
            case Fact():
                return self._typed(node, self.column(node))
            case Member(variable=variable):
                return self._members[variable].name
            case Setting(name=name, type=kind):
                return _setting(self.bound(name), kind)
            case Context(name=name):
                return self._context[name]
            case Term(root=root):
                return self.value(root)
            case FactNot(operand=operand):
                return f"NOT {self.truth(operand)}"
            case FactJoin(operator=operator, operands=operands):
                return "(" + f" {operator.upper()} ".join(self.truth(operand) for operand in operands) + ")"
            case FactCompare(
                left=FactArithmetic(operator="//") as quotient, operator=operator, right=Literal() as bound
            ):
                return self._comparison(*_undivided(quotient, operator, bound, self.value))
            case FactCompare(left=left, operator=operator, right=right):
                return self._comparison(self.value(left), operator, self.value(right))
            case Membership(element=element, collection=collection):
                return self._membership(element, collection)
            case Quantifier():
                return self._quantifier(node)
            case Tally():
                return self._tally(node)
            case Majority(operands=operands):
                one, two, three = (self.truth(operand) for operand in operands)
                return f"(({one} AND {two}) OR ({one} AND {three}) OR ({two} AND {three}))"
            case Choose(condition=condition, yes=yes, no=no):
                return _choice(self.truth(condition), self.truth(yes), self.truth(no))
            case Has(operand=operand):
                return _presence(self.value(operand), operand)
            case Months(start=start, end=end):
                return self._months(self.value(start), self.value(end))
            case Group(figure=figure, suffix=suffix):
                return self._group(figure + suffix)
            case FactArithmetic(left=left, operator=operator, right=right):
                return _arithmetic(_number(self.value(left)), operator, _number(self.value(right)))
            case Members():
                raise AssertionError("sets of members stand on the right of `in` only")
            case _:
                assert_never(node)

    def bound(self, parameter: str) -> str:
        """A parameter as a value to bind."""
        return f"${self._binding}{parameter}"

    def column(self, fact: Fact) -> str:
        """The column of a fact as it is stored: text for days that may be absent."""
        if fact.of is None:
            return self.columns.own(fact.name)
        return self._members[fact.of].fact(fact.name, self.columns)

    def _typed(self, fact: Fact, column: str) -> Value:
        match fact.type:
            case DayType(absent=True):
                # The test stands around the cast, for engines that refuse to cast what is no date.
                return Day(f"CAST(NULLIF({column}, '{ABSENT}') AS DATE)", f"({column} = '{ABSENT}')")
            case DayType():
                return Day(column)
            case QuantityType():
                return Number(column, 0 if self._is_whole(fact) else PLACES)
            case _:
                return column

    def _is_whole(self, fact: Fact) -> bool:
        of = None if fact.of is None else self._members[fact.of].record
        return self.columns.declaration(fact.name, of).type is FactKind.INTEGER

    # Comparisons

    def _comparison(self, left: Value, operator: str, right: Value) -> str:
        if isinstance(left, Range) or isinstance(right, Range):
            return _compare_ranges(_range(left), operator, _range(right))
        symbol = {"==": "=", "!=": "<>"}.get(operator, operator)
        one, two = _plain(left), _plain(right)
        absences = [absent for absent in (_absent(left), _absent(right)) if absent is not None]
        if not absences:
            return f"{one} {symbol} {two}"
        here, there = _absent(left), _absent(right)
        if symbol in {"=", "<>"}:
            same, other = ("TRUE", "FALSE") if symbol == "=" else ("FALSE", "TRUE")
        else:
            same = other = "FALSE"
        cases = []
        if here and there:
            cases.append(f"WHEN {here} AND {there} THEN {same}")
        # Missing wins over absent: an absence settles the comparison only when the other side is known.
        cases += [
            f"WHEN {absent} AND {known} IS NOT NULL THEN {other}"
            for absent, known in ((here, two), (there, one))
            if absent
        ]
        return f"CASE {' '.join(cases)} ELSE {one} {symbol} {two} END"

    def _membership(self, element: FactNode, collection: FactNode) -> str:
        value = _plain(self.value(element))
        match collection:
            case Term(root=root):
                return self._membership(element, root)
            case Literal(value=frozenset() as known):
                return _among(value, known)
            case Members(day=Context()):
                return _among(value, eu_members(self._as_of))
            case Members(day=day):
                return self._membership_of_the_union(value, self.value(day))
            case _:
                return f"LIST_CONTAINS({self.value(collection)}, {value})"

    def _membership_of_the_union(self, country: str, day: Value) -> str:
        assert isinstance(day, Day), "the checker lets only days through"
        always, changes = eu_membership_changes()
        parts = [_among(country, always)]
        for changed, joined, countries in changes:
            relation = ">=" if joined else "<="
            parts.append(f"({_among(country, countries)} AND {day.value} {relation} DATE '{changed.isoformat()}')")
        # A missing day leaves even old members open, as in the compiled function: the set itself is missing.
        known = f"CASE WHEN {day.value} IS NULL THEN NULL ELSE ({' OR '.join(parts)}) END"
        if day.absent is not None:
            known = f"CASE WHEN {day.absent} AND {country} IS NOT NULL THEN FALSE ELSE {known} END"
        return known

    # Lists

    def _quantifier(self, node: Quantifier) -> str:
        places = self.fixed(node.source, node.variable)
        if places is not None:
            bodies = [self._body(node, place) for place in places]
            return "(" + (" OR " if node.function == "any" else " AND ").join(bodies) + ")"
        source = self.column(node.source)
        body = self._body(node, self._loop(node))
        # One number a member: 2 decides, 1 is open; the largest decides the whole.
        decisive, otherwise = ("TRUE", "FALSE") if node.function == "any" else ("FALSE", "TRUE")
        ranked = f"CASE ({body}) WHEN {decisive} THEN 2 WHEN {otherwise} THEN 0 ELSE 1 END"
        largest = self._hoist(f"COALESCE(LIST_MAX(LIST_TRANSFORM({source}, LAMBDA {node.variable} : {ranked})), 0)")
        settled = f"{largest} = {2 if node.function == 'any' else 0}"
        return f"CASE WHEN {source} IS NULL OR {largest} = 1 THEN NULL ELSE {settled} END"

    def fixed(self, source: Fact, variable: str) -> list[MemberPlace] | None:
        """The members of a list of a fixed size, one by one; None for other lists and sets."""
        if not isinstance(source.type, RecordsType) or source.type.size is None:
            return None
        return [
            MemberPlace(variable, source.name, source.type.record, number) for number in range(1, source.type.size + 1)
        ]

    def _loop(self, node: Quantifier | Tally) -> MemberPlace:
        record = node.source.type.record if isinstance(node.source.type, RecordsType) else None
        return MemberPlace(node.variable, node.source.name, record)

    def _body(self, node: Quantifier | Tally, place: MemberPlace) -> str:
        with self.standing_for(node.variable, place):
            return self.truth(node.body)

    @contextmanager
    def standing_for(self, variable: str, place: MemberPlace) -> Iterator[None]:
        """While a loop variable stands for a member."""
        self._members[variable] = place
        yield
        del self._members[variable]

    def _tally(self, node: Tally) -> Range:
        places = self.fixed(node.source, node.variable)
        if places is not None:
            bodies = [self._body(node, place) for place in places]
            return self._counted(node.function, _sum_of(bodies, "TRUE"), _sum_of(bodies, None), str(len(bodies)), None)
        source, name = self.column(node.source), node.variable
        body = self._body(node, self._loop(node))
        if node.function == "share":
            return self._share(node.source, source, name, body)
        surely = self._sum(source, name, f"CASE WHEN {body} THEN 1 ELSE 0 END")
        openly = self._sum(source, name, f"CASE WHEN ({body}) IS NULL THEN 1 ELSE 0 END")
        return self._counted(node.function, surely, openly, f"ARRAY_LENGTH({source})", source)

    def _counted(self, function: str, surely: str, openly: str, size: str, source: str | None) -> Range:
        low, high = surely, f"({surely} + {openly})"
        if function == "count":
            return Range(low, high if source is None else f"(CASE WHEN {source} IS NOT NULL THEN {high} END)")
        number = size if source is None else f"NULLIF({size}, 0)"
        return Range(f"(CASE WHEN {number} > 0 THEN 100 * {low} END)", f"(100 * {high})", number)

    def _share(self, listed: Fact, source: str, name: str, body: str) -> Range:
        """The percentage of the capital, as `fact_runtime.share_of` works it out."""
        held = field_of(name, "share")
        surely = self._sum(source, name, f"CASE WHEN {body} THEN {held} END", _SHARES)
        openly = self._sum(source, name, f"CASE WHEN ({body}) IS NULL THEN {held} END", _SHARES)
        others = self._sum(source, name, f"CASE WHEN {held} IS NULL AND NOT COALESCE({body}, FALSE) THEN 1 ELSE 0 END")
        never = self._sum(source, name, f"CASE WHEN {held} IS NULL AND NOT {body} THEN 1 ELSE 0 END")
        capital = self.capital(listed, source, name)
        muddled = self._hoist(f"({source} IS NULL OR {capital.contradicts})")
        all_have = f"{capital.complete} AND {capital.unsized} > 0 AND {others} = 0"
        some_may = f"NOT {capital.complete} OR {capital.unsized} > {never}"
        spare = f"CASE WHEN {capital.rest} > 0 AND ({{}}) THEN {capital.rest} ELSE 0 END"
        low = self._hoist(f"CASE WHEN {muddled} THEN 0 ELSE {surely} + {spare.format(all_have)} END")
        high = self._hoist(f"CASE WHEN {muddled} THEN 100 ELSE {surely} + {openly} + {spare.format(some_may)} END")
        return Range(low, high)

    def capital(self, listed: Fact, source: str, name: str) -> Capital:
        """What the shares of a list come to, whoever holds them."""
        held = field_of(name, "share")
        unsized = self._sum(source, name, f"CASE WHEN {held} IS NULL THEN 1 ELSE 0 END")
        rest = self._hoist(f"(100 - {self._sum(source, name, held, _SHARES)})")
        told = f"{listed.name}_complete"
        complete = f"COALESCE({self.columns.own(told)}, FALSE)" if self.columns.declares(told) else "FALSE"
        return Capital(rest, unsized, complete, f"({rest} < -0.01 OR ({rest} > 0.01 AND {complete} AND {unsized} = 0))")

    def _group(self, figure: str) -> Range:
        """A figure of the whole group, as `fact_runtime.group_sum` works it out."""
        own, relations = self.columns.own(figure), self.columns.own("relations")
        value, kind, share = (field_of("r", name) for name in (figure, "kind", "share"))
        at_least, at_most = (
            f"{value} * COALESCE({share}, CAST({bound} AS DECIMAL(9, 6))) * {_HUNDREDTH}" for bound in (0, 100)
        )
        least = f"CASE {kind} WHEN 'linked' THEN {value} ELSE {at_least} END"
        most = f"CASE {kind} WHEN 'partner' THEN {at_most} ELSE {value} END"
        low = self._sum(relations, "r", least, _MONEY)
        high = self._sum(relations, "r", most, _MONEY)
        unknown = self._sum(relations, "r", f"CASE WHEN {value} IS NULL THEN 1 ELSE 0 END")
        return Range(
            self._hoist(f"COALESCE({own}, 0) + {low}"),
            self._hoist(f"CASE WHEN {relations} IS NOT NULL AND {unknown} = 0 THEN {own} + {high} END"),
        )

    def _sum(self, source: str, name: str, body: str, kind: str = "BIGINT") -> str:
        """The sum over the members of a list, 0 for an empty or missing one."""
        return self._hoist(f"COALESCE(LIST_SUM(LIST_TRANSFORM({source}, LAMBDA {name} : CAST({body} AS {kind}))), 0)")

    def _hoist(self, sql: str) -> str:
        """A column that is worked out first, so that it is written and run once; inside a loop, the text itself."""
        if any(place.number is None for place in self._members.values()):
            return f"({sql})"
        name = next((name for name, (_, known) in self._hoisted.items() if known == sql), None)
        if name is None:
            read = re.findall(rf"\b{self._prefix}_\d+\b", sql)
            step = 1 + max((self._hoisted[earlier][0] for earlier in read), default=0)
            name = f"{self._prefix}_{len(self._hoisted) + 1}"
            self._hoisted[name] = (step, sql)
        return name

    def _months(self, start: Value, end: Value) -> Number:
        assert isinstance(start, Day), "the checker lets only days through"
        assert isinstance(end, Day), "the checker lets only days through"
        months = f"DATESUB('month', {start.value}, {end.value})"
        # Absent when either day is, but missing wins: an absence needs the other day to be known.
        tests = []
        if start.absent:
            tests.append(f"({start.absent} AND {_is_known(end)})")
        if end.absent:
            tests.append(f"({end.absent} AND {_is_known(start)})")
        return Number(months, 0, f"COALESCE({' OR '.join(tests)}, FALSE)" if tests else None)


@frozen
class MemberPlace:
    """What a loop variable stands for: a member of a list or set, or the member `number` of a list of a fixed size."""

    variable: str
    members: str
    record: str | None
    number: int | None = None

    @property
    def name(self) -> str:
        """The member itself."""
        return self.variable

    def fact(self, name: str, columns: FactColumns) -> str:
        """The SQL of a fact of the member."""
        if self.number is not None:
            return columns.member(self.members, self.number, name)
        return field_of(self.variable, name)


def text_literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def _literal(value: bool | Fraction | str | date | frozenset[str]) -> Value:
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case Fraction():
            return Number(*_decimal(value))
        case date():
            return Day(f"DATE '{value.isoformat()}'")
        case str():
            return text_literal(value)
        case frozenset():
            raise AssertionError("sets written out stand on the right of `in` only")
        case _:
            assert_never(value)


def _decimal(number: Fraction) -> tuple[str, int]:
    """An exact decimal and its places; the language has at most 6 of them."""
    places = next(count for count in range(PLACES + 1) if (number * 10**count).denominator == 1)
    if not places:
        return str(number.numerator), 0
    digits = str(abs(int(number * 10**places))).rjust(places + 1, "0")
    text = f"{'-' if number < 0 else ''}{digits[:-places]}.{digits[-places:]}"
    return f"CAST({text} AS DECIMAL({len(digits)}, {places}))", places


def _setting(name: str, kind: object) -> Value:
    match kind:
        case TruthType():
            return f"CAST({name} AS BOOLEAN)"
        case QuantityType():
            return Number(f"CAST({name} AS DECIMAL(24, {PLACES}))", PLACES)
        case _:
            raise AssertionError("parameters are yes/no or numbers")


def _plain(value: Value) -> str:
    match value:
        case str():
            return value
        case Day(value=sql) | Number(value=sql):
            return sql
        case Range():
            raise AssertionError("intervals are compared as such")


def _absent(value: Value) -> str | None:
    return value.absent if isinstance(value, Day | Number) else None


def _is_known(day: Day) -> str:
    return f"({day.value} IS NOT NULL OR COALESCE({day.absent}, FALSE))" if day.absent else f"{day.value} IS NOT NULL"


def _number(value: Value) -> Number:
    assert isinstance(value, Number), "the checker lets only plain numbers through"
    return value


def _among(value: str, known: frozenset[str]) -> str:
    return f"{value} IN ({', '.join(text_literal(text) for text in sorted(known))})"


def _choice(condition: str, yes: str, no: str) -> str:
    return f"CASE WHEN {condition} THEN {yes} WHEN NOT {condition} THEN {no} WHEN ({yes}) = ({no}) THEN {yes} END"


def _presence(value: Value, operand: FactNode) -> str:
    if isinstance(value, Day) and value.absent is not None:
        return f"NOT {value.absent}"
    if isinstance(operand.type, CountryType) and operand.type.absent:
        return f"{value} <> '{ABSENT}'"
    assert isinstance(operand.type, TruthType | DayType | QuantityType | CountryType | ChoiceType | CountriesType)
    return f"CASE WHEN {_plain(value)} IS NOT NULL THEN TRUE END"


def _arithmetic(left: Number, operator: str, right: Number) -> Number:
    absent = " OR ".join(
        f"({one.absent} AND ({two.value} IS NOT NULL{f' OR {two.absent}' if two.absent else ''}))"
        for one, two in ((left, right), (right, left))
        if one.absent
    )
    tested = f"({absent})" if absent else None
    if operator == "//":
        return Number(_floor_division(left, right), 0, tested)
    places = left.places + right.places if operator == "*" else max(left.places, right.places)
    one, two = (f"CAST({side.value} AS BIGINT)" if _is_digits(side.value) else side.value for side in (left, right))
    return Number(f"({one} {operator} {two})", places, tested)


def _is_digits(text: str) -> bool:
    return text.removeprefix("-").isdigit()


def _undivided(
    quotient: FactArithmetic, operator: str, bound: Literal, value_of: Callable[[FactNode], Value]
) -> tuple[Value, str, Value]:
    """A comparison of `x // n` with a whole number, without the division: `age >= 18` asks for 216 months."""
    divisor, limit = _constant(quotient.right), _constant(bound)
    whole = divisor > 0 and divisor.denominator == 1 and limit.denominator == 1
    if not whole or operator in {"==", "!="}:
        return value_of(quotient), operator, value_of(bound)
    # Rounding down: at most 14 years is less than 15 times 12 months.
    steps = limit + 1 if operator in {"<=", ">"} else limit
    return value_of(quotient.left), {"<=": "<", ">": ">="}.get(operator, operator), Number(str(steps * divisor))


def _constant(node: FactNode) -> Fraction:
    assert isinstance(node, Literal), "the checker lets `//` divide by numbers written out only"
    return Fraction(str(node.value))


def _floor_division(left: Number, right: Number) -> str:
    """Division by a constant, rounded down: the remainder is taken off first, so SQL's own rounding never shows."""
    divisor = Fraction(right.value.removeprefix("CAST(").partition(" ")[0])
    numerator, denominator = divisor.numerator * 10**left.places, divisor.denominator * 10**left.places
    sign = "-" if numerator < 0 else ""
    whole = f"{sign}{left.value}" if denominator == 1 else f"{sign}{left.value} * {denominator}"
    if left.places or denominator != 1:
        whole = f"CAST({whole} AS HUGEINT)"
    by = abs(numerator)
    return f"(({whole} - (({whole}) % {by} + {by}) % {by}) // {by})"


def _range(value: Value) -> Range:
    if isinstance(value, Range):
        return value
    number = _number(value)
    return Range(number.value, number.value)


def _compare_ranges(one: Range, operator: str, two: Range) -> str:
    if operator in {">", ">="}:
        one, two = two, one
        operator = {">": "<", ">=": "<="}[operator]
    low1, high1, low2, high2 = (
        _scaled(one.low, two.over),
        _scaled(one.high, two.over),
        _scaled(two.low, one.over),
        _scaled(two.high, one.over),
    )
    match operator:
        case "<" | "<=":
            contrary = ">=" if operator == "<" else ">"
            return f"CASE WHEN {high1} {operator} {low2} THEN TRUE WHEN {low1} {contrary} {high2} THEN FALSE END"
        case _:
            apart, same = ("FALSE", "TRUE") if operator == "==" else ("TRUE", "FALSE")
            return (
                f"CASE WHEN {high1} < {low2} OR {high2} < {low1} THEN {apart} "
                f"WHEN {low1} = {high1} AND {low1} = {low2} AND {low1} = {high2} THEN {same} END"
            )


def _scaled(end: str, over: str | None) -> str:
    return end if over is None else f"{end} * {over}"


def _sum_of(bodies: list[str], value: str | None) -> str:
    test = "({}) IS NULL" if value is None else "{}"
    return "(" + " + ".join(f"CASE WHEN {test.format(body)} THEN 1 ELSE 0 END" for body in bodies) + ")"
