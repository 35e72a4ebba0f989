"""Node → typed node: binds names, expands patterns, types everything, refuses what could never be right.

Gathers every finding of an expression before it raises once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import assert_never

from attrs import field, frozen

from connecteur_core.diagnostics import Diagnostic
from connecteur_core.did_you_mean import suggestion
from connecteur_core.expr.functions import FUNCTIONS, Function
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
from connecteur_core.expr.number_ranges import arithmetic_range, joined_range, number_type, settled
from connecteur_core.expr.parser import ExpressionText, InvalidExpression
from connecteur_core.expr.typed import (
    CheckedRule,
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
    iter_typed_nodes,
)
from connecteur_core.expr.types import BOOL, CHOICE, ITEM, LEVEL, MEASURE, BoolType, NumberType, Type
from connecteur_core.messages import Message, message
from connecteur_core.model.identifiers import match_ids
from connecteur_core.positions.span import Span
from connecteur_core.reading.limits import MAX_INTEGER

_MOST_NAMED = 12
_ZERO, _ONE, _HUNDRED = Fraction(0), Fraction(1), Fraction(100)


@frozen
class Scope:
    """The names an expression may use.

    Attributes:
        items: all item ids in order, each with whether it has a status a rule can read.
        levels: level ids in order.
        measures: measure ids with their bounds.
        unsaid_joins: ids of measures that do not say how they join, and so are means.
        scores: bounds of the score of items on a scale of their own.
        choices: conditions only: what they may read, with the words it may say (None = any); None = a rule or score.
    """

    items: Mapping[str, bool]
    levels: tuple[str, ...]
    measures: Mapping[str, NumberType] = field(factory=dict)
    unsaid_joins: frozenset[str] = frozenset()
    scores: Mapping[str, NumberType] = field(factory=dict)
    choices: Mapping[str, tuple[str, ...] | None] | None = None


def check_rule(node: Node, expression: ExpressionText, scope: Scope, *, wanted: type[Type] = BoolType) -> CheckedRule:
    """The typed tree of a rule (`wanted` is BoolType) or of a score (NumberType).

    Raises:
        InvalidExpression: all findings: unknown names, wrong arguments, wrong types, comparisons that are
            always the same, or an expression of another type than wanted.
    """
    checker = _Checker(expression, scope)
    root = checker.check(node)
    if root is not None and not isinstance(root.type, wanted):
        checker.report_wrong_result(root, wanted)
    if checker.findings or root is None:
        raise InvalidExpression(checker.findings)
    return CheckedRule(
        expression.text,
        root,
        tuple(checker.items),
        tuple(checker.levels),
        tuple(checker.measures),
        tuple(checker.choices),
    )


class _Checker:
    """One pass over one expression. A part that cannot be typed is None; its finding is already noted."""

    def __init__(self, expression: ExpressionText, scope: Scope) -> None:
        self._expression = expression
        self._scope = scope
        self.findings: list[Diagnostic] = []
        self.items: dict[str, None] = {}
        self.levels: dict[str, None] = {}
        self.measures: dict[str, None] = {}
        self.choices: dict[str, None] = {}

    def report(self, code: str, what: Message, at: Span, help: Message | None = None) -> None:
        self.findings.append(self._expression.finding(code, what, at, help))

    def report_wrong_result(self, root: TypedNode, wanted: type[Type]) -> None:
        if wanted is BoolType:
            advice = message("compare it with a number, such as `… >= 3`")
            self.report("CX207", message("a rule must be a yes/no, this is a number"), root.at, advice)
        else:
            self.report("CX207", message("a score must be a number, this is a yes/no"), root.at)

    def check(self, node: Node) -> TypedNode | None:
        """The typed form of a node, or None after noting why it has none."""
        match node:
            case Constant(value=str(), at=at):
                self.report(
                    "CX205",
                    message("a text stands here alone"),
                    at,
                    message("texts name items or levels inside a function"),
                )
                return None
            case Constant(value=bool() as value, at=at):
                return TypedConstant(value, BOOL, at)
            case Constant(value=value, at=at):
                assert isinstance(value, Fraction), "texts and truths are the cases above"
                return TypedConstant(value, NumberType(value, value), at)
            case Name(name=name, at=at):
                self._report_name(name, at)
                return None
            case Call():
                return self._call(node)
            case Not(operand=operand, at=at):
                truths = self._truths((operand,))
                return TypedNot(truths[0], at) if truths else None
            case And(operands=operands, at=at):
                truths = self._truths(operands)
                return TypedAnd(truths, at) if truths else None
            case Or(operands=operands, at=at):
                truths = self._truths(operands)
                return TypedOr(truths, at) if truths else None
            case Compare():
                return self._compare(node)
            case Arithmetic():
                return self._arithmetic(node)
            case Field(at=at) | Choices(at=at) | In(at=at) | Loop(at=at):
                what = message("this form is for definitions, which read facts; a rule of a ruleset reads answers")
                self.report("CX205", what, at)
                return None
            case _:
                assert_never(node)

    def _report_name(self, name: str, at: Span) -> None:
        if name in FUNCTIONS:
            self.report(
                "CX205",
                message("`{name}` is a function", name=name),
                at,
                message("write `{name}(…)`", name=name),
            )
            return
        self.report("CX203", message("unknown name `{name}`", name=name), at, suggestion(name, FUNCTIONS))

    def _truths(self, operands: tuple[Node, ...]) -> tuple[TypedNode, ...] | None:
        return self._typed(operands, BoolType, message("a yes/no is wanted here, this is a number"))

    def _numbers(self, operands: tuple[Node, ...]) -> tuple[TypedNode, ...] | None:
        return self._typed(operands, NumberType, message("a number is wanted here, this is a yes/no"))

    def _typed(self, operands: tuple[Node, ...], wanted: type[Type], what: Message) -> tuple[TypedNode, ...] | None:
        typed = [self.check(operand) for operand in operands]
        for operand in typed:
            if operand is not None and not isinstance(operand.type, wanted):
                self.report("CX205", what, operand.at)
        good = tuple(operand for operand in typed if operand is not None and isinstance(operand.type, wanted))
        return good if len(good) == len(operands) else None

    def _call(self, node: Call) -> TypedNode | None:
        function = FUNCTIONS.get(node.function)
        if function is None:
            what = message("unknown function `{name}`", name=node.function)
            self.report("CX204", what, node.at, suggestion(node.function, FUNCTIONS))
            return None
        if (function.takes is CHOICE) is (self._scope.choices is None):
            what = message("`{name}` cannot be read here", name=node.function)
            advice = message("conditions read `chosen(…)` only, and only they do: what applies never depends on merit")
            self.report("CX225", what, node.at, advice)
            return None
        if function.takes is None:
            return self._number_call(function, node)
        names = self._texts(function, node)
        if names is None:
            return None
        if function.takes is CHOICE:
            return self._choice_call(names, node.at)
        if function.takes is LEVEL:
            return self._level_call(names[0], node.at)
        if function.takes is MEASURE:
            return self._measure_call(names[0], node.at)
        items = self._items(function, names)
        if not items:
            return None
        bounds = function.returns or self._range_of(function.name, items)
        return ItemCall(function.name, items, bounds, node.at)  # type: ignore[arg-type]  # rows return BOOL or a number

    def _number_call(self, function: Function, node: Call) -> TypedNode | None:
        if len(node.arguments) < 2:
            self.report("CX205", message("`{name}` takes two or more numbers", name=function.name), node.at)
            return None
        numbers = self._numbers(node.arguments)
        if numbers is None:
            return None
        return NumberCall(function.name, numbers, joined_range(function.name, numbers), node.at)

    def _texts(self, function: Function, node: Call) -> tuple[tuple[str, Span], ...] | None:
        """The arguments as texts with their places, if all are texts and their number is right."""
        single = function.takes in (ITEM, LEVEL, MEASURE)
        texts = [
            (argument.value, argument.at)
            for argument in node.arguments
            if isinstance(argument, Constant) and isinstance(argument.value, str)
        ]
        if len(texts) == len(node.arguments) and (len(texts) == 1 if single else texts):
            return tuple(texts)
        wanted = (
            message("`{name}` takes one id in quotes", name=function.name)
            if single
            else message("`{name}` takes ids or patterns in quotes", name=function.name)
        )
        self.report(
            "CX205",
            wanted,
            node.at,
            message('for example `{name}("{id}")`', name=function.name, id=self._example(function)),
        )
        return None

    def _example(self, function: Function) -> str:
        by_type = {LEVEL: self._scope.levels, MEASURE: tuple(self._scope.measures)}
        known = by_type.get(function.takes) or tuple(self._scope.items)
        return known[0] if known else "id"

    def _level_call(self, name: tuple[str, Span], at: Span) -> TypedNode | None:
        level, place = name
        if level not in self._scope.levels:
            self.report(
                "CX203",
                message("unknown level `{level}`", level=level),
                place,
                suggestion(level, self._scope.levels),
            )
            return None
        self.levels[level] = None
        return LevelCall(level, at)

    def _choice_call(self, names: tuple[tuple[str, Span], ...], at: Span) -> TypedNode | None:
        (name, place), *words = names
        known = self._scope.choices or {}
        if name not in known:
            what = message("`{name}` is no selecting item and no fact of the organisation", name=name)
            self.report("CX225", what, place, suggestion(name, known))
            return None
        allowed = known[name]
        for word, where in words:
            if allowed is not None and word not in allowed:
                what = message("`{name}` never says `{word}`", name=name, word=word)
                advice = suggestion(word, allowed) or message("it says: {names}", names=", ".join(allowed))
                self.report("CX225", what, where, advice)
        if not words:
            self.report("CX205", message("`chosen` takes an id and one or more words"), at)
            return None
        self.choices[name] = None
        return ChoiceCall(name, tuple(word for word, _ in words), at)

    def _measure_call(self, name: tuple[str, Span], at: Span) -> TypedNode | None:
        measure, place = name
        if measure not in self._scope.measures:
            what = message("unknown measure `{measure}`", measure=measure)
            self.report("CX203", what, place, self._known_measures(measure))
            return None
        self.measures[measure] = None
        return MeasureCall(measure, self._scope.measures[measure], at)

    def _known_measures(self, wanted: str) -> Message:
        known = self._scope.measures
        cells = [name for name in known if name.startswith(f"{wanted}.")]
        if cells:
            return message("it is split: name one of {names}", names=_listed(cells))
        if not known:
            return message("the ruleset declares no `[[measures]]`")
        return suggestion(wanted, known) or message("known: {names}", names=_listed(list(known)))

    def _range_of(self, function: str, items: tuple[str, ...]) -> NumberType:
        if function == "score":
            return self._scope.scores.get(items[0]) or NumberType(_ZERO, _ONE)
        return NumberType(_ZERO, Fraction(len(items)) if function == "count_met" else _HUNDRED)

    def _items(self, function: Function, names: tuple[tuple[str, Span], ...]) -> tuple[str, ...] | None:
        found: dict[str, None] = {}
        for name, place in names:
            if function.takes is ITEM and name.endswith("*"):
                advice = message("use `all_met`, `any_met` or `count_met` for a pattern")
                self.report("CX205", message("`{name}` takes one id", name=function.name), place, advice)
                continue
            for item in self._known_items(name, place):
                if item in found and not name.endswith("*"):
                    self.report("CX205", message("`{item}` is named twice", item=item), place)
                found[item] = None
        self.items.update(found)
        return tuple(found)

    def _known_items(self, name: str, place: Span) -> tuple[str, ...]:
        named = match_ids(name, self._scope.items)
        readable = tuple(item for item in named if self._scope.items[item])
        if readable:
            return readable
        if named:
            what = message("`{item}` has no status that a rule could read", item=name)
            advice = message(
                'it is a heading or an information; name its parts, such as `all_met("{item}.*")`', item=name
            )
            self.report("CX212", what, place, advice)
        elif name.endswith("*"):
            self.report("CX206", message("no item matches `{pattern}`", pattern=name), place)
        else:
            self.report(
                "CX203",
                message("unknown item `{item}`", item=name),
                place,
                suggestion(name, self._scope.items),
            )
        return ()

    def _compare(self, node: Compare) -> TypedNode | None:
        sides = self._numbers((node.left, node.right))
        if sides is None:
            return None
        left, right = sides
        always = settled(left.type, node.operator, right.type)
        if always is not None:
            what = message("this comparison is always true") if always else message("this comparison is never true")
            self.report("CX211", what, node.at, self._range_help(left, right))
            return None
        return TypedCompare(left, node.operator, right, node.at)

    def _range_help(self, left: TypedNode, right: TypedNode) -> Message | None:
        from connecteur_core.expr.printer import print_number  # noqa: PLC0415 -- only for this finding

        for side in (left, right):
            if isinstance(side, TypedConstant):
                continue
            bounds = number_type(side.type)
            low, high = print_number(bounds.low), print_number(bounds.high)
            mean = next((name for name in _measures_in(side) if name in self._scope.unsaid_joins), None)
            if mean is not None:
                return message(
                    "its values lie between {low} and {high}: without `join` the measure `{measure}` is a `mean`; "
                    'with `join = "percent"` it goes from 0 to 100',
                    low=low,
                    high=high,
                    measure=mean,
                )
            return message("its values lie between {low} and {high}", low=low, high=high)
        return None

    def _arithmetic(self, node: Arithmetic) -> TypedNode | None:
        if node.operator == "//":
            self.report("CX205", message("`//` is for months and counts of definitions, not for scores"), node.at)
            return None
        sides = self._numbers((node.left, node.right))
        if sides is None:
            return None
        left, right = sides
        if node.operator == "*" and not any(isinstance(side, TypedConstant) for side in sides):
            self.report("CX205", message("one side of a product must be a plain number"), node.at)
            return None
        bounds = arithmetic_range(left.type, node.operator, right.type)
        if max(abs(bounds.low), abs(bounds.high)) > MAX_INTEGER:
            self.report("CX210", message("this can grow beyond 64 bits"), node.at)
            return None
        return TypedArithmetic(left, node.operator, right, bounds, node.at)


def _listed(names: list[str]) -> str:
    shown = names[:_MOST_NAMED]
    return ", ".join(shown if len(shown) == len(names) else [*shown, "…"])


def _measures_in(node: TypedNode) -> Iterator[str]:
    """The measures that a number is made of."""
    return (part.measure for part in iter_typed_nodes(node) if isinstance(part, MeasureCall))
