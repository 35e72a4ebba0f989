"""Laws of the language of facts: the compiled function against a slow reference, and what more knowledge may do."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connecteur_core.backends.fact_python import compile_facts
from connecteur_core.decisions.reasons import Question, find_deciding, find_missing
from connecteur_core.expr.fact_printer import print_fact_expression
from connecteur_core.truth import Truth
from fact_strategies import AS_OF, HOST, checked, expressions, records
from reference_evaluator import World, decide

SUBJECTS = pytest.mark.parametrize("subject", ["person", "enterprise"])
PARAMETERS = st.fixed_dictionaries({}, optional={"flag": st.booleans(), "bar": st.sampled_from([0, 50, 100])})
KLEENE = {Truth.TRUE: True, Truth.FALSE: False, Truth.UNKNOWN: None}


def compiled(text: str, subject: str, facts: dict[str, Any], parameters: dict[str, Any]) -> bool | None:
    answer = compile_facts(checked(text, subject).root)(facts, HOST, AS_OF, parameters)
    assert answer is None or isinstance(answer, bool)
    return answer


@SUBJECTS
@given(data=st.data(), parameters=PARAMETERS)
def test_the_compiled_function_agrees_with_the_reference(
    subject: str, data: st.DataObject, parameters: dict[str, Any]
) -> None:
    text = data.draw(expressions(subject))
    root = checked(text, subject).root
    for _ in range(10):  # with the profile `fuzz`: 100,000 comparisons
        facts = data.draw(records(subject))
        wanted = decide(root, World(facts, HOST, AS_OF, parameters, {}))
        wanted = KLEENE[wanted] if isinstance(wanted, Truth) else wanted
        assert compiled(text, subject, facts, parameters) is wanted


@SUBJECTS
@given(data=st.data(), parameters=PARAMETERS)
def test_more_knowledge_never_flips_a_settled_answer(
    subject: str, data: st.DataObject, parameters: dict[str, Any]
) -> None:
    text = data.draw(expressions(subject))
    facts = data.draw(records(subject))
    after = compiled(text, subject, facts, parameters)
    lists_contradict = "share(" in text  # owners that contradict themselves are told apart in the next test
    for name in sorted(facts):
        if isinstance(facts[name], list):
            continue
        before = compiled(text, subject, {key: value for key, value in facts.items() if key != name}, parameters)
        assert before is None or before is after or lists_contradict, name
    for name in sorted(parameters):
        fewer = {key: value for key, value in parameters.items() if key != name}
        assert compiled(text, subject, facts, fewer) in (None, after), name


@SUBJECTS
@given(data=st.data(), parameters=PARAMETERS, seed=st.integers(0, 99))
def test_the_order_of_members_never_matters(
    subject: str, data: st.DataObject, parameters: dict[str, Any], seed: int
) -> None:
    text = data.draw(expressions(subject))
    facts = data.draw(records(subject))
    shuffled = dict(facts)
    for name, value in facts.items():
        if isinstance(value, list):
            shuffled[name] = random.Random(seed).sample(value, len(value))
    assert compiled(text, subject, facts, parameters) is compiled(text, subject, shuffled, parameters)


@SUBJECTS
@given(data=st.data(), parameters=PARAMETERS)
def test_missing_is_empty_exactly_when_the_answer_is_settled_and_reasons_are_given(
    subject: str, data: st.DataObject, parameters: dict[str, Any]
) -> None:
    text = data.draw(expressions(subject))
    root = checked(text, subject).root
    facts = data.draw(records(subject))
    question = Question(facts, HOST, AS_OF, parameters)
    answer = compiled(text, subject, facts, parameters)
    assert bool(find_missing(root, question)) == (answer is None)
    deciding = find_deciding(root, question)
    assert deciding


@SUBJECTS
@given(data=st.data())
def test_printing_a_checked_expression_and_reading_it_again_gives_the_same(subject: str, data: st.DataObject) -> None:
    root = checked(data.draw(expressions(subject)), subject).root
    assert checked(print_fact_expression(root), subject).root == root
