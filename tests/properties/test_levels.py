"""Laws of levels, over random rulesets and the real one."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from connecteur_core import get_ruleset
from connecteur_core.assessment.evaluate import program_of
from connecteur_core.evaluation.evaluate import evaluate_answers
from connecteur_core.evaluation.evaluation import Evaluation
from connecteur_core.evaluation.policies import Policy, Standards
from connecteur_core.model.status import Answer, Status
from connecteur_core.rulesets.checker import CheckedRuleset
from strategies import DAY, answers, rulesets, standards

GUIDELINE = get_ruleset("diversity-connector")
ANY_RULESET = st.one_of(rulesets(), st.just(GUIDELINE))
POLICIES = pytest.mark.parametrize("policy", list(Policy), ids=lambda policy: policy.value)
SELF = Standards(Policy.SELF_ASSESSMENT, DAY)
ORDER = [Status.UNMET, Status.PARTIAL, Status.MET]


def evaluated(checked: CheckedRuleset, given_answers: dict[str, Answer], by: Standards) -> Evaluation:
    return evaluate_answers(program_of(checked), given_answers, by)


@POLICIES
@given(data=st.data())
def test_improving_an_answer_never_lowers_reached_or_possible(policy: Policy, data: st.DataObject) -> None:
    checked = data.draw(ANY_RULESET)
    before = data.draw(answers(checked))
    improvable = [name for name, answer in before.items() if answer.status in ORDER[:2]]
    if not improvable:
        return
    name = data.draw(st.sampled_from(improvable))
    status = before[name].status
    assert status is not None
    better = evolve(before[name], status=data.draw(st.sampled_from(ORDER[ORDER.index(status) + 1 :])))
    by = data.draw(standards(checked, policy))
    old, new = evaluated(checked, before, by), evaluated(checked, {**before, name: better}, by)
    assert new.level.reached.rank >= old.level.reached.rank
    assert new.level.possible.rank >= old.level.possible.rank


@POLICIES
@given(data=st.data())
def test_answering_an_open_item_never_widens_the_interval(policy: Policy, data: st.DataObject) -> None:
    checked = data.draw(ANY_RULESET)
    full = data.draw(answers(checked))
    if not full:
        return
    name = data.draw(st.sampled_from(sorted(full)))
    by = data.draw(standards(checked, policy))
    before = evaluated(checked, {key: answer for key, answer in full.items() if key != name}, by)
    after = evaluated(checked, full, by)
    assert before.level.reached.rank <= after.level.reached.rank
    assert after.level.possible.rank <= before.level.possible.rank
    for criterion, result in before.criteria.items():
        if result.status != "undetermined":
            assert after.criteria[criterion].status == result.status


@POLICIES
@given(data=st.data())
def test_reached_is_never_above_possible(policy: Policy, data: st.DataObject) -> None:
    checked = data.draw(ANY_RULESET)
    level = evaluated(checked, data.draw(answers(checked)), data.draw(standards(checked, policy))).level
    assert level.reached.rank <= level.possible.rank


@given(data=st.data())
def test_a_stricter_policy_never_raises_a_level(data: st.DataObject) -> None:
    checked = data.draw(ANY_RULESET)
    given_answers = data.draw(answers(checked))
    by = data.draw(standards(checked, Policy.LABEL))
    levels = [evaluated(checked, given_answers, evolve(by, policy=policy)).level for policy in Policy]
    for easy, strict in pairwise(levels):
        assert strict.reached.rank <= easy.reached.rank
        assert strict.possible.rank <= easy.possible.rank


@given(data=st.data())
def test_missing_is_empty_exactly_when_a_criterion_is_settled(data: st.DataObject) -> None:
    checked = data.draw(ANY_RULESET)
    for result in evaluated(checked, data.draw(answers(checked)), SELF).criteria.values():
        assert bool(result.missing) == (result.status == "undetermined")


@given(data=st.data())
def test_scores_hold_every_completion(data: st.DataObject) -> None:
    given_answers = data.draw(answers(GUIDELINE))
    low, high = evaluated(GUIDELINE, given_answers, SELF).scores["checklist"]
    assert 0 <= Fraction(low) <= Fraction(high) <= 14
