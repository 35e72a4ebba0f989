"""Node → checked expression over facts: binds names, types everything, refuses what could never be right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import assert_never

from attrs import frozen

from connecteur_core.diagnostics import Diagnostic
from connecteur_core.did_you_mean import suggestion
from connecteur_core.expr.fact_functions import FACT_FUNCTIONS
from connecteur_core.expr.fact_tree import (
    CheckedExpression,
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
from connecteur_core.expr.fact_types import (
    COUNTRY,
    DAY,
    PERCENT,
    TRUTH,
    ChoiceType,
    CountriesType,
    CountryType,
    DayType,
    FactType,
    QuantityType,
    RecordsType,
    TruthType,
)
from connecteur_core.expr.nodes import (
    And,
    Arithmetic,
    Call,
    Choices,
    Compare,
    Constant,
    Field,
    In,
    Loop,
    Name,
    Node,
    Not,
    Or,
)
from connecteur_core.expr.parser import ExpressionText, InvalidExpression
from connecteur_core.messages import Message, message
from connecteur_core.model.countries import COUNTRY_CODES
from connecteur_core.positions.span import Span
from connecteur_core.reading.limits import MAX_INTEGER, MAX_NODES

GROUP_PREFIX, PREVIOUS_SUFFIX = "group_", "_prev"
_MAX_MONTHS = Fraction(12 * 9999)
_MAX_LOOPS = 2
# Facts and members keep their names in generated code, where these already mean something.
RESERVED_NAMES = frozenset({"facts", "host", "as_of", "param", "date", "exactly", "majority", "arithmetic"})
_MEMBER_NAME = re.compile(r"[a-z][a-z0-9]{0,15}")


@frozen
class FactScope:
    """The names an expression over facts may use.

    Attributes:
        facts: types of the subject's facts, by name.
        records: types of the facts of each kind of record, by kind and name.
        parameters: types of the parameters.
        terms: named parts, checked before.
    """

    facts: Mapping[str, FactType]
    records: Mapping[str, Mapping[str, FactType]]
    parameters: Mapping[str, FactType]
    terms: Mapping[str, CheckedExpression]


def check_facts(node: Node, expression: ExpressionText, scope: FactScope, *, truth: bool = True) -> CheckedExpression:
    """The typed tree of an expression over facts; with `truth` it must be a yes/no.

    Raises:
        InvalidExpression: all findings of the expression.
    """
    checker = _FactChecker(expression, scope)
    root = checker.check(node)
    if root is not None and truth and not isinstance(root.type, TruthType):
        checker.report("CX207", message("a definition must be a yes/no"), root.at)
    if root is not None and sum(1 for _ in iter_nodes(root)) > MAX_NODES:
        checker.report("CX210", message("more than {nodes} parts, named terms included", nodes=MAX_NODES), root.at)
    if checker.findings or root is None:
        raise InvalidExpression(checker.findings)
    return CheckedExpression(expression.text, root)


class _FactChecker:
    """One pass over one expression. A part that cannot be typed is None; its finding is already noted."""

    def __init__(self, expression: ExpressionText, scope: FactScope) -> None:
        self._expression = expression
        self._scope = scope
        self._members: dict[str, Mapping[str, FactType] | None] = {}
        self.findings: list[Diagnostic] = []

    def report(self, code: str, what: Message, at: Span, help: Message | None = None) -> None:
        self.findings.append(self._expression.finding(code, what, at, help))

    def check(self, node: Node) -> FactNode | None:  # noqa: PLR0912 -- one case a node
        """The typed form of a node, or None after noting why it has none."""
        match node:
            case Constant(value=bool() as value, at=at):
                return Literal(value, TRUTH, at)
            case Constant(value=Fraction() as value, at=at):
                return Literal(value, QuantityType(value, value), at)
            case Constant(at=at):
                self.report("CX205", message("a text stands here alone"), at)
                return None
            case Choices(at=at):
                self.report("CX205", message("a set of texts stands behind `in`"), at)
                return None
            case Name():
                return self._name(node)
            case Field():
                return self._field(node)
            case Not(operand=operand, at=at):
                truth = self._truth(operand)
                return None if truth is None else FactNot(truth, at)
            case And(operands=operands, at=at) | Or(operands=operands, at=at):
                truths = self._truths(operands)
                return None if truths is None else FactJoin("and" if isinstance(node, And) else "or", truths, at)
            case Compare():
                return self._compare(node)
            case In():
                return self._membership(node)
            case Arithmetic():
                return self._arithmetic(node)
            case Call():
                return self._call(node)
            case Loop():
                return self._loop(node)
            case _:
                assert_never(node)

    def _truth(self, node: Node) -> FactNode | None:
        typed = self.check(node)
        if typed is not None and not isinstance(typed.type, TruthType):
            self.report("CX205", message("a yes/no is wanted here"), typed.at)
            return None
        return typed

    def _truths(self, nodes: tuple[Node, ...]) -> tuple[FactNode, ...] | None:
        typed = [self._truth(node) for node in nodes]
        good = tuple(part for part in typed if part is not None)
        return good if len(good) == len(nodes) else None

    def _name(self, node: Name) -> FactNode | None:
        name, at = node.name, node.at
        if name in self._members:
            if self._members[name] is None:
                return Member(name, at)
            self.report("CX205", message("name a fact of `{name}`, such as `{name}.birth_country`", name=name), at)
            return None
        if name in {"host", "as_of"}:
            return Context(name, COUNTRY if name == "host" else DAY, at)
        if name in self._scope.terms:
            return Term(name, self._scope.terms[name].root, at)
        if name in self._scope.facts:
            return Fact(name, self._scope.facts[name], at)
        group = self._group(name, at)
        if group is not None:
            return group
        if name in FACT_FUNCTIONS:
            self.report("CX205", message("`{name}` is a function", name=name), at)
            return None
        known = [*self._scope.facts, *self._scope.terms, "host", "as_of", "param"]
        self.report("CX203", message("unknown fact `{name}`", name=name), at, suggestion(name, known))
        return None

    def _group(self, name: str, at: Span) -> Group | None:
        """`group_staff_awu_prev`: the figure `staff_awu_prev` of the subject and its `relations`."""
        figure = name.removeprefix(GROUP_PREFIX)
        wanted = self._scope.facts.get(figure)
        related = self._scope.facts.get("relations")
        if figure == name or not isinstance(wanted, QuantityType) or not isinstance(related, RecordsType):
            return None
        suffix = PREVIOUS_SUFFIX if figure.endswith(PREVIOUS_SUFFIX) else ""
        return Group(figure.removesuffix(suffix), suffix, QuantityType(low=Fraction(0), interval=True), at)

    def _field(self, node: Field) -> FactNode | None:
        if node.owner == "param":
            if node.name in self._scope.parameters:
                return Setting(node.name, self._scope.parameters[node.name], node.at)
            what = message("unknown parameter `{name}`", name=node.name)
            self.report("CX203", what, node.at, suggestion(node.name, self._scope.parameters))
            return None
        facts = self._members.get(node.owner)
        if facts is None:
            what = message("`{owner}` has no facts here; only the member of a loop and `param` do", owner=node.owner)
            self.report("CX203", what, node.at)
            return None
        if node.name not in facts:
            what = message("unknown fact `{name}`", name=node.name)
            self.report("CX203", what, node.at, suggestion(node.name, facts))
            return None
        return Fact(node.name, facts[node.name], node.at, node.owner)

    def _compare(self, node: Compare) -> FactNode | None:
        left, right = self._pair(node.left, node.right)
        if left is None or right is None:
            return None
        ordered = node.operator not in {"==", "!="}
        fits = type(left.type) is type(right.type) and not isinstance(left.type, RecordsType | CountriesType)
        if not fits or (ordered and not isinstance(left.type, QuantityType | DayType)):
            what = message("these two cannot be compared by `{operator}`", operator=node.operator)
            self.report("CX205", what, node.at)
            return None
        if isinstance(left, Literal) and isinstance(right, Literal):
            self.report("CX211", message("this comparison always comes out the same"), node.at)
            return None
        return FactCompare(left, node.operator, right, node.at)

    def _pair(self, one: Node, two: Node) -> tuple[FactNode | None, FactNode | None]:
        """Both sides typed; a text takes the type of the other side."""
        if isinstance(one, Constant) and isinstance(one.value, str):
            right = self.check(two)
            return (None if right is None else self._text(one, right.type)), right
        left = self.check(one)
        if isinstance(two, Constant) and isinstance(two.value, str):
            return left, (None if left is None else self._text(two, left.type))
        return left, self.check(two)

    def _text(self, constant: Constant, wanted: FactType) -> Literal | None:
        """A text as the country or choice it stands for."""
        text, at = str(constant.value), constant.at
        if isinstance(wanted, CountryType):
            if text in COUNTRY_CODES:
                return Literal(text, COUNTRY, at)
            advice = suggestion(text, COUNTRY_CODES) or message("two capital letters of ISO 3166-1, such as FR")
            self.report("CX205", message("`{text}` is not the code of a country", text=text), at, advice)
        elif isinstance(wanted, ChoiceType):
            if text in wanted.choices:
                return Literal(text, wanted, at)
            known = message("one of: {choices}", choices=", ".join(wanted.choices))
            what = message("`{text}` is not a choice of this fact", text=text)
            self.report("CX205", what, at, suggestion(text, wanted.choices) or known)
        else:
            self.report("CX205", message("a text does not fit here"), at)
        return None

    def _membership(self, node: In) -> FactNode | None:
        if isinstance(node.collection, Choices):
            element = self.check(node.element)
            if element is None:
                return None
            texts = [self._text(text, element.type) for text in node.collection.texts]
            good = frozenset(str(text.value) for text in texts if text is not None)
            if len(texts) != sum(text is not None for text in texts):
                return None
            return Membership(element, Literal(good, element.type, node.collection.at), node.at)
        collection = self.check(node.collection)
        if collection is None:
            return None
        if not isinstance(collection.type, CountriesType):
            self.report("CX205", message("`in` looks into a set"), collection.at)
            return None
        element = (
            self._text(node.element, COUNTRY)
            if isinstance(node.element, Constant) and isinstance(node.element.value, str)
            else self.check(node.element)
        )
        if element is not None and not isinstance(element.type, CountryType):
            self.report("CX205", message("a set of countries holds countries only"), element.at)
            return None
        return None if element is None else Membership(element, collection, node.at)

    def _arithmetic(self, node: Arithmetic) -> FactNode | None:
        left, right = self.check(node.left), self.check(node.right)
        if left is None or right is None:
            return None
        one, two = left.type, right.type
        if not isinstance(one, QuantityType) or not isinstance(two, QuantityType) or one.interval or two.interval:
            self.report("CX205", message("`{operator}` takes two plain numbers", operator=node.operator), node.at)
            return None
        if node.operator == "//" and not (isinstance(right, Literal) and right.value != 0):
            self.report("CX205", message("`//` divides by a number written out, other than 0"), node.at)
            return None
        bounds = _arithmetic_bounds(one, node.operator, two)
        if bounds is None or max(abs(end) for end in bounds) > MAX_INTEGER:
            self.report("CX210", message("this can grow beyond 64 bits"), node.at)
            return None
        return FactArithmetic(left, node.operator, right, QuantityType(*bounds), node.at)

    def _call(self, node: Call) -> FactNode | None:
        row = FACT_FUNCTIONS.get(node.function)
        if row is None:
            what = message("unknown function `{name}`", name=node.function)
            self.report("CX204", what, node.at, suggestion(node.function, FACT_FUNCTIONS))
            return None
        match node.function, node.arguments:
            case "maj", (_, _, _):
                truths = self._truths(node.arguments)
                return None if truths is None else Majority(truths, node.at)
            case "choose", (_, _, _):
                truths = self._truths(node.arguments)
                return None if truths is None else Choose(truths[0], truths[1], truths[2], node.at)
            case "has", (operand,):
                return self._has(operand, node.at)
            case "date", (Constant(value=str(text)),):
                return self._date(text, node.at)
            case "eu_members", (day,):
                typed = self._day(day)
                return None if typed is None else Members(typed, node.at)
            case (("months_between" | "age_on"), (start, end)):
                return self._months(node.function, start, end, node.at)
        what = message("`{name}` is written `{usage}`", name=node.function, usage=row.usage)
        self.report("CX205", what, node.at)
        return None

    def _has(self, operand: Node, at: Span) -> FactNode | None:
        typed = self.check(operand)
        if typed is None:
            return None
        if not isinstance(typed, Fact) or isinstance(typed.type, RecordsType):
            self.report("CX205", message("`has` asks about a fact"), typed.at)
            return None
        return Has(typed, at)

    def _date(self, text: str, at: Span) -> FactNode | None:
        try:
            return Literal(date.fromisoformat(text), DAY, at)
        except ValueError:
            self.report("CX205", message("`{text}` is not a day; write it as 2026-03-31", text=text), at)
            return None

    def _day(self, node: Node) -> FactNode | None:
        typed = self.check(node)
        if typed is not None and not isinstance(typed.type, DayType):
            self.report("CX205", message("a date is wanted here"), typed.at)
            return None
        return typed

    def _months(self, function: str, start: Node, end: Node, at: Span) -> FactNode | None:
        one, two = self._day(start), self._day(end)
        if one is None or two is None:
            return None
        months = Months(one, two, QuantityType(-_MAX_MONTHS, _MAX_MONTHS), at)
        if function == "months_between":
            return months
        twelve = Literal(Fraction(12), QuantityType(Fraction(12), Fraction(12)), at)
        return FactArithmetic(months, "//", twelve, QuantityType(-_MAX_MONTHS / 12, _MAX_MONTHS / 12), at)

    def _loop(self, node: Loop) -> FactNode | None:
        row = FACT_FUNCTIONS.get(node.function)
        if row is None or not row.loop:
            what = message("`{name}` takes no loop", name=node.function)
            self.report("CX204", what, node.at, suggestion(node.function, FACT_FUNCTIONS))
            return None
        source = self.check(node.source)
        if source is None:
            return None
        if not isinstance(source, Fact) or not isinstance(source.type, RecordsType | CountriesType):
            self.report("CX205", message("a loop runs over a list or a set of facts"), source.at)
            return None
        taken = {*self._members, *self._scope.facts, *self._scope.terms, *RESERVED_NAMES}
        if node.variable in taken or not _MEMBER_NAME.fullmatch(node.variable):
            self.report(
                "CX205",
                message(
                    "`{name}` cannot name the member of a loop; take a short word not used elsewhere",
                    name=node.variable,
                ),
                node.at,
            )
            return None
        if len(self._members) >= _MAX_LOOPS:
            self.report("CX210", message("at most two loops inside each other"), node.at)
            return None
        facts = self._scope.records[source.type.record] if isinstance(source.type, RecordsType) else None
        self._members[node.variable] = facts
        body = self._truth(node.body)
        del self._members[node.variable]
        return None if body is None else self._looped(node, source, facts, body)

    def _looped(
        self, node: Loop, source: Fact, facts: Mapping[str, FactType] | None, body: FactNode
    ) -> FactNode | None:
        if node.function in {"any", "all"}:
            return Quantifier(node.function, node.variable, source, body, node.at)
        if node.function == "share" and "share" not in (facts or {}):
            self.report("CX205", message("`share` needs a list whose members have a `share`"), node.at)
            return None
        size = source.type.size if isinstance(source.type, RecordsType) else None
        top = None if size is None else Fraction(size)
        bounds = QuantityType(Fraction(0), top, interval=True) if node.function == "count" else PERCENT
        return Tally(node.function, node.variable, source, body, bounds, node.at)


def _arithmetic_bounds(one: QuantityType, operator: str, two: QuantityType) -> tuple[Fraction, Fraction] | None:
    if one.low is None or one.high is None or two.low is None or two.high is None:
        return None
    match operator:
        case "+":
            return one.low + two.low, one.high + two.high
        case "-":
            return one.low - two.high, one.high - two.low
        case "*":
            corners = [first * second for first in (one.low, one.high) for second in (two.low, two.high)]
            return min(corners), max(corners)
        case _:
            quotients = [Fraction(end // two.low) for end in (one.low, one.high)]
            return min(quotients), max(quotients)
