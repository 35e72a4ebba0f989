"""The question whose answer settles most for what it takes to answer it.

What counts is the expected cost of all questions until the level is certain, asked in the best order; it is worked out
exactly (see `question_order`). Where a ruleset is too large for that, each open answer is tried both ways, and what
counts is the cost of the questions that still matter after it. How likely each way is, is guessed from how the actions
behind the question are answered: a line whose actions mostly fail is asked early, because it is the one that may end
the matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import evolve, frozen

from connecteur_core.evaluation.evaluate import assume_answer
from connecteur_core.evaluation.evaluation import Evaluation, LevelResult
from connecteur_core.evaluation.policies import status_on
from connecteur_core.evaluation.trace import open_answers
from connecteur_core.messages import Message, message
from connecteur_core.model.status import Status
from connecteur_core.planning.costs import Costs, default_costs
from connecteur_core.planning.question_order import Ask, find_outlook, levels_in_doubt, open_questions
from connecteur_core.rulesets.locales import load_locale
from connecteur_core.truth import Truth

MOST_TRIED = 60
"""How many open answers are tried, in the order of the source; each takes as long as finding what is open."""


@frozen
class NextQuestion:
    """One open question and what its answer would do.

    Attributes:
        item: id of the item to answer.
        if_met: the levels if the answer were “met”.
        if_unmet: the levels if it were “unmet”.
        likely: guessed probability of “met”; 1/2 when nothing is known about the actions behind it.
        expected_remaining: how many questions are expected after this one until the level is certain; where `exact` is
            false, how many are expected to matter after the answer.
        expected_width: ranks expected between reached and possible after the answer.
        remaining: how many questions matter now, this one included.
        cost: what it takes to answer it.
        expected_cost: the same of this one and all that are expected after it.
        exact: whether the whole order of questions was worked out, not only one question ahead.
    """

    item: str
    if_met: LevelResult
    if_unmet: LevelResult
    likely: Fraction
    expected_remaining: Fraction
    expected_width: Fraction
    remaining: int
    cost: int
    expected_cost: Fraction
    exact: bool


def find_next_question(evaluation: Evaluation, *, costs: Costs | None = None) -> NextQuestion | None:
    """The best open question, or None when the level is certain. Ties go to the order of the source.

    A claim without the evidence that is asked for is open too: the question is then for its evidence. So is an answer
    that would do with a justification; it is asked about last.

    Args:
        evaluation: where the incubator stands.
        costs: what it takes to answer each question; by default all the same.
    """
    every = open_questions(evaluation.program, evaluation.level, evaluation.standing)
    candidates = [item for item in every if not lacks_justification(evaluation, item)] or every
    if not candidates:
        return None
    costs = costs or default_costs()
    asks = {
        item: Ask(item, costs.of_asking(evaluation.ruleset.items[item]), guess_likelihood(evaluation, item))
        for item in candidates
    }
    outlook = find_outlook(evaluation, asks)
    if outlook is None:
        return look_ahead(evaluation, asks)
    question = _try_both_ways(evaluation, asks[outlook.first], asks)
    return evolve(question, expected_remaining=outlook.count - 1, expected_cost=outlook.cost, exact=True)


def look_ahead(evaluation: Evaluation, asks: Mapping[str, Ask]) -> NextQuestion:
    """The best question by what each answer to it would leave to ask.

    Only questions for the lowest level in doubt are tried: it has to be settled whatever the higher ones hold.
    """
    lowest = evaluation.ruleset.levels[evaluation.level.reached.rank].id
    first = open_answers(evaluation.program, evaluation.standing, lowest)
    chosen = [item for item in first if item in asks] or list(asks)
    tried = [_try_both_ways(evaluation, asks[item], asks) for item in chosen[:MOST_TRIED]]
    return min(tried, key=lambda question: (question.expected_cost, question.expected_width))


def lacks_justification(evaluation: Evaluation, item: str) -> bool:
    """Whether an item is answered, and no more than a justification is missing for some level."""
    standing = evaluation.standing
    return item in evaluation.ruleset.loosely_bound & set(standing.answered) and standing.met[item] is Truth.FALSE


def why_no_question(evaluation: Evaluation) -> Message | None:
    """Where no answer to a question settles the level: what would; None where the level is certain."""
    level, standing = evaluation.level, evaluation.standing
    if level.reached == level.possible:
        return None
    names = open_answers(
        evaluation.program, standing, *(rung.id for rung in levels_in_doubt(evaluation.ruleset, level))
    )
    return message("What is still open hangs on the profile: {names}.", names=", ".join(names))


def _try_both_ways(evaluation: Evaluation, ask: Ask, asks: Mapping[str, Ask]) -> NextQuestion:
    program, likely = evaluation.program, ask.likely
    if_met, standing_met = assume_answer(evaluation, ask.item, met=True)
    if_unmet, standing_unmet = assume_answer(evaluation, ask.item, met=False)
    left_met = open_questions(program, if_met, standing_met)
    left_unmet = open_questions(program, if_unmet, standing_unmet)
    # An answer may bring up questions that did not matter before.
    known = {item: one.cost for item, one in asks.items()}
    cost_met, cost_unmet = (sum(known.get(item, 1) for item in left) for left in (left_met, left_unmet))
    return NextQuestion(
        item=ask.item,
        if_met=if_met,
        if_unmet=if_unmet,
        likely=likely,
        expected_remaining=likely * len(left_met) + (1 - likely) * len(left_unmet),
        expected_width=likely * _width(if_met) + (1 - likely) * _width(if_unmet),
        remaining=len(asks),
        cost=ask.cost,
        expected_cost=ask.cost + likely * cost_met + (1 - likely) * cost_unmet,
        exact=False,
    )


def guess_likelihood(evaluation: Evaluation, item_id: str) -> Fraction:
    """How likely an item is met, from the answers to the actions behind it (Laplace's rule of succession)."""
    ruleset = evaluation.ruleset
    met, answered = Fraction(0), 0
    for action in ruleset.items_behind(ruleset.items[item_id]):
        status = status_on(evaluation.answers.get(action.id), evaluation.on)
        if status is None or status is Status.NOT_APPLICABLE:
            continue
        answered += 1
        met += {Status.MET: Fraction(1), Status.PARTIAL: Fraction(1, 2)}.get(status, Fraction(0))
    return (met + 1) / (answered + 2)


def _width(level: LevelResult) -> int:
    return level.possible.rank - level.reached.rank


def question_to_json(evaluation: Evaluation, question: NextQuestion | None, lang: str) -> dict[str, object]:
    """The next question as plain data (format `connecteur-next/1`); `question` is null when the level is certain."""
    document: dict[str, object] = {"format": "connecteur-next/1", "ruleset": evaluation.ruleset.reference}
    if question is None:
        return {**document, "question": None}
    locale = load_locale(evaluation.ruleset, lang)
    return {
        **document,
        "question": {
            "id": question.item,
            "text": locale.questions.get(question.item) or locale.texts[question.item],
            "if_met": _ranks(question.if_met),
            "if_unmet": _ranks(question.if_unmet),
            "remaining": question.remaining,
            "expected_remaining": _rounded(question.expected_remaining),
            "cost": question.cost,
            "expected_cost": _rounded(question.expected_cost),
            "exact": question.exact,
        },
    }


def _rounded(number: Fraction) -> str:
    """To three places; an exact sum over all orders would fill a line."""
    return f"{float(number):.3f}".rstrip("0").rstrip(".")


def _ranks(level: LevelResult) -> dict[str, int]:
    return {"reached": level.reached.rank, "possible": level.possible.rank}
