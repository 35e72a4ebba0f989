"""`next` reaches certainty in fewer questions than the order of the document."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from statistics import mean

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connecteur_core import get_ruleset
from connecteur_core.assessment.evaluate import program_of
from connecteur_core.evaluation.evaluate import assume_answer, evaluate_answers
from connecteur_core.evaluation.evaluation import Evaluation
from connecteur_core.evaluation.policies import Policy, Standards
from connecteur_core.model.status import Answer, Status
from connecteur_core.planning import question_order
from connecteur_core.planning.costs import CostsFile, Figures, default_costs
from connecteur_core.planning.next_question import find_next_question, guess_likelihood, why_no_question
from connecteur_core.planning.question_order import Ask, open_questions
from general_strategies import FACTS, general_rulesets
from running import Run
from strategies import DAY, answers, rulesets, standards, written_ruleset

IN_FULL = settings.get_current_profile_name() == "fuzz"

GUIDELINE = get_ruleset("diversity-connector")
PROGRAM = program_of(GUIDELINE)
RULESET = GUIDELINE.ruleset
STANDARDS = Standards(Policy.SELF_ASSESSMENT, DAY)
LINES = [item.id for item in RULESET.items.values() if RULESET.kind_of(item).decides and RULESET.is_answered(item)]
ROUNDS = 150


def evaluated(answers: dict[str, Answer]) -> Evaluation:
    return evaluate_answers(PROGRAM, answers, STANDARDS)


def incubator(chance: random.Random) -> tuple[dict[str, Answer], dict[str, bool]]:
    """Answers to the actions, and the truth of each checklist line.

    Incubators are stronger in some elements than in others; a line tends to be true where its actions are done.
    """
    strength = {element.id: chance.betavariate(1.2, 0.5) for element in RULESET.elements}
    actions = {
        item.id: Answer(Status.MET if chance.random() < strength[item.element] else Status.UNMET)
        for item in RULESET.items.values()
        if item.element is not None and RULESET.kind_of(item).counts and chance.random() < 0.5
    }
    truth = {}
    for line in LINES:
        behind = [strength[item.element] for item in RULESET.items_behind(RULESET.items[line]) if item.element]
        truth[line] = chance.random() < mean(behind)
    return actions, truth


def questions_until_certain(
    actions: dict[str, Answer], truth: dict[str, bool], choose: Callable[[Evaluation, dict[str, Answer]], str]
) -> int:
    answers, asked = dict(actions), 0
    while (result := evaluated(answers)).level.reached != result.level.possible:
        line = choose(result, answers)
        answers[line] = Answer(Status.MET if truth[line] else Status.UNMET)
        asked += 1
    return asked


def by_next(result: Evaluation, answers: dict[str, Answer]) -> str:
    question = find_next_question(result)
    assert question is not None
    assert question.item not in answers
    return question.item


def in_document_order(result: Evaluation, answers: dict[str, Answer]) -> str:
    return next(line for line in LINES if line not in answers)


def by_one_step(result: Evaluation, answers: dict[str, Answer]) -> str:
    """The question after which fewest are expected to matter, all open ones tried: one step ahead and no further."""
    tried = {}
    for name in open_questions(result.program, result.level, result.standing):
        likely, expected = guess_likelihood(result, name), Fraction(0)
        for met, chance in ((True, likely), (False, 1 - likely)):
            level, standing = assume_answer(result, name, met=met)
            expected += chance * len(open_questions(result.program, level, standing))
        tried[name] = expected
    return min(tried, key=tried.__getitem__)


def rounds() -> Iterator[tuple[int, int, int]]:
    chance = random.Random(2017)
    for _ in range(ROUNDS):
        actions, truth = incubator(chance)
        yield (
            questions_until_certain(actions, truth, by_next),
            questions_until_certain(actions, truth, by_one_step),
            questions_until_certain(actions, truth, in_document_order),
        )


def test_following_next_takes_fewer_questions_than_looking_one_step_ahead_and_than_the_order_of_the_checklist() -> None:
    ours, one_step, in_order = (mean(counts) for counts in zip(*rounds(), strict=True))
    assert ours < one_step
    assert ours < in_order


def least_cost(now: Evaluation, asked: frozenset[tuple[str, bool]], known: dict[object, Fraction]) -> Fraction:
    """The least expected number of questions until none is left, by going through all orders of all that come up."""
    if asked not in known:
        left = set(open_questions(now.program, now.level, now.standing)) - {item for item, _ in asked}
        costs = []
        for item in left:
            likely, cost = guess_likelihood(now, item), Fraction(1)
            for met, chance in ((True, likely), (False, 1 - likely)):
                level, standing = assume_answer(now, item, met=met)
                after = evolve(now, level=level, standing=standing)
                cost += chance * least_cost(after, asked | {(item, met)}, known)
            costs.append(cost)
        known[asked] = min(costs, default=Fraction(0))
    return known[asked]


@settings(max_examples=1000 if IN_FULL else 100, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_ruleset_and_no_answers_make_next_fail_and_what_it_calls_exact_is(data: st.DataObject) -> None:
    checked = data.draw(st.one_of(general_rulesets(), rulesets()))
    wanted = data.draw(standards(checked, data.draw(st.sampled_from(list(Policy)))))
    result = evaluate_answers(program_of(checked), data.draw(answers(checked)), wanted, data.draw(FACTS))
    question = find_next_question(result)
    open_now = open_questions(result.program, result.level, result.standing)
    assert (question is None) == (not open_now)
    if question is None:
        return
    assert question.item in open_now
    assert question.if_met.reached.rank >= result.level.reached.rank
    assert question.if_unmet.possible.rank <= result.level.possible.rank
    answered = [item for item in open_now if item in result.standing.answered]
    if question.exact and not answered and len(open_now) <= 5:
        assert question.expected_cost == least_cost(result, frozenset(), {})


def expected_cost(
    asks: dict[str, Ask], answers: dict[str, Answer], known: dict[frozenset[tuple[str, Status | None]], Fraction]
) -> Fraction:
    """The least expected cost of questions until the level is certain, by going through all orders."""
    key = frozenset((name, answer.status) for name, answer in answers.items() if name in asks)
    if key not in known:
        result = evaluated(answers)
        if result.level.reached == result.level.possible:
            known[key] = Fraction(0)
        else:
            known[key] = min(
                ask.cost
                + ask.likely * expected_cost(asks, {**answers, ask.item: Answer(Status.MET)}, known)
                + (1 - ask.likely) * expected_cost(asks, {**answers, ask.item: Answer(Status.UNMET)}, known)
                for ask in asks.values()
                if ask.item not in answers
            )
    return known[key]


def test_the_expected_cost_is_that_of_the_best_of_all_orders(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(7)
    for searching in (True, False):  # with and without the search that small cases are left to
        monkeypatch.setattr(question_order, "MOST_WORK", 10_000 if searching else 0)
        for _ in range(12):
            actions, _ = incubator(chance)
            met = {line: Answer(Status.MET) for line in chance.sample(LINES, len(LINES) - 5)}
            figures = {line: Figures(ask=chance.randint(1, 4)) for line in LINES}
            costs = evolve(default_costs(), own=CostsFile("connecteur-costs/1", items=figures))
            result = evaluated({**actions, **met})
            question = find_next_question(result, costs=costs)
            assert question is not None
            assert question.exact
            asks = {
                name: Ask(name, figures[name].ask or 1, guess_likelihood(result, name))
                for name in open_questions(result.program, result.level, result.standing)
            }
            assert question.expected_cost == expected_cost(asks, {**actions, **met}, {})


def test_a_dear_question_is_put_off() -> None:
    costs = evolve(default_costs(), own=CostsFile("connecteur-costs/1", items={"L1.1": Figures(ask=9)}))
    question = find_next_question(evaluated({}), costs=costs)
    assert question is not None
    assert (question.item, question.cost) == ("L1.2", 1)


def test_the_next_question_of_the_guideline_is_found_in_a_tenth_of_a_second() -> None:
    chance = random.Random(5)
    for _ in range(20):
        actions, _ = incubator(chance)
        known = chance.sample(LINES, chance.randrange(len(LINES)))
        result = evaluated({**actions, **{line: Answer(Status.MET) for line in known}})
        start = time.process_time()
        question = find_next_question(result)
        assert time.process_time() - start < 0.1
        assert question is None or question.exact


def test_there_is_no_question_once_the_level_is_certain() -> None:
    assert find_next_question(evaluated({"L1.1": Answer(Status.UNMET)})) is None
    question = find_next_question(evaluated({}))
    assert question is not None
    assert question.item == "L1.1"
    assert question.if_unmet.possible.rank == 0


SHOULD = """
[kinds.duty]
answered = true
decides = true
reason_length = 5
[[levels]]
id = "L1"
rank = 1
[[items]]
id = "a"
kind = "duty"
level = "L1"
[[items]]
id = "b"
kind = "duty"
level = "L1"
obligation = "should"
"""


def test_where_a_justification_would_do_next_asks_for_it_last_and_says_so(run: Run, tmp_path: Path) -> None:
    checked = written_ruleset(SHOULD)
    texts = '[titles]\nL1 = "One"\n[texts]\na = "A"\nb = "B"\n'
    with (checked.ruleset.folder / "locale" / "en.toml").open("a") as locale:
        locale.write(texts)
    path = tmp_path / "mine.toml"
    head = 'format = "connecteur-assessment/1"\nruleset = "random@1"\n[organisation]\nname = "Mine"\n[answers]\n'
    named = checked.ruleset.folder.parent / "asked" / "random"
    named.parent.mkdir()
    checked.ruleset.folder.rename(named)

    def asked(answers: str) -> str:
        path.write_text(head + answers)
        return run("next", path, "--lang", "en").out

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONNECTEUR_RULESETS", str(named.parent))
        assert "  a A" in asked("")
        assert "  a A" in asked('b = { status = "unmet" }\n')
        assert "a note of 5 characters or more" in asked('a = { status = "met" }\nb = { status = "unmet" }\n')
        assert "None: the level is certain" in asked('a = { status = "met" }\nb = { status = "unmet", note = "later" }')


def test_what_hangs_on_the_profile_is_not_called_certain() -> None:
    on_profile = SHOULD + """applies = 'chosen("organisation.country", "FR")'"""
    checked = written_ruleset(on_profile)
    result = evaluate_answers(program_of(checked), {"a": Answer(Status.MET)}, STANDARDS, {"organisation.country": None})
    assert find_next_question(result) is None
    why = why_no_question(result)
    assert why is not None
    assert "organisation.country" in why.text("en")
    known = evaluate_answers(program_of(checked), {"a": Answer(Status.UNMET)}, STANDARDS, {})
    assert why_no_question(known) is None


def test_levels_that_read_the_same_measure_are_not_settled_one_after_the_other() -> None:
    text = "".join(f"[[items]]\nid = 'a{number}'\nkind = 'action'\n" for number in range(9))
    text += "[[measures]]\nid = 'done'\nkinds = ['action']\njoin = 'count_met'\n"
    for rank in (1, 2):
        text += f"[[levels]]\nid = 'L{rank}'\nrank = {rank}\n[[items]]\nid = 'L{rank}.1'\nkind = 'line'\n"
        text += f"level = 'L{rank}'\nrule = 'value(\"done\") >= {rank}'\n"
    question = find_next_question(evaluate_answers(program_of(written_ruleset(text)), {}, STANDARDS))
    assert question is not None
    assert not question.exact
