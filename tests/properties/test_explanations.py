"""An explanation recomputes to its result: each statement follows from those below it, by its operator alone."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connecteur_core import get_ruleset
from connecteur_core.assessment.evaluate import program_of
from connecteur_core.backends.python_backend import Value
from connecteur_core.evaluation.evaluate import evaluate_answers
from connecteur_core.evaluation.explanation import Explanation
from connecteur_core.evaluation.policies import Policy, Standards
from connecteur_core.model.status import Answer, Status
from connecteur_core.truth import Truth
from general_strategies import general_rulesets
from strategies import DAY, answers, rulesets, standards, written_ruleset

ANY_RULESET = st.one_of(rulesets(), general_rulesets(), st.just(get_ruleset("diversity-connector")))
LEAVES = {"answer", "reference", "constant"}
POLICIES = pytest.mark.parametrize("policy", list(Policy), ids=lambda policy: policy.value)


@POLICIES
@given(data=st.data())
def test_an_explanation_recomputes_to_its_result(policy: Policy, data: st.DataObject) -> None:
    checked = data.draw(ANY_RULESET)
    result = evaluate_answers(program_of(checked), data.draw(answers(checked)), data.draw(standards(checked, policy)))
    explanation = result.explain("fr")
    levels = [recomputed(child) for child in explanation.children]
    reached = max((rank for rank, truth in enumerate(levels, start=1) if truth is Truth.TRUE), default=0)
    possible = max((rank for rank, truth in enumerate(levels, start=1) if truth is not Truth.FALSE), default=0)
    assert explanation.value == (reached, possible)
    assert (reached, possible) == (result.level.reached.rank, result.level.possible.rank)


def test_what_does_not_apply_is_left_out_of_all_met_only() -> None:
    """Found by `make fuzz`."""
    lines = "\n".join(
        f"[[items]]\nid = 'L1.{n}'\nkind = 'line'\nlevel = 'L1'\nrule = '{rule}'"
        for n, rule in enumerate(['met("a")', 'all_met("a")'])
    )
    checked = written_ruleset(f"[[items]]\nid = 'a'\nkind = 'action'\n[[levels]]\nid = 'L1'\nrank = 1\n{lines}")
    given = {"a": Answer(Status.NOT_APPLICABLE, note="n")}
    result = evaluate_answers(program_of(checked), given, Standards(Policy.SELF_ASSESSMENT, DAY))
    met, all_met = result.explain("en").children[0].children
    assert (met.value, all_met.value) == (Truth.FALSE, Truth.TRUE)
    assert [line.children[0].skipped for line in (met, all_met)] == [False, True]
    assert recomputed(result.explain("en").children[0]) is Truth.FALSE


def recomputed(node: Explanation) -> Value:
    """The value of a node from its leaves alone; each step is compared with what the node says."""
    if node.operator in LEAVES:
        assert not node.children
        return node.value
    pairs = [(recomputed(child), child) for child in node.children]
    if node.operator in {"all", "share_met", "percent", "sum", "mean", "min", "max"}:
        pairs = [(value, child) for value, child in pairs if not child.skipped]
    below, weights = [value for value, _ in pairs], [Fraction(child.weight) for _, child in pairs]
    if is_of_truths(node.operator):
        value = of_truths(node.operator, below, weights)
    else:
        value = of_numbers(node.operator, below, weights)
    assert value == node.value, f"{node.operator} of {below} is {value}, but the explanation says {node.value}"
    return value


def is_of_truths(operator: str) -> bool:
    return operator in {"all", "any", "not", "count_met", "share_met"}


def of_truths(operator: str, values: Sequence[Value], weights: Sequence[Fraction]) -> Value:
    surely, perhaps = values.count(Truth.TRUE), len(values) - values.count(Truth.FALSE)
    assert all(isinstance(value, Truth) for value in values)
    match operator:
        case "all":
            return Truth.FALSE if perhaps < len(values) else Truth.TRUE if surely == len(values) else Truth.UNKNOWN
        case "any":
            return Truth.TRUE if surely else Truth.UNKNOWN if perhaps else Truth.FALSE
        case "not":
            return {"TRUE": Truth.FALSE, "FALSE": Truth.TRUE, "UNKNOWN": Truth.UNKNOWN}[_only(values).name]
        case _:
            pairs = list(zip(values, weights, strict=True))
            whole = Fraction(1) if operator == "count_met" else sum(weights, Fraction(0)) / 100
            sums = [
                sum((weight for value, weight in pairs if value in wanted), Fraction(0))
                for wanted in ({Truth.TRUE}, {Truth.TRUE, Truth.UNKNOWN})
            ]
            return (sums[0] / whole, sums[1] / whole) if whole else (100, 100)


def of_numbers(operator: str, values: Sequence[Value], weights: Sequence[Fraction]) -> Value:
    pairs = [value for value in values if not isinstance(value, Truth)]
    assert len(pairs) == len(values)
    lows, highs = [low for low, _ in pairs], [high for _, high in pairs]
    ends = [
        sum((weight * end for weight, end in zip(weights, side, strict=True)), Fraction(0)) for side in (lows, highs)
    ]
    match operator:
        case "+" | "sum":
            return ends[0], ends[1]
        case "-":
            return lows[0] - highs[1], highs[0] - lows[1]
        case "*":
            corners = [prod((one, two)) for one in pairs[0] for two in pairs[1]]
            return min(corners), max(corners)
        case "mean" | "percent":
            whole = sum(weights, Fraction(0)) / (100 if operator == "percent" else 1)
            return ends[0] / whole, ends[1] / whole
        case "min" | "max":
            join = min if operator == "min" else max
            return join(lows), join(highs)
        case _:
            return compared(operator.removeprefix("compare "), pairs)


def compared(operator: str, pairs: Sequence[tuple[int | Fraction, int | Fraction]]) -> Truth:
    (low, high), (other_low, other_high) = pairs
    surely, surely_not = {
        ">=": (low >= other_high, high < other_low),
        ">": (low > other_high, high <= other_low),
        "<=": (high <= other_low, low > other_high),
        "<": (high < other_low, low >= other_high),
    }[operator]
    return Truth.TRUE if surely else Truth.FALSE if surely_not else Truth.UNKNOWN


def _only(values: Sequence[Value]) -> Truth:
    (value,) = values
    assert isinstance(value, Truth)
    return value
