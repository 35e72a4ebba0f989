"""`Evaluation` → `Explanation`: the levels, their checklist lines and the rules below, in words."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import assert_never

from attrs import evolve

from connecteur_core.backends.measures import contribution, weight_of
from connecteur_core.backends.obligations import settled
from connecteur_core.backends.python_backend import Value
from connecteur_core.backends.python_runtime import Interval
from connecteur_core.evaluation.evaluation import Evaluation
from connecteur_core.evaluation.explanation import Explanation
from connecteur_core.evaluation.policies import policy_text, status_on
from connecteur_core.evaluation.trace import truth_of_name, value_of
from connecteur_core.evaluation.uncounted import why_uncounted
from connecteur_core.expr.printer import print_number
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
from connecteur_core.messages import Message, message
from connecteur_core.model.locale import Locale
from connecteur_core.model.measure import Join
from connecteur_core.model.obligation import Obligation
from connecteur_core.model.ruleset import Level
from connecteur_core.model.scale import plain
from connecteur_core.model.status import Status
from connecteur_core.rulesets.checked_measure import MET_JOINS, CheckedMeasure, Part
from connecteur_core.rulesets.locales import load_locale
from connecteur_core.rulesets.titles import answer_text, score_title
from connecteur_core.truth import Truth

_STATUS_TEXTS = {
    Status.MET: message("met"),
    Status.PARTIAL: message("partly met"),
    Status.UNMET: message("not met"),
    Status.NOT_APPLICABLE: message("not applicable"),
    None: message("not answered yet"),
}
_TRUTH_TEXTS = {
    Truth.TRUE: message("met"),
    Truth.FALSE: message("not met"),
    Truth.UNKNOWN: message("undetermined"),
}
_SETTLED_TEXTS = {
    (Obligation.SHOULD, Truth.TRUE): message("not met, with a justification"),
    (Obligation.SHOULD, Truth.UNKNOWN): message("neither met nor justified yet"),
    (Obligation.SUGGESTED, Truth.TRUE): message("answered, which is all that is asked"),
    (Obligation.SUGGESTED, Truth.UNKNOWN): message("not answered yet"),
}
_YES_NO = {Truth.TRUE: message("yes"), Truth.FALSE: message("no"), Truth.UNKNOWN: message("undetermined")}
_LEVEL_TEXTS = {
    Truth.TRUE: message("reached"),
    Truth.FALSE: message("not reached"),
    Truth.UNKNOWN: message("not reached yet, still possible"),
}
_JOINED_TEXTS = {
    "all": message("all of these: {value}"),
    "any": message("at least one of these: {value}"),
    "count_met": message("how many of these are met: {value}"),
    "share_met": message("percentage of these that are met: {value}"),
    "sum": message("sum: {value}"),
    "mean": message("mean: {value}"),
    "min": message("smallest: {value}"),
    "max": message("largest: {value}"),
}


def explain_evaluation(evaluation: Evaluation, lang: str) -> Explanation:
    """The whole explanation: its children are the levels, lowest first.

    The value of the root is the interval of ranks [reached, possible].
    """
    explainer = _Explainer(evaluation, lang)
    levels = tuple(explainer.level(level) for level in evaluation.ruleset.levels)
    reached, possible = evaluation.level.reached.rank, evaluation.level.possible.rank
    text = message(
        "Level reached: {reached}; level still possible: {possible}. On {day}, by {ruleset}, policy {policy}.",
        reached=reached,
        possible=possible,
        day=evaluation.on.isoformat(),
        ruleset=evaluation.ruleset.reference,
        policy=policy_text(evaluation.policy),
    )
    return Explanation("levels", None, (reached, possible), text.text(lang), levels)


class _Explainer:
    def __init__(self, evaluation: Evaluation, lang: str) -> None:
        self._evaluation = evaluation
        self._standing = evaluation.standing
        self._checked = evaluation.program.checked
        self._locale: Locale = load_locale(evaluation.ruleset, lang)
        self._lang = lang

    def level(self, level: Level) -> Explanation:
        truth = self._standing.level[level.id]
        children = [self._line(line, obligation) for line, obligation in self._checked.bindings(level.id)]
        below = next((lower for lower in self._ladder_of(level) if lower.rank == level.rank - 1), None)
        if below is not None and level.cumulative and not any(_refers_to(child, below.id) for child in children):
            children.insert(0, self._reference(below.id))
        return self._explanation("all", level.id, truth, self._level_text(level.id), tuple(children))

    def _ladder_of(self, level: Level) -> Sequence[Level]:
        return next(ladder for ladder in self._evaluation.ruleset.ladders if level in ladder)

    def _line(self, item_id: str, obligation: Obligation) -> Explanation:
        if obligation is Obligation.MUST or item_id in self._standing.skipped:
            return self.item(item_id)
        truth = settled(item_id, obligation, self._standing)
        state = _SETTLED_TEXTS[obligation, truth]
        if self._standing.met[item_id] is Truth.TRUE:
            state = _TRUTH_TEXTS[Truth.TRUE]
        elif truth is Truth.UNKNOWN:
            state = why_uncounted(self._evaluation, item_id, obligation) or state
        text = message("{name}: {state}", name=self._item_name(item_id), state=state)
        excused = truth is Truth.TRUE and self._standing.met[item_id] is not Truth.TRUE
        return evolve(self._explanation("answer", item_id, truth, text), settled=excused)

    def item(self, item_id: str) -> Explanation:
        rule = self._checked.rules.get(item_id)
        truth = self._standing.met[item_id]
        if rule is None:
            return self._answer(item_id)
        inner = self.part(rule.root)
        name = self._item_name(item_id)
        text = message("{name}: {state}", name=name, state=_TRUTH_TEXTS[truth])
        if inner.name is None:
            return self._explanation(inner.operator, item_id, truth, text, inner.children)
        return self._explanation("all", item_id, truth, text, (inner,))

    def part(self, node: TypedNode) -> Explanation:
        """The explanation of one part of a rule."""
        value = value_of(node, self._standing)
        match node:
            case TypedAnd(operands=parts):
                return self._joined("all", value, self._parts(parts))
            case TypedOr(operands=parts):
                return self._joined("any", value, self._parts(parts))
            case TypedNot(operand=operand):
                return self._explanation(
                    "not",
                    None,
                    value,
                    message("not: {value}", value=self._shown(value)),
                    (self.part(operand),),
                )
            case TypedCompare(left=left, operator=operator, right=right):
                text = message("a number {operator} another: {value}", operator=operator, value=self._shown(value))
                return self._explanation(f"compare {operator}", None, value, text, self._parts((left, right)))
            case TypedArithmetic(left=left, operator=operator, right=right):
                text = message("{value} (by {operator})", value=self._shown(value), operator=operator)
                return self._explanation(operator, None, value, text, self._parts((left, right)))
            case NumberCall(function=function, arguments=parts):
                return self._joined(function, value, self._parts(parts))
            case ItemCall():
                return self._item_call(node, value)
            case LevelCall(level=level):
                return self._reference(level)
            case ChoiceCall(name=name):
                text = message("{name}: {value}", name=self._item_name(name), value=self._shown(value))
                return self._explanation("answer", name, value, text)
            case MeasureCall(measure=measure):
                return self._measure(self._checked.measures[measure])
            case TypedConstant():
                return self._explanation("constant", None, value, message("{value}", value=self._shown(value)))
            case _:
                assert_never(node)

    def _joined(self, operator: str, value: Value, children: tuple[Explanation, ...]) -> Explanation:
        text = Message(_JOINED_TEXTS[operator].template, {"value": self._shown(value)})
        return self._explanation(operator, None, value, text, children)

    def _parts(self, nodes: tuple[TypedNode, ...]) -> tuple[Explanation, ...]:
        return tuple(self.part(node) for node in nodes)

    def _item_call(self, node: ItemCall, value: Value) -> Explanation:
        children = tuple(self.item(item) for item in node.items)
        match node.function:
            case "met":
                return evolve(children[0], skipped=False)  # what does not apply is not met here
            case "all_met":
                return self._joined("all", value, children)
            case "any_met":
                return self._joined("any", value, children)
            case "partly" | "score":
                text = message("{name}: {value}", name=self._item_name(node.items[0]), value=self._shown(value))
                return self._explanation("answer", node.items[0], value, text)
            case _:
                return self._joined(node.function, value, children)

    def _measure(self, measure: CheckedMeasure) -> Explanation:
        """A measure with its parts; the factor and the constant, where it has them, are statements of their own."""
        value = self._standing.measure[measure.id]
        name = score_title(self._evaluation.program.checked, self._locale, measure.id)
        if value is None:
            top = plain(measure.bounds.high)
            return self._explanation(
                "constant", measure.id, (top, top), message("{name}: no value, nothing applies", name=name)
            )
        children = tuple(self._measure_part(measure, part) for part in measure.parts)
        times, plus = plain(measure.times), plain(measure.plus)
        joined: Interval = (Fraction(value[0] - plus) / times, Fraction(value[1] - plus) / times)
        text = message("{name}: {value}", name=name, value=self._shown(joined))
        node = self._explanation(measure.join.value, measure.id, joined, text, children)
        for operator, constant in (("*", times), ("+", plus)):
            if constant != {"*": 1, "+": 0}[operator]:
                joined = (joined[0] * constant, joined[1] * constant) if operator == "*" else value
                other = self._explanation("constant", None, (constant, constant), message("{value}", value=constant))
                text = message("{value} (by {operator})", value=self._shown(joined), operator=operator)
                node = self._explanation(operator, measure.id, joined, text, (node, other))
        return node

    def _measure_part(self, measure: CheckedMeasure, part: Part) -> Explanation:
        weight = weight_of(measure, part)
        if measure.over_measures and measure.join is not Join.PERCENT:
            inner = self._measure(self._checked.measures[part.name])
            return evolve(inner, weight=weight, skipped=self._standing.measure[part.name] is None)
        if measure.join in MET_JOINS:
            return evolve(self.item(part.name), weight=weight)
        value = contribution(measure, part, self._standing)
        if value is None:
            name = self._item_name(part.name)
            text = message("{name}: {state}", name=name, state=_STATUS_TEXTS[Status.NOT_APPLICABLE])
            return evolve(self._explanation("answer", part.name, (0, 0), text), skipped=True, weight=weight)
        name = self._answer_name(part.name)
        text = message("{name}: {value}", name=name, value=self._shown(value))
        return evolve(self._explanation("answer", part.name, value, text), weight=weight)

    def _answer_name(self, item_id: str) -> str:
        """The item, and what was answered on its scale."""
        answer = self._evaluation.answers.get(item_id)
        if answer is None or answer.value is None:
            return self._item_name(item_id)
        said = answer_text(self._evaluation.ruleset, self._locale, item_id, answer.value)
        return f"{self._item_name(item_id)} – {said}"

    def _answer(self, item_id: str) -> Explanation:
        evaluation = self._evaluation
        answer = evaluation.answers.get(item_id)
        status = status_on(answer, evaluation.on)
        state: Message | str = _STATUS_TEXTS[status]
        if answer is not None and answer.value is not None and status is not None:
            state = answer_text(evaluation.ruleset, self._locale, item_id, answer.value)
        truth = self._standing.met[item_id]
        if item_id in self._standing.perhaps or status is Status.MET:
            state = why_uncounted(evaluation, item_id) or state
        text = message("{name}: {state}", name=self._item_name(item_id), state=state)
        skipped = item_id in self._standing.skipped
        excused = truth is Truth.TRUE and status is Status.NOT_APPLICABLE
        return Explanation("answer", item_id, truth, text.text(self._lang), skipped=skipped, settled=excused)

    def _reference(self, level_id: str) -> Explanation:
        truth = truth_of_name(level_id, self._standing)
        return self._explanation("reference", level_id, truth, self._level_text(level_id))

    def _level_text(self, level_id: str) -> Message:
        title = self._locale.titles.get(level_id, level_id)
        state = _LEVEL_TEXTS[self._standing.level[level_id]]
        rank = self._evaluation.ruleset.every_level[level_id].rank
        return message("Level {rank}, {title}: {state}", rank=rank, title=title, state=state)

    def _item_name(self, item_id: str) -> str:
        title = self._locale.titles.get(item_id) or self._locale.texts.get(item_id, "")
        return f"{item_id} {title}".strip().rstrip(".")

    def _shown(self, value: Value) -> str:
        if isinstance(value, Truth):
            return _YES_NO[value].text(self._lang)
        low, high = (print_number(Fraction(end)) for end in value)
        return low if low == high else message("{low} to {high}", low=low, high=high).text(self._lang)

    def _explanation(
        self,
        operator: str,
        name: str | None,
        value: Value,
        text: Message,
        children: tuple[Explanation, ...] = (),
    ) -> Explanation:
        return Explanation(operator, name, value, text.text(self._lang), children)


def _refers_to(explanation: Explanation, name: str) -> bool:
    """Whether a checklist line says just that a level is reached, as cumulative lines do."""
    return [child.name for child in explanation.children] == [name]
