"""Rules of a ruleset as formulas for the solver z3: when each item and level is surely met, when it surely is not.

A truth is a pair of formulas that never hold together; neither = undetermined. A number is an interval whose ends are
sums of truths with weights, so that all stays within booleans and counts of them, which z3 decides fast.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import assert_never

import z3
from attrs import evolve, frozen

from connecteur_core.backends.interval_formulas import (
    Cases,
    Extreme,
    NumberFormulas,
    NumberTree,
    Sum,
    added,
    always,
    compared,
    constant_in,
    few,
    scaled,
    sum_of,
)
from connecteur_core.backends.interval_formulas import (
    TooLarge as TooLarge,  # noqa: PLC0414 -- those who encode find it here
)
from connecteur_core.backends.kleene_formulas import Formula, Kleene, all_of, any_of
from connecteur_core.backends.measure_formulas import MeasureFormulas
from connecteur_core.backends.program import ItemStep, LevelStep, compile_ruleset
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
from connecteur_core.expr.types import NumberType
from connecteur_core.model.obligation import Obligation
from connecteur_core.rulesets.checker import CheckedRuleset


@frozen(eq=False)
class ItemFormulas:
    """What rules read of an item: met, at least partial, left out as not applicable.

    Attributes:
        steps: of an item on a scale of its own: whether its value has come as far as each step, and how much that
            step adds to its score; None = the built-in scale.
        lowest: the score of the worst answer.
        answered, justified: whether it is answered at all, and with a justification; None = not told.
    """

    met: Kleene
    partly: Kleene
    skipped: Formula
    steps: tuple[tuple[Kleene, Fraction], ...] | None = None
    lowest: Fraction = Fraction(0)
    answered: Formula | None = None
    justified: Formula | None = None

    def settled(self, obligation: Obligation) -> Kleene:
        """Whether a level that asks for it is content with it.

        Raises:
            TooLarge: whether it is answered and justified is not told.
        """
        if obligation is Obligation.MUST:
            return Kleene(z3.Or(self.skipped, self.met.yes), z3.And(z3.Not(self.skipped), self.met.no))
        if self.answered is None or self.justified is None:
            raise TooLarge
        if obligation is Obligation.SUGGESTED:
            return Kleene(z3.Or(self.skipped, self.answered), z3.BoolVal(False))
        excused = z3.And(self.answered, self.justified)
        return Kleene(z3.Or(self.skipped, self.met.yes, excused), z3.BoolVal(False))

    def where(self, applies: Kleene) -> ItemFormulas:
        """The same item where it applies only under a condition: it is gone without it, and open while that is."""

        def narrowed(truth: Kleene) -> Kleene:
            return Kleene(z3.And(truth.yes, applies.yes), z3.Or(applies.no, z3.And(truth.no, applies.yes)))

        steps = None if self.steps is None else tuple((narrowed(truth), height) for truth, height in self.steps)
        skipped = z3.Or(z3.And(self.skipped, applies.yes), applies.no)
        met, partly = narrowed(self.met), narrowed(self.partly)
        return evolve(self, met=met, partly=partly, steps=steps, skipped=skipped)

    def score(self, width: Fraction) -> NumberFormulas:
        """The score counted from the worst answer.

        Args:
            width: between the worst and the best answer.

        Raises:
            TooLarge: it is on a scale whose steps are not told.
        """
        half = Fraction(1, 2)
        steps = ((self.partly, half), (self.met, half)) if self.steps is None else self.steps
        if sum(height for _, height in steps) != width:
            raise TooLarge
        low, high = Sum(Fraction(0), {}), Sum(Fraction(0), {})
        for truth, height in steps:
            low = low.plus(sum_of([truth.yes]).times(height))
            high = high.plus(sum_of([truth.maybe]).times(height))
        return NumberFormulas(always(low), always(high))


@frozen(eq=False)
class RulesetFormulas:
    """All items and levels of a ruleset, by id."""

    items: Mapping[str, ItemFormulas]
    levels: Mapping[str, Kleene]


def encode_ruleset(checked: CheckedRuleset, answered: Mapping[str, ItemFormulas]) -> RulesetFormulas:
    """The formulas of every item with a rule and of every level.

    Args:
        checked: the ruleset.
        answered: the formulas of items that are answered, or taken as given whatever their rules say; those that no
            rule reads may be left out.

    Raises:
        TooLarge: a rule counts in too many ways at once.
    """
    items, levels = dict(answered), dict[str, Kleene]()
    emitter = _Emitter(items, levels, MeasureFormulas(checked.measures, items))
    for step in compile_ruleset(checked).steps:
        if isinstance(step, LevelStep):
            below = [] if step.below is None else [levels[step.below]]
            if step.bindings is None:
                lines = [items[line].met for line in step.criteria]
            else:
                lines = [items[line].settled(obligation) for line, obligation in step.bindings]
            levels[step.level] = all_of([*lines, *below])
        elif isinstance(step, ItemStep) and step.item not in answered:
            truth = emitter.truth(checked.rules[step.item].root)
            items[step.item] = ItemFormulas(truth, truth, z3.BoolVal(False))
    return RulesetFormulas(items, levels)


class _Emitter:
    def __init__(
        self, items: Mapping[str, ItemFormulas], levels: Mapping[str, Kleene], measures: MeasureFormulas
    ) -> None:
        self._items, self._measures = items, measures
        self._levels = levels

    def truth(self, node: TypedNode) -> Kleene:
        match node:
            case TypedConstant(value=bool() as value):
                return Kleene(z3.BoolVal(value), z3.BoolVal(not value))
            case ItemCall(function=function, items=items):
                return self._of_items(function, [self._items[item] for item in items])
            case LevelCall(level=level):
                return self._levels[level]
            case TypedNot(operand=operand):
                return self.truth(operand).flipped()
            case TypedAnd(operands=operands):
                return all_of([self.truth(operand) for operand in operands])
            case TypedOr(operands=operands):
                return any_of([self.truth(operand) for operand in operands])
            case TypedCompare(left=left, operator=operator, right=right):
                return compared(self.number(left), operator, self.number(right))
            case ChoiceCall():
                raise AssertionError("rules read no selecting answers")
            case TypedConstant() | NumberCall() | TypedArithmetic() | MeasureCall():
                raise AssertionError("the checker tells truths from numbers")
            case _:
                assert_never(node)

    def _of_items(self, function: str, items: Sequence[ItemFormulas]) -> Kleene:
        match function:
            case "met":
                return items[0].met
            case "partly":
                return items[0].partly
            case "any_met":
                return any_of([item.met for item in items])
            case "all_met":
                applying = [z3.Or(item.skipped, item.met.yes) for item in items]
                failing = [z3.And(z3.Not(item.skipped), item.met.no) for item in items]
                return Kleene(z3.And(applying), z3.Or(failing))
            case _:
                raise AssertionError("the checker tells truths from numbers")

    def number(self, node: TypedNode) -> NumberTree:
        match node:
            case TypedConstant(value=value):
                exact = [(z3.BoolVal(True), Sum(Fraction(value), {}))]
                return NumberFormulas(exact, exact)
            case ItemCall(function="score", items=(item,), type=NumberType(low=least, high=most)):
                number = self._items[item].score(most - least)
                return number if not least else _raised(number, least)
            case ItemCall(function="count_met", items=items):
                met = [self._items[item].met for item in items]
                return NumberFormulas(always(sum_of(one.yes for one in met)), always(sum_of(one.maybe for one in met)))
            case ItemCall(function="share_met", items=items):
                return _share([self._items[item] for item in items])
            case NumberCall(function=function, arguments=arguments):
                return self._joined(function, [self.number(argument) for argument in arguments])
            case MeasureCall(measure=measure):
                return self._measures.number(measure)
            case TypedArithmetic(left=left, operator=operator, right=right):
                return self._arithmetic(self.number(left), operator, self.number(right))
            case _:
                raise AssertionError("the checker tells truths from numbers")

    def _joined(self, function: str, numbers: Sequence[NumberTree]) -> NumberTree:
        if function in ("min", "max"):
            return Extreme(function == "min", numbers)
        total = added(numbers)
        return total if function == "sum" else scaled(total, Fraction(1, len(numbers)))

    def _arithmetic(self, left: NumberTree, operator: str, right: NumberTree) -> NumberTree:
        match operator:
            case "+":
                return added([left, right])
            case "-":
                return added([left, scaled(right, Fraction(-1))])
            case _:
                factor, other = constant_in(left), right
                if factor is None:
                    factor, other = constant_in(right), left
                assert factor is not None, "one side of a product is a constant"
                return scaled(other, factor)


def _raised(number: NumberFormulas, least: Fraction) -> NumberFormulas:
    below = Sum(least, {})
    return NumberFormulas(
        [(case, one.plus(below)) for case, one in number.low], [(case, one.plus(below)) for case, one in number.high]
    )


def _share(items: Sequence[ItemFormulas]) -> NumberFormulas:
    """Percentage of the items that apply; how many do is a case of its own."""
    met = [z3.And(z3.Not(item.skipped), item.met.yes) for item in items]
    maybe = [z3.And(z3.Not(item.skipped), item.met.maybe) for item in items]
    skippable = [item.skipped for item in items if not z3.is_false(item.skipped)]
    least = len(items) - len(skippable)
    low: Cases = []
    high: Cases = []
    for count in range(least, len(items) + 1):
        case = z3.PbEq([(z3.Not(one), 1) for one in skippable], count - least) if skippable else z3.BoolVal(True)
        if count == 0:
            low.append((case, Sum(Fraction(100), {})))
            high.append((case, Sum(Fraction(100), {})))
        else:
            low.append((case, sum_of(met).times(Fraction(100, count))))
            high.append((case, sum_of(maybe).times(Fraction(100, count))))
    return NumberFormulas(few(low), few(high))
