"""The solver's formulas of a ruleset decide like its compiled functions, whatever the rules, whatever is unanswered."""

from __future__ import annotations

from typing import Any

import pytest
import z3
from hypothesis import given
from hypothesis import strategies as st

from connecteur_core import get_ruleset
from connecteur_core.assessment.evaluate import program_of
from connecteur_core.backends.fact_python import compile_facts
from connecteur_core.backends.kleene_formulas import Kleene
from connecteur_core.backends.program import run_program
from connecteur_core.backends.rule_solver import ItemFormulas, encode_ruleset
from connecteur_core.evaluation.policies import Policy, apply_policy
from connecteur_core.truth import Truth
from fact_rows import random_rows
from fact_strategies import AS_OF, HOST, checked, expressions
from solver_backend import by_solver
from strategies import answers, rulesets, standards

ANY_RULESET = st.one_of(rulesets(), st.just(get_ruleset("diversity-connector")))


def constant(truth: Truth) -> Kleene:
    return Kleene(z3.BoolVal(truth is Truth.TRUE), z3.BoolVal(truth is Truth.FALSE))


def found(truth: Kleene) -> Truth:
    yes, no = z3.simplify(truth.yes), z3.simplify(truth.no)
    assert {str(yes), str(no)} <= {"True", "False"}
    assert not (z3.is_true(yes) and z3.is_true(no))
    return Truth.TRUE if z3.is_true(yes) else Truth.FALSE if z3.is_true(no) else Truth.UNKNOWN


@pytest.mark.parametrize("policy", list(Policy))
@given(data=st.data())
def test_formulas_of_a_ruleset_decide_like_its_program(policy: Policy, data: st.DataObject) -> None:
    checked = data.draw(ANY_RULESET)
    ranges = apply_policy(checked.ruleset, data.draw(answers(checked)), data.draw(standards(checked, policy)))
    given_items = {
        name: ItemFormulas(
            constant(ranges.met[name]), constant(ranges.partly[name]), z3.BoolVal(name in ranges.skipped)
        )
        for name in ranges.met
    }
    formulas = encode_ruleset(checked, given_items)
    standing = run_program(program_of(checked), ranges.met, ranges.partly, ranges.score, ranges.skipped)
    assert {name: found(truth) for name, truth in formulas.levels.items()} == standing.level
    assert {name: found(item.met) for name, item in formulas.items.items()} == standing.met


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
