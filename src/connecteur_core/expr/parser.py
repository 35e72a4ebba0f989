"""Text → node. Python's own parser reads the text behind a guard; only the listed forms are let through."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from fractions import Fraction
from typing import NoReturn

from attrs import frozen

from connecteur_core.diagnostics import ConnecteurError, Diagnostic
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
from connecteur_core.expr.slips import find_slip
from connecteur_core.messages import Message, message
from connecteur_core.positions.span import Span
from connecteur_core.reading.limits import MAX_CHARACTERS, MAX_DECIMAL_PLACES, MAX_DEPTH, MAX_INTEGER, MAX_NODES
from connecteur_core.reading.toml_file import Origin

_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.FloorDiv: "//"}
_NUMBER = re.compile(r"\d+(\.\d+)?")
_FORMS = message(
    "the forms are: and, or, not, comparisons, in, + - * //, numbers, texts in quotes, sets of texts, fields and "
    "declared functions, some with one loop"
)
_OPENING, _CLOSING = "([{", ")]}"


class InvalidExpression(ConnecteurError):
    """An expression that is not in the language; callers gather its diagnostics with others."""


@frozen
class ExpressionText:
    """The text of an expression, as a file holds it.

    Attributes:
        locate: where a piece of it, which counts from the start of the text, stands in the file, and what the whole
            line is; called only for findings, because finding a place means parsing the file a second time.
    """

    text: str
    locate: Callable[[Span], tuple[Span, str | None]]

    def finding(self, code: str, what: Message, at: Span, help: Message | None = None) -> Diagnostic:
        """A finding about a piece of this expression; `at` counts from the start of the text."""
        place, line = self.locate(at)
        return Diagnostic(code, what, place, help, source_line=line)


def expression_in_file(text: str, origin: Origin, *below: str | int) -> ExpressionText:
    """The expression that stands, in quotes, at the key path `below` an origin."""
    return ExpressionText(text, lambda at: origin.place_in_text(at.column - 1, at.length, *below))


def parse_expression(expression: ExpressionText) -> Node:
    """The tree of an expression.

    Raises:
        InvalidExpression: not an expression of the language, or beyond its limits; with the place.
    """
    return _Parser(expression).parse()


class _Parser:
    def __init__(self, expression: ExpressionText) -> None:
        self._expression = expression
        self._nodes = 0

    def parse(self) -> Node:
        self._guard()
        text = self._expression.text
        try:
            tree = ast.parse(text, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            self._refuse_text(text, getattr(error, "offset", None))
        return self._convert(tree, depth=1)

    def _refuse_text(self, text: str, column: int | None) -> NoReturn:
        """Refuse what Python cannot parse, at a sign of another notation where there is one, else at `column`."""
        what = message("this cannot be read as an expression")
        slip = find_slip(text)
        if slip is not None:
            self._refuse("CX201", what, slip.offset, slip.length, help=slip.advice)
        offset = (column or len(text) + 1) - 1  # without a place: where more is wanted
        self._refuse("CX201", what, min(offset, len(text)), 1)

    def _guard(self) -> None:
        """A linear scan that refuses what would make the parser itself work too hard."""
        text = self._expression.text
        if len(text) > MAX_CHARACTERS:
            self._refuse("CX210", message("longer than {limit} characters", limit=MAX_CHARACTERS))
        if text.isprintable() and sum(map(text.count, _OPENING)) <= MAX_DEPTH:
            return
        depth = 0
        for offset, character in enumerate(text):
            depth += (character in _OPENING) - (character in _CLOSING)
            if depth > MAX_DEPTH:
                self._refuse("CX210", message("nested deeper than {limit}", limit=MAX_DEPTH), offset, 1)
            if not character.isprintable():
                self._refuse("CX201", message("an expression is one line of printable text"), offset, 1)

    def _convert(self, tree: ast.expr, depth: int) -> Node:
        self._nodes += 1
        if depth > MAX_DEPTH or self._nodes > MAX_NODES:
            self._refuse_at(
                "CX210",
                message("deeper than {depth} or more than {nodes} parts", depth=MAX_DEPTH, nodes=MAX_NODES),
                tree,
            )
        match tree:
            case ast.BoolOp():
                return self._bool_op(tree, depth)
            case ast.UnaryOp():
                return self._unary(tree, depth)
            case ast.Compare():
                return self._compare(tree, depth)
            case ast.BinOp():
                return self._arithmetic(tree, depth)
            case ast.Call():
                return self._call(tree, depth)
            case ast.Name():
                return Name(tree.id, self._span(tree))
            case ast.Constant():
                return self._constant(tree)
            case ast.Attribute(value=ast.Name(id=owner)) if not tree.attr.startswith("_"):
                return Field(owner, tree.attr, self._span(tree))
            case ast.Set():
                return self._choices(tree, depth)
        self._refuse_at("CX202", message("this form is not part of the language"), tree, _FORMS)

    def _bool_op(self, tree: ast.BoolOp, depth: int) -> Node:
        operands = tuple(self._convert(value, depth + 1) for value in tree.values)
        make = And if isinstance(tree.op, ast.And) else Or
        return make(operands, self._span(tree))

    def _unary(self, tree: ast.UnaryOp, depth: int) -> Node:
        if isinstance(tree.op, ast.Not):
            return Not(self._convert(tree.operand, depth + 1), self._span(tree))
        operand = self._convert(tree.operand, depth + 1) if isinstance(tree.op, ast.USub) else None
        if isinstance(operand, Constant) and isinstance(operand.value, Fraction):
            return Constant(-operand.value, self._span(tree))
        self._refuse_at("CX202", message("only a number can have a sign"), tree)

    def _compare(self, tree: ast.Compare, depth: int) -> Node:
        """A chain `a < b <= c` means `a < b and b <= c`, as in Python."""
        sides = [tree.left, *tree.comparators]
        links: list[Node] = []
        for left, operator, right in zip(sides, tree.ops, sides[1:], strict=False):
            pair = (self._convert(left, depth + 1), self._convert(right, depth + 1))
            links.append(self._link(tree, pair, operator))
        return links[0] if len(links) == 1 else And(tuple(links), self._span(tree))

    def _link(self, tree: ast.Compare, pair: tuple[Node, Node], operator: ast.cmpop) -> Node:
        at = self._span(tree)
        if isinstance(operator, ast.In):
            return In(*pair, at)
        if isinstance(operator, ast.NotIn):
            return Not(In(*pair, at), at)
        symbol = _COMPARISONS.get(type(operator))
        if symbol is None:
            self._refuse_at("CX202", message("this comparison is not part of the language"), tree, _FORMS)
        return Compare(pair[0], symbol, pair[1], at)

    def _choices(self, tree: ast.Set, depth: int) -> Node:
        texts = [self._convert(element, depth + 1) for element in tree.elts if isinstance(element, ast.Constant)]
        if len(texts) != len(tree.elts) or not all(
            isinstance(text, Constant) and isinstance(text.value, str) for text in texts
        ):
            self._refuse_at("CX202", message("a set holds texts in quotes only"), tree)
        return Choices(tuple(text for text in texts if isinstance(text, Constant)), self._span(tree))

    def _arithmetic(self, tree: ast.BinOp, depth: int) -> Node:
        symbol = _ARITHMETIC.get(type(tree.op))
        if symbol is None:
            slip = find_slip(self._expression.text) if isinstance(tree.op, (ast.BitAnd, ast.BitOr, ast.Mod)) else None
            what = message("this operator is not part of the language")
            self._refuse_at("CX202", what, tree, _FORMS if slip is None else slip.advice)
        left, right = self._convert(tree.left, depth + 1), self._convert(tree.right, depth + 1)
        return Arithmetic(left, symbol, right, self._span(tree))

    def _call(self, tree: ast.Call, depth: int) -> Node:
        starred = any(isinstance(argument, ast.Starred) for argument in tree.args)
        if not isinstance(tree.func, ast.Name) or tree.keywords or starred:
            self._refuse_at("CX202", message("only `function(argument, …)` may be called"), tree, _FORMS)
        if any(isinstance(argument, ast.GeneratorExp) for argument in tree.args):
            return self._loop(tree.func.id, tree, depth)
        arguments = tuple(self._convert(argument, depth + 1) for argument in tree.args)
        return Call(tree.func.id, arguments, self._span(tree))

    def _loop(self, function: str, tree: ast.Call, depth: int) -> Node:
        match tree.args:
            case [ast.GeneratorExp(elt=body, generators=[ast.comprehension(ast.Name(id=variable), source, [], 0)])]:
                inner, members = self._convert(body, depth + 1), self._convert(source, depth + 1)
                return Loop(function, inner, variable, members, self._span(tree))
        what = message("a loop is written `function(condition for member in list)`, with one `for` and no `if`")
        self._refuse_at("CX202", what, tree)

    def _constant(self, tree: ast.Constant) -> Node:
        at = self._span(tree)
        match tree.value:
            case bool() | str() as value:
                return Constant(value, at)
            case int() | float():
                return Constant(self._number(tree), at)
        self._refuse_at("CX202", message("this kind of value is not part of the language"), tree)

    def _number(self, tree: ast.Constant) -> Fraction:
        """The exact number as written: `0.1` is one tenth, not the float near it."""
        source = ast.get_source_segment(self._expression.text, tree) or ""
        if not _NUMBER.fullmatch(source):
            self._refuse_at("CX201", message("write numbers in plain digits, such as 12 or 0.5"), tree)
        whole, _, places = source.partition(".")
        if len(places) > MAX_DECIMAL_PLACES or int(whole) > MAX_INTEGER:
            self._refuse_at("CX210", message("numbers have at most 64 bits and 6 decimal places"), tree)
        return Fraction(source)

    def _span(self, tree: ast.expr) -> Span:
        """Ast counts UTF-8 bytes; spans count characters."""
        if self._expression.text.isascii() and tree.end_col_offset is not None:
            return _span_in_text(tree.col_offset, tree.end_col_offset - tree.col_offset)
        raw = self._expression.text.encode()
        start = len(raw[: tree.col_offset].decode())
        end = len(raw[: tree.end_col_offset].decode())
        return _span_in_text(start, end - start)

    def _refuse_at(self, code: str, what: Message, tree: ast.expr, help: Message | None = None) -> NoReturn:
        raise InvalidExpression(self._expression.finding(code, what, self._span(tree), help))

    def _refuse(
        self, code: str, what: Message, offset: int = 0, length: int | None = None, *, help: Message | None = None
    ) -> NoReturn:
        span = _span_in_text(offset, len(self._expression.text) if length is None else length)
        raise InvalidExpression(self._expression.finding(code, what, span, help))


def _span_in_text(offset: int, length: int) -> Span:
    """Spans of nodes count from the start of the expression; `ExpressionText.finding` moves them into the file."""
    return Span("", 1, offset + 1, max(1, length))
