"""`next` reaches certainty in fewer questions than the order of the document."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from statistics import mean

from connecteur_core import get_ruleset
from connecteur_core.assessment.evaluate import program_of
from connecteur_core.evaluation.evaluate import evaluate_answers
from connecteur_core.evaluation.evaluation import Evaluation
from connecteur_core.evaluation.policies import Policy, Standards
from connecteur_core.model.status import Answer, Status
from connecteur_core.planning.next_question import find_next_question
from strategies import DAY

GUIDELINE = get_ruleset("diversity-connector")
PROGRAM = program_of(GUIDELINE)
RULESET = GUIDELINE.ruleset
STANDARDS = Standards(Policy.SELF_ASSESSMENT, DAY)
LINES = [item.id for item in RULESET.items.values() if RULESET.kind_of(item).decides and RULESET.is_answered(item)]
ROUNDS = 300


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


def rounds() -> Iterator[tuple[int, int]]:
    chance = random.Random(2017)
    for _ in range(ROUNDS):
        actions, truth = incubator(chance)
        yield (
            questions_until_certain(actions, truth, by_next),
            questions_until_certain(actions, truth, in_document_order),
        )


def test_following_next_takes_fewer_questions_on_average_than_the_order_of_the_checklist() -> None:
    counts = list(rounds())
    assert mean(ours for ours, _ in counts) < mean(theirs for _, theirs in counts)


def test_there_is_no_question_once_the_level_is_certain() -> None:
    assert find_next_question(evaluated({"L1.1": Answer(Status.UNMET)})) is None
    question = find_next_question(evaluated({}))
    assert question is not None
    assert question.item == "L1.1"
    assert question.if_unmet.possible.rank == 0
