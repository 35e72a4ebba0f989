"""The solver's formulas of a ruleset decide like its compiled functions, whatever the rules, whatever is unanswered."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
import z3
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from connecteur_core import get_ruleset
from connecteur_core.assessment.evaluate import program_of
from connecteur_core.backends.fact_python import compile_facts
from connecteur_core.backends.interval_formulas import TooLarge
from connecteur_core.backends.kleene_formulas import Kleene
from connecteur_core.backends.python_runtime import Interval
from connecteur_core.backends.rule_solver import ItemFormulas, encode_ruleset
from connecteur_core.evaluation.evaluate import evaluate_answers
from connecteur_core.evaluation.policies import Policy
from connecteur_core.proofs.question import Answer as Found
from connecteur_core.proofs.question import decide_questions
from connecteur_core.proofs.ruleset_questions import ruleset_questions
from connecteur_core.rulesets.checker import CheckedRuleset
from connecteur_core.truth import Truth
from fact_rows import random_rows
from fact_strategies import AS_OF, HOST, checked, expressions
from general_strategies import FACTS, general_rulesets
from solver_backend import by_solver
from strategies import answers, rulesets, standards

ANY_RULESET = st.one_of(rulesets(), general_rulesets(), st.just(get_ruleset("diversity-connector")))


def constant(truth: Truth) -> Kleene:
    return Kleene(z3.BoolVal(truth is Truth.TRUE), z3.BoolVal(truth is Truth.FALSE))


def steps(checked: CheckedRuleset, name: str, score: Interval) -> tuple[tuple[Kleene, Fraction], ...] | None:
    """How far the score of an item on a scale has surely come, and how far it may."""
    scale = checked.ruleset.scaled_items.get(name)
    if scale is None:
        return None
    values = sorted({Fraction(value) for value in scale.values.values()})
    return tuple(
        (Kleene(z3.BoolVal(score[0] >= value), z3.BoolVal(score[1] < value)), value - below)
        for below, value in pairwise(values)
    )


def found(truth: Kleene) -> Truth:
    yes, no = z3.simplify(truth.yes), z3.simplify(truth.no)
    assert {str(yes), str(no)} <= {"True", "False"}
    assert not (z3.is_true(yes) and z3.is_true(no))
    return Truth.TRUE if z3.is_true(yes) else Truth.FALSE if z3.is_true(no) else Truth.UNKNOWN


@pytest.mark.parametrize("policy", list(Policy))
@given(data=st.data())
def test_formulas_of_a_ruleset_decide_like_its_program(policy: Policy, data: st.DataObject) -> None:
    checked = data.draw(ANY_RULESET)
    now = evaluate_answers(
        program_of(checked), data.draw(answers(checked)), data.draw(standards(checked, policy)), data.draw(FACTS)
    )
    standing = now.standing
    given_items = {
        name: ItemFormulas(
            constant(standing.met[name]),
            constant(standing.partly[name]),
            z3.BoolVal(name in standing.skipped),
            steps(checked, name, standing.score[name]),
            answered=z3.BoolVal(name in standing.answered),
            justified=z3.BoolVal(name in standing.justified),
        )
        for name in checked.ruleset.answered_items
    }
    try:
        formulas = encode_ruleset(checked, given_items)
    except TooLarge:
        reject()
    assert {name: found(truth) for name, truth in formulas.levels.items()} == standing.level
    assert {name: found(item.met) for name, item in formulas.items.items()} == standing.met


LAWS = {"monotone", "settled", "policies ordered"}


@settings(max_examples=10)
@given(checked=general_rulesets())
def test_the_laws_of_levels_are_refuted_by_no_answers(checked: CheckedRuleset) -> None:
    laws = (question for question in ruleset_questions(checked) if question.name in LAWS)
    for proof in decide_questions(laws, seconds=2):
        assert proof.answer is not Found.COUNTEREXAMPLE, (proof.name, proof.subject, proof.example)


ROWS = {subject: random_rows(subject, 12) for subject in ("person", "enterprise")}
PARAMETERS = st.fixed_dictionaries({}, optional={"flag": st.booleans(), "bar": st.sampled_from([0, 50, 100])})


@pytest.mark.parametrize("subject", ["person", "enterprise"])
@given(data=st.data(), parameters=PARAMETERS)
def test_formulas_of_facts_decide_like_the_compiled_function(
    subject: str, data: st.DataObject, parameters: dict[str, Any]
) -> None:
    text = data.draw(expressions(subject))
    root = checked(text, subject).root
    decide = compile_facts(root)
    for row in ROWS[subject]:
        assert by_solver(subject, root, row, HOST, AS_OF, parameters) == decide(row, HOST, AS_OF, parameters), text
