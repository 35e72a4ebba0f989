"""The rule language: what is read, what is refused, and that printing is the inverse of parsing."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connecteur_core.backends.python_backend import SUPPORTED_FUNCTIONS, Standing, compile_python, python_source
from connecteur_core.expr.checker import Scope, check_rule
from connecteur_core.expr.functions import FUNCTIONS
from connecteur_core.expr.nodes import And, Arithmetic, Call, Compare, Constant, Name, Node, Not, Or
from connecteur_core.expr.parser import ExpressionText, InvalidExpression, parse_expression
from connecteur_core.expr.polarity import find_falling
from connecteur_core.expr.printer import print_expression
from connecteur_core.positions.span import Span
from connecteur_core.truth import Truth

SCOPE = Scope({"a": True, "b": True, "g": False, "g.1": True, "g.2": True, "g.3": True}, ("L1", "L2"))
T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


def source(text: str) -> ExpressionText:
    return ExpressionText(text, lambda at: (Span("rules.toml", 7, 8 + at.column, at.length), None))


def value(text: str, **met: Truth) -> object:
    truths = {"a": U, "b": U, "g.1": U, "g.2": U, "g.3": U} | {
        name.replace("_", "."): truth for name, truth in met.items()
    }
    scores = {T: (1, 1), F: (0, 0), U: (0, 1)}
    standing = Standing(truths, truths, {name: scores[truth] for name, truth in truths.items()}, (), {"L1": T, "L2": U})
    checked = check_rule(parse_expression(source(text)), source(text), SCOPE)
    return compile_python(checked.root)(standing)


@pytest.mark.parametrize(
    ("text", "met", "wanted"),
    [
        pytest.param('met("a") and met("b")', {"a": F}, F, id="no wins over unknown in and"),
        pytest.param('met("a") and met("b")', {"a": T}, U, id="unknown wins over yes in and"),
        pytest.param('met("a") or met("b")', {"a": T}, T, id="yes wins over unknown in or"),
        pytest.param('met("a") or met("b")', {"a": F}, U, id="unknown wins over no in or"),
        pytest.param('not met("a")', {"a": F}, T, id="not turns no to yes"),
        pytest.param('count_met("g.*") >= 2', {"g_1": T, "g_2": T}, T, id="two of three settles at least two"),
        pytest.param('count_met("g.*") >= 2', {"g_1": F, "g_2": F}, F, id="one left cannot reach two"),
        pytest.param('count_met("g.*") >= 2', {"g_1": T}, U, id="one of three leaves at least two open"),
        pytest.param('share_met("g.*") >= 33', {"g_1": T}, T, id="a third is 33.3 percent"),
        pytest.param('share_met("g.*") > 33.333334', {"g_1": T, "g_2": F, "g_3": F}, F, id="shares are exact"),
        pytest.param('any_met("g.*")', {"g_3": T}, T, id="one is enough for any"),
        pytest.param('all_met("g.*")', {"g_3": F}, F, id="one is enough against all"),
        pytest.param('level("L1") and level("L2")', {}, U, id="levels are read"),
        pytest.param('score("a") + score("b") == 2', {"a": T, "b": T}, T, id="scores add up"),
        pytest.param('mean(score("a"), score("b")) >= 0.5', {"a": T}, T, id="a mean is settled by its low end"),
        pytest.param('min(score("a"), score("b")) > 0', {"a": F}, F, id="a minimum is settled by one"),
        pytest.param('0 < count_met("g.*") < 3', {"g_1": T, "g_2": F}, T, id="comparisons chain"),
        pytest.param('2 * score("a") - 0.5 > 1', {"a": T}, T, id="arithmetic"),
    ],
)
def test_a_rule_comes_to_its_value(text: str, met: dict[str, Truth], wanted: Truth) -> None:
    assert value(text, **met) is wanted


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("met(", "CX201", 12),
        ('met("a") and', "CX201", 21),
        ("a.__class__", "CX202", 9),
        ("[x for x in y]", "CX202", 9),
        ("lambda: 1", "CX202", 9),
        ('f"{x}"', "CX202", 9),
        ('"a"[0]', "CX202", 9),
        ("2 ** 9", "CX202", 9),
        ("1 << 9", "CX202", 9),
        ('met(x="a")', "CX202", 9),
        ('met(*"a")', "CX202", 9),
        ("(x := 1)", "CX202", 10),
        ('b"a"', "CX202", 9),
        ("1e9 > 2", "CX201", 9),
        ("0x10 > 2", "CX201", 9),
        ("99999999999999999999 > 2", "CX210", 9),
        ('met("c")', "CX203", 13),
        ('level("L3")', "CX203", 15),
        ("nothing", "CX203", 9),
        ('mett("a")', "CX204", 9),
        ('met("a", "b")', "CX205", 9),
        ('met("g.*")', "CX205", 13),
        ('all_met("h.*")', "CX206", 17),
        ('count_met("g.*")', "CX207", 9),
        ('met("g")', "CX212", 13),
        ('count_met("g.*") >= 4', "CX211", 9),
        ('count_met("g.*") >= 0', "CX211", 9),
        ('met("a") > 1', "CX205", 9),
        ('score("a") * score("b") > 0', "CX205", 9),
        ("x" * 4097, "CX210", 9),
        ("(" * 70 + ")" * 70, "CX210", 73),
        ("not " * 70 + 'met("a")', "CX210", 265),
    ],
)
def test_a_wrong_rule_is_refused_with_its_place(text: str, code: str, column: int) -> None:
    with pytest.raises(InvalidExpression) as error:
        check_rule(parse_expression(source(text)), source(text), SCOPE)
    finding = error.value.diagnostics[0]
    assert (finding.code, finding.at and finding.at.column) == (code, column)


def test_all_findings_of_a_rule_come_at_once() -> None:
    text = 'met("x") and mett("a") and count_met("g.*")'
    with pytest.raises(InvalidExpression) as error:
        check_rule(parse_expression(source(text)), source(text), SCOPE)
    assert [finding.code for finding in error.value.diagnostics] == ["CX203", "CX204", "CX205"]


@pytest.mark.parametrize(
    ("text", "falls"),
    [
        ('met("a")', False),
        ('not met("a")', True),
        ('not (count_met("g.*") < 2)', False),
        ('count_met("g.*") < 2', True),
        ('count_met("g.*") == 2', True),
        ('3 - count_met("g.*") <= 1', False),
        ('-1 * score("a") > -0.5', True),
        ('met("a") or not level("L1")', True),
    ],
)
def test_rules_that_could_fall_are_found(text: str, falls: bool) -> None:
    checked = check_rule(parse_expression(source(text)), source(text), SCOPE)
    assert (find_falling(checked.root) is not None) is falls


def test_every_function_is_done_by_the_python_backend() -> None:
    assert set(FUNCTIONS) == SUPPORTED_FUNCTIONS


def test_the_deepest_accepted_rule_compiles() -> None:
    text = 'met("a")'
    for _ in range(30):
        text = f'(({text} and met("b")) or met("a"))'
    assert value(text, a=T) is T


def test_generated_source_is_readable_and_holds_ids_as_literals_only() -> None:
    text = 'met("a") and count_met("g.*") >= 2'
    printed = python_source(check_rule(parse_expression(source(text)), source(text), SCOPE).root)
    assert "met['a']" in printed
    assert "is FALSE or" in printed


AT = Span("", 1, 1, 1)
NUMBERS = st.builds(Fraction, st.integers(-999, 999), st.sampled_from([1, 2, 4, 5, 8, 10, 1000]))
TEXTS = st.text(st.characters(categories=("L", "P", "Zs")).filter(str.isprintable), max_size=5)
LEAVES = st.one_of(
    st.builds(Constant, NUMBERS | TEXTS | st.booleans(), st.just(AT)),
    st.builds(Name, st.sampled_from(["a", "host"]), st.just(AT)),
)


def _grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Call, st.sampled_from(["met", "f"]), st.lists(inner, max_size=3).map(tuple), st.just(AT)),
        st.builds(Not, inner, st.just(AT)),
        st.builds(And, several, st.just(AT)),
        st.builds(Or, several, st.just(AT)),
        st.builds(Compare, inner, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), inner, st.just(AT)),
        st.builds(Arithmetic, inner, st.sampled_from(["+", "-", "*"]), inner, st.just(AT)),
    )


@given(st.recursive(LEAVES, _grown, max_leaves=12))
def test_parsing_a_printed_node_gives_it_back(node: Node) -> None:
    text = print_expression(node)
    assert parse_expression(source(text)) == node
