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
from connecteur_core.evaluation.change import evaluate_change
from connecteur_core.evaluation.conditions import Facts
from connecteur_core.evaluation.evaluate import evaluate_answers
from connecteur_core.evaluation.evaluation import Evaluation
from connecteur_core.evaluation.policies import Policy, Standards
from connecteur_core.model.status import Answer, Status
from connecteur_core.rulesets.checker import CheckedRuleset
from connecteur_core.truth import Truth
from general_strategies import FACTS, general_rulesets
from strategies import DAY, answers, better_answers, rulesets, standards

GUIDELINE = get_ruleset("diversity-connector")
ANY_RULESET = st.one_of(rulesets(), general_rulesets(), st.just(GUIDELINE))
POLICIES = pytest.mark.parametrize("policy", list(Policy), ids=lambda policy: policy.value)
SELF = Standards(Policy.SELF_ASSESSMENT, DAY)
RANK = {Truth.FALSE: 0, Truth.UNKNOWN: 1, Truth.TRUE: 2}


def evaluated(
    checked: CheckedRuleset, given_answers: dict[str, Answer], by: Standards, facts: Facts | None = None
) -> Evaluation:
    return evaluate_answers(program_of(checked), given_answers, by, facts or {})


def loses_part(before: dict[str, Answer], name: str, better: Answer) -> bool:
    """Whether an item comes back that was left out: named scores without a rule may then go either way."""
    return before[name].status is Status.NOT_APPLICABLE and better.status is not Status.NOT_APPLICABLE


@POLICIES
@given(data=st.data())
def test_improving_an_answer_never_lowers_reached_or_possible(policy: Policy, data: st.DataObject) -> None:
    checked = data.draw(ANY_RULESET)
    before = data.draw(answers(checked))
    better = data.draw(better_answers(checked, before))
    if better is None:
        return
    facts, by = data.draw(FACTS), data.draw(standards(checked, policy))
    if loses_part(before, better[0], better[1]):
        # A claim that takes the place of “not applicable” is better only where a jury has found it so.
        by = evolve(by, verdicts={**by.verdicts, better[0]: Truth.TRUE})
    old, new = (evaluated(checked, one, by, facts) for one in (before, {**before, better[0]: better[1]}))
    for level, truth in old.standing.level.items():
        assert RANK[new.standing.level[level]] >= RANK[truth]
    for name, value in old.scores.items():
        if name in new.scores and not loses_part(before, better[0], better[1]):
            assert new.scores[name][0] >= value[0]
            assert new.scores[name][1] >= value[1]


@POLICIES
@given(data=st.data())
def test_answering_an_open_item_never_widens_the_interval(policy: Policy, data: st.DataObject) -> None:
    checked = data.draw(ANY_RULESET)
    full = data.draw(answers(checked))
    if not full:
        return
    name = data.draw(st.sampled_from(sorted(full)))
    facts, by = data.draw(FACTS), data.draw(standards(checked, policy))
    before = evaluated(checked, {key: answer for key, answer in full.items() if key != name}, by, facts)
    after = evaluated(checked, full, by, facts)
    for level, truth in before.standing.level.items():
        assert truth in (Truth.UNKNOWN, after.standing.level[level])
    for measure, value in after.standing.measure.items():
        old = before.standing.measure[measure]
        assert value is None or (old is not None and old[0] <= value[0] <= value[1] <= old[1])
    assert before.level.reached.rank <= after.level.reached.rank
    assert after.level.possible.rank <= before.level.possible.rank
    for criterion, result in before.criteria.items():
        if result.status != "undetermined":
            assert after.criteria[criterion].status == result.status


@POLICIES
@given(data=st.data())
def test_reached_is_never_above_possible(policy: Policy, data: st.DataObject) -> None:
    checked = data.draw(ANY_RULESET)
    result = evaluated(checked, data.draw(answers(checked)), data.draw(standards(checked, policy)), data.draw(FACTS))
    for level in (result.level, *result.series.values()):
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


@POLICIES
@given(data=st.data())
def test_evaluating_a_change_is_evaluating_anew(policy: Policy, data: st.DataObject) -> None:
    checked = data.draw(ANY_RULESET)
    facts, by = data.draw(FACTS), data.draw(standards(checked, policy))
    now = data.draw(answers(checked))
    result = evaluated(checked, now, by, facts)
    for _ in range(2):
        name = data.draw(st.sampled_from(sorted(checked.ruleset.answered_items)))
        answer = data.draw(answers(checked, names=[name])).get(name)
        now = {key: one for key, one in {**now, name: answer}.items() if one is not None}
        result, anew = evaluate_change(result, name, answer), evaluated(checked, now, by, facts)
        assert result.standing == anew.standing
        assert (result.level, result.series, result.scores) == (anew.level, anew.series, anew.scores)
        assert (result.coverage, result.answers, result.without_value) == (
            anew.coverage,
            anew.answers,
            anew.without_value,
        )
        assert {key: one.status for key, one in result.criteria.items()} == {
            key: one.status for key, one in anew.criteria.items()
        }
