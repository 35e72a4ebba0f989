"""`next` reaches certainty in fewer questions than the order of the document."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from statistics import mean

import pytest
from attrs import evolve

from connecteur_core import get_ruleset
from connecteur_core.assessment.evaluate import program_of
from connecteur_core.evaluation.evaluate import assume_answer, evaluate_answers
from connecteur_core.evaluation.evaluation import Evaluation
from connecteur_core.evaluation.policies import Policy, Standards
from connecteur_core.model.status import Answer, Status
from connecteur_core.planning import question_order
from connecteur_core.planning.costs import CostsFile, Figures, default_costs
from connecteur_core.planning.next_question import find_next_question, guess_likelihood, open_questions
from connecteur_core.planning.question_order import Ask
from strategies import DAY

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
