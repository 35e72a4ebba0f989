"""The question whose answer settles most.

Each open answer that can still matter is tried both ways. What counts is how many questions are expected
to matter after it, then how wide [reached, possible] is expected to be. How likely each way is, is guessed
from how the actions behind the question are answered: a line whose actions mostly fail is asked early,
because it is the one that may end the matter.
"""

from __future__ import annotations

from fractions import Fraction

from attrs import frozen

from connecteur_core.backends.program import Program
from connecteur_core.backends.python_backend import Standing
from connecteur_core.evaluation.evaluate import assume_answer
from connecteur_core.evaluation.evaluation import Evaluation, LevelResult
from connecteur_core.evaluation.policies import status_on
from connecteur_core.evaluation.trace import open_answers
from connecteur_core.model.status import Status
from connecteur_core.rulesets.locales import load_locale

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
        expected_remaining: how many questions are expected to matter after the answer.
        expected_width: ranks expected between reached and possible after the answer.
        remaining: how many questions matter now, this one included.
    """

    item: str
    if_met: LevelResult
    if_unmet: LevelResult
    likely: Fraction
    expected_remaining: Fraction
    expected_width: Fraction
    remaining: int


def find_next_question(evaluation: Evaluation) -> NextQuestion | None:
    """The best open question, or None when the level is certain. Ties go to the order of the source.

    Under `evidenced`, a claim without evidence is open too: the question is then for its evidence.
    """
    candidates = open_questions(evaluation.program, evaluation.level, evaluation.standing)
    if not candidates:
        return None
    tried = [_try_both_ways(evaluation, item, len(candidates)) for item in candidates[:MOST_TRIED]]
    return min(tried, key=lambda question: (question.expected_remaining, question.expected_width))


def open_questions(program: Program, level: LevelResult, standing: Standing) -> tuple[str, ...]:
    """Ids of the open answers that can still move the level reached or possible, in order."""
    in_doubt = (
        rung.id for rung in program.checked.ruleset.levels if level.reached.rank < rung.rank <= level.possible.rank
    )
    names = dict.fromkeys(item for rung in in_doubt for item in open_answers(program, standing, rung))
    return tuple(name for name in names if name in program.checked.ruleset.items)


def _try_both_ways(evaluation: Evaluation, item_id: str, remaining: int) -> NextQuestion:
    program, likely = evaluation.program, guess_likelihood(evaluation, item_id)
    if_met, standing_met = assume_answer(evaluation, item_id, met=True)
    if_unmet, standing_unmet = assume_answer(evaluation, item_id, met=False)
    left_met = len(open_questions(program, if_met, standing_met))
    left_unmet = len(open_questions(program, if_unmet, standing_unmet))
    return NextQuestion(
        item=item_id,
        if_met=if_met,
        if_unmet=if_unmet,
        likely=likely,
        expected_remaining=likely * left_met + (1 - likely) * left_unmet,
        expected_width=likely * _width(if_met) + (1 - likely) * _width(if_unmet),
        remaining=remaining,
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
            "expected_remaining": str(question.expected_remaining),
        },
    }


def _ranks(level: LevelResult) -> dict[str, int]:
    return {"reached": level.reached.rank, "possible": level.possible.rank}
