"""Checked expression over facts → plain Python: one flat function per definition, with early exits.

Text of a definition reaches the generated source only as `repr()` of values held by nodes, and as names of declared
facts, which are identifiers by their declaration.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from functools import lru_cache
from types import FunctionType
from typing import Any, assert_never

from connecteur_core.backends import fact_runtime as runtime
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
from connecteur_core.expr.fact_types import CountryType, DayType, QuantityType

BoundDecider = Callable[[Mapping[str, Any]], bool | None]
"""Typed facts → True, False, or None for undetermined."""
Decider = Callable[..., Any]
"""`decide(facts, host, as_of, param, **members)`: True, False or None (or a number, for a part that is one)."""

_RUNTIME = (
    "arithmetic",
    "compare_intervals",
    "count_of",
    "eu_members",
    "eu_members_on",
    "exactly",
    "group_sum",
    "head_share_of",
    "is_at_most",
    "is_less",
    "majority",
    "months_between",
    "share_of",
)
_INDENT = "    "


def python_source(node: FactNode, *, name: str = "decide", members: tuple[str, ...] = ()) -> str:
    """The source of the function that decides `node`, as it is compiled.

    Args:
        node: a whole definition or a part of one.
        name: what to call the function.
        members: loop variables that stand free in a part; they become arguments.
    """
    emitter = _Emitter(node, members)
    result = emitter.value(node)
    arguments = ", ".join(("facts", "host", "as_of", "param", *members))
    lines = [f"def {name}({arguments}):", *emitter.preamble, *emitter.lines, f"{_INDENT}return {result}"]
    return "\n".join(lines) + "\n"


@lru_cache(maxsize=4096)
def compile_facts(node: FactNode, members: tuple[str, ...] = ()) -> Decider:
    """The compiled function of a definition or a part of one, made once."""
    namespace: dict[str, Any] = {name: getattr(runtime, name) for name in _RUNTIME}
    namespace.update(date=date, Fraction=Fraction)
    exec(compile(python_source(node, members=members), "<definition>", "exec"), namespace)  # noqa: S102 -- made from nodes
    decide: Decider = namespace["decide"]
    return decide


def bind_decider(decide: Decider, host: str | None, as_of: date, parameters: Mapping[str, Any]) -> BoundDecider:
    """The compiled function with everything but the facts settled; a call of it costs no more than one by hand."""
    assert isinstance(decide, FunctionType), "compiled functions are plain functions"
    return FunctionType(decide.__code__, decide.__globals__, decide.__name__, (host, as_of, parameters))


class _Emitter:
    """Writes statements; a truth ends up in a local name of its own, anything else in an atom."""

    def __init__(self, root: FactNode, members: tuple[str, ...]) -> None:
        self.lines: list[str] = []
        self.preamble: list[str] = []
        self._depth = 1
        self._names = 0
        own = {node.name: None for node in iter_nodes(root) if isinstance(node, Fact) and node.of is None}
        for fact in own:
            self.preamble.append(f"{_INDENT}{fact} = facts.get({fact!r})")
        for member in members:
            self.preamble += [_INDENT + line for line in _member_facts(root, member)]

    def value(self, node: FactNode) -> str:  # noqa: PLR0912 -- one case a node
        """Write what works out a node; the atom that then holds it."""
        match node:
            case Literal(value=value):
                return _literal(value)
            case Fact(name=name, of=None) | Context(name=name) | Member(variable=name):
                return name
            case Fact(name=name, of=member):
                return f"{member}__{name}"
            case Setting(name=name):
                return self._bound(f"param.get({name!r})")
            case Group(figure=figure, suffix=suffix):
                return self._bound(f"group_sum(facts, {figure!r}, {suffix!r})")
            case Term(root=root):
                return self.value(root)
            case FactNot(operand=operand):
                truth = self.value(operand)
                return self._bound(f"None if {truth} is None else not {truth}")
            case FactJoin():
                return self._join(node)
            case FactCompare():
                return self._bound(self._comparison(node))
            case Membership():
                return self._bound(self._membership(node))
            case Quantifier():
                return self._quantifier(node)
            case Tally():
                return self._tally(node)
            case Majority(operands=operands):
                return self._bound(f"majority({', '.join([self.value(operand) for operand in operands])})")
            case Choose():
                return self._choose(node)
            case Has(operand=operand):
                atom = self.value(operand)
                return self._bound(f'None if {atom} is None else {atom} != "-"')
            case Months(start=start, end=end):
                return self._bound(f"months_between({self.value(start)}, {self.value(end)})")
            case Members(day=Context(name=name)):
                return f"eu_members({name})"
            case Members(day=day):
                return f"eu_members_on({self.value(day)})"
            case FactArithmetic(left=left, operator=operator, right=right):
                return self._bound(f"arithmetic({self.value(left)}, {operator!r}, {self.value(right)})")
            case _:
                assert_never(node)

    def _join(self, node: FactJoin) -> str:
        """Kleene `and` / `or`; once the decisive value is there, the rest is skipped."""
        decisive = "False" if node.operator == "and" else "True"
        neutral = "True" if node.operator == "and" else "False"
        first, *rest = node.operands
        result = self._bound(self.value(first))
        for operand in rest:
            self._line(f"if {result} is not {decisive}:")
            self._depth += 1
            other = self.value(operand)
            self._line(f"if {other} is not {neutral}:")
            self._line(f"{_INDENT}{result} = {other}")
            self._depth -= 1
        return result

    def _comparison(self, node: FactCompare) -> str:
        left, right = self.value(node.left), self.value(node.right)
        if _is_interval(node.left) or _is_interval(node.right):
            one = left if _is_interval(node.left) else f"exactly({left})"
            two = right if _is_interval(node.right) else f"exactly({right})"
            return f"compare_intervals({one}, {node.operator!r}, {two})"
        unknown = " or ".join(
            f"{atom} is None" for atom, side in ((left, node.left), (right, node.right)) if _may_be_missing(side)
        )
        if node.operator in {"==", "!="}:
            plain = f"{left} {node.operator} {right}"
            return f"None if {unknown} else {plain}" if unknown else plain
        if _may_be_absent(node.left) or _may_be_absent(node.right):
            one, two = (right, left) if node.operator in {">", ">="} else (left, right)
            return f"{'is_less' if node.operator in {'<', '>'} else 'is_at_most'}({one}, {two})"
        plain = f"{left} {node.operator} {right}"
        return f"None if {unknown} else {plain}" if unknown else plain

    def _membership(self, node: Membership) -> str:
        element, collection = self.value(node.element), self.value(node.collection)
        unknown = " or ".join(
            f"{atom} is None"
            for atom, side in ((element, node.element), (collection, node.collection))
            if _may_be_missing(side)
        )
        return f"None if {unknown} else {element} in {collection}" if unknown else f"{element} in {collection}"

    def _quantifier(self, node: Quantifier) -> str:
        decisive = "True" if node.function == "any" else "False"
        neutral = "False" if node.function == "any" else "True"
        source = self.value(node.source)
        result = self._bound(f"None if {source} is None else {neutral}")
        self._loop(node.variable, source, node.body)
        self._depth += 1
        truth = self.value(node.body)
        self._line(f"if {truth} is not {neutral}:")
        self._line(f"{_INDENT}{result} = {truth}")
        self._line(f"if {truth} is {decisive}:")
        self._line(f"{_INDENT}break")
        self._depth -= 1
        return result

    def _tally(self, node: Tally) -> str:
        source = self.value(node.source)
        truths = self._bound(f"None if {source} is None else []")
        self._loop(node.variable, source, node.body)
        self._depth += 1
        self._line(f"{truths}.append({self.value(node.body)})")
        self._depth -= 1
        if node.function == "share":
            return self._bound(f'share_of({truths}, {source}, facts.get("{node.source.name}_complete"))')
        return self._bound(f"{node.function}_of({truths})")

    def _loop(self, variable: str, source: str, body: FactNode) -> None:
        self._line(f"for {variable} in {source} or ():")
        self._depth += 1
        for line in _member_facts(body, variable):
            self._line(line)
        self._depth -= 1

    def _choose(self, node: Choose) -> str:
        condition = self.value(node.condition)
        result = self._bound("None")
        self._line(f"if {condition} is not False:")
        self._depth += 1
        self._line(f"{result} = {self.value(node.yes)}")
        self._depth -= 1
        # Undetermined and no: the other part is needed; when undetermined, only a common answer stands.
        self._line(f"if {condition} is False or ({condition} is None and {result} is not None):")
        self._depth += 1
        other = self.value(node.no)
        self._line(f"if {condition} is False or {result} is not {other}:")
        self._line(f"{_INDENT}{result} = {other} if {condition} is False else None")
        self._depth -= 1
        return result

    def _bound(self, expression: str) -> str:
        self._names += 1
        name = f"_{self._names}"
        self._line(f"{name} = {expression}")
        return name

    def _line(self, text: str) -> None:
        self.lines.append(_INDENT * self._depth + text)


def _member_facts(body: FactNode, member: str) -> list[str]:
    names = dict.fromkeys(node.name for node in iter_nodes(body) if isinstance(node, Fact) and node.of == member)
    return [f"{member}__{name} = {member}.get({name!r})" for name in names]


def _literal(value: bool | Fraction | str | date | frozenset[str]) -> str:
    match value:
        case Fraction(denominator=1, numerator=numerator):
            return str(numerator)
        case date(year=year, month=month, day=day):
            return f"date({year}, {month}, {day})"
        case frozenset():
            return "{" + ", ".join(repr(text) for text in sorted(value)) + "}"
        case _:
            return repr(value)


def _is_interval(node: FactNode) -> bool:
    return isinstance(node.type, QuantityType) and node.type.interval


def _may_be_missing(node: FactNode) -> bool:
    match node:
        case Literal() | Context() | Member():
            return False
        case Members(day=day):
            return _may_be_missing(day)
        case Term(root=root):
            return _may_be_missing(root)
        case _:
            return True


def _may_be_absent(node: FactNode) -> bool:
    match node:
        case Fact(type=CountryType(absent=absent) | DayType(absent=absent)):
            return absent
        case Months(start=start, end=end):
            return _may_be_absent(start) or _may_be_absent(end)
        case FactArithmetic(left=left, right=right):
            return _may_be_absent(left) or _may_be_absent(right)
        case Term(root=root):
            return _may_be_absent(root)
        case _:
            return False
