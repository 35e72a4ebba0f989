"""Typed node → plain Python: one flat function per rule, with early exits, readable when printed.

Text of a rule reaches the generated source only as `repr()` of ids and exact numbers held by nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any, assert_never

from attrs import field, frozen

from connecteur_core.backends import python_runtime as runtime
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
from connecteur_core.truth import Truth

Value = Truth | runtime.Interval


@frozen
class Standing:
    """What is known of each item and level when a rule runs.

    Attributes:
        met: truth of “is met”, by item id.
        partly: truth of “is at least partial”, by item id.
        score: interval of the score, by item id.
        skipped: ids answered `not_applicable`.
        level: truth of “is reached”, by level id.
        measure: interval of each measure, or None when it has no value.
        choice: what selecting items and facts say, for conditions; None = not known.
        answered: ids answered, whatever the answer, of items that some level does not ask for as a must.
        justified: those of them whose answer is justified.
        perhaps: ids of items whose condition is not decided.
        totals: how far sums and means have come, to move them by one part.
    """

    met: Mapping[str, Truth]
    partly: Mapping[str, Truth]
    score: Mapping[str, runtime.Interval]
    skipped: Collection[str]
    level: Mapping[str, Truth]
    measure: Mapping[str, runtime.Interval | None] = field(factory=dict)
    choice: Mapping[str, Collection[str] | None] = field(factory=dict)
    answered: Collection[str] = frozenset()
    justified: Collection[str] = frozenset()
    perhaps: Collection[str] = frozenset()
    totals: Mapping[str, Any] = field(factory=dict)


CompiledRule = Callable[[Standing], Value]

_ITEM_CALLS = {
    "met": "met[{item}]",
    "partly": "partly[{item}]",
    "score": "score[{item}]",
    "count_met": "count_met(met, {items})",
    "share_met": "share_met(met, skipped, {items})",
    "all_met": "all_met(met, skipped, {items})",
    "any_met": "any_met(met, {items})",
}
_NUMBER_CALLS = {"sum": "sum_of", "mean": "mean_of", "min": "min_of", "max": "max_of"}
_ARITHMETIC = {"+": "plus", "-": "minus", "*": "times"}
# For each operator: when it surely holds, when it surely does not. The first test binds its sides to
# the local names that the later ones use.
_COMPARISONS = {
    "<": ("{left}[1] < {right}[0]", "{0}[0] >= {1}[1]"),
    "<=": ("{left}[1] <= {right}[0]", "{0}[0] > {1}[1]"),
    ">": ("{left}[0] > {right}[1]", "{0}[1] <= {1}[0]"),
    ">=": ("{left}[0] >= {right}[1]", "{0}[1] < {1}[0]"),
    "==": ("{left} == {right} and {0}[0] == {0}[1]", "{0}[1] < {1}[0] or {0}[0] > {1}[1]"),
    "!=": ("({left}[1] < {right}[0]) or {0}[0] > {1}[1]", "{0} == {1} and {0}[0] == {0}[1]"),
}
SUPPORTED_FUNCTIONS = frozenset({*_ITEM_CALLS, *_NUMBER_CALLS, "level", "value", "chosen"})


def python_source(node: TypedNode) -> str:
    """The source of the function that decides `node`, as it is compiled."""
    emitter = _Emitter()
    expression = emitter.emit(node)
    return (
        "def rule(standing):\n"
        "    met, partly, score = standing.met, standing.partly, standing.score\n"
        "    skipped, level, measure, choice = standing.skipped, standing.level, standing.measure, standing.choice\n"
        f"    return {expression}\n"
    )


@lru_cache(maxsize=4096)
def compile_python(node: TypedNode) -> CompiledRule:
    """The compiled function of `node`: takes a `Standing`, returns a Truth or an interval."""
    namespace: dict[str, object] = {name: getattr(runtime, name) for name in _RUNTIME_NAMES}
    namespace["Fraction"] = Fraction
    exec(compile(python_source(node), "<rule>", "exec"), namespace)  # noqa: S102 -- source made from nodes above
    return namespace["rule"]  # type: ignore[return-value]  # the def two lines up


_RUNTIME_NAMES = (
    "TRUE",
    "FALSE",
    "UNKNOWN",
    "count_met",
    "share_met",
    "all_met",
    "any_met",
    "chosen",
    "plus",
    "minus",
    "times",
    "sum_of",
    "mean_of",
    "min_of",
    "max_of",
)


class _Emitter:
    """Writes expressions; each operand that is used twice gets a local name."""

    def __init__(self) -> None:
        self._locals = 0

    def emit(self, node: TypedNode) -> str:  # noqa: PLR0912 -- one case a node
        match node:
            case TypedConstant(value=bool() as value):
                return "TRUE" if value else "FALSE"
            case TypedConstant(value=value):
                number = _number(Fraction(value))
                return f"({number}, {number})"
            case ItemCall(function=function, items=items):
                return _ITEM_CALLS[function].format(item=repr(items[0]), items=repr(items))
            case ChoiceCall(name=name, words=words):
                return f"chosen(choice[{name!r}], {words!r})"
            case LevelCall(level=level):
                return f"level[{level!r}]"
            case MeasureCall(measure=measure, type=bounds):
                top = _number(bounds.high)
                return f"(measure[{measure!r}] or ({top}, {top}))"
            case NumberCall(function=function, arguments=arguments):
                return f"{_NUMBER_CALLS[function]}({', '.join(map(self.emit, arguments))})"
            case TypedNot(operand=operand):
                return f"(~{self.emit(operand)})"
            case TypedAnd(operands=operands):
                return self._joined(operands, decisive="FALSE", otherwise="TRUE")
            case TypedOr(operands=operands):
                return self._joined(operands, decisive="TRUE", otherwise="FALSE")
            case TypedCompare(left=left, operator=operator, right=right):
                return self._comparison(left, operator, right)
            case TypedArithmetic(left=left, operator=operator, right=right):
                return f"{_ARITHMETIC[operator]}({self.emit(left)}, {self.emit(right)})"
            case _:
                assert_never(node)

    def _joined(self, operands: tuple[TypedNode, ...], *, decisive: str, otherwise: str) -> str:
        """Kleene `and` / `or` with an early exit: Python's own `or` stops at the first decisive operand."""
        names = [self._local() for _ in operands]
        tests = (
            f"({name} := {self.emit(operand)}) is {decisive}" for name, operand in zip(names, operands, strict=True)
        )
        rest = " and ".join(f"{name} is {otherwise}" for name in names)
        return f"({decisive} if {' or '.join(tests)} else {otherwise} if {rest} else UNKNOWN)"

    def _comparison(self, left: TypedNode, operator: str, right: TypedNode) -> str:
        one, two = self._local(), self._local()
        bound = {"left": f"({one} := {self.emit(left)})", "right": f"({two} := {self.emit(right)})"}
        true, false = (test.format(one, two, **bound) for test in _COMPARISONS[operator])
        return f"(TRUE if {true} else FALSE if {false} else UNKNOWN)"

    def _local(self) -> str:
        self._locals += 1
        return f"v{self._locals}"


def _number(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"Fraction({value.numerator}, {value.denominator})"
