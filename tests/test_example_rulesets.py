"""The three example rulesets: in order, proved, and worked out again by an independent script."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import independent_scores
from connecteur_core import get_ruleset
from connecteur_core.assessment.evaluate import program_of
from connecteur_core.evaluation.change import evaluate_change
from connecteur_core.evaluation.evaluate import evaluate_answers
from connecteur_core.evaluation.evaluation import Evaluation
from connecteur_core.evaluation.policies import Policy, Standards
from connecteur_core.model.status import Answer, Evidence, Status
from connecteur_core.proofs.question import Answer as Found
from connecteur_core.proofs.question import decide_questions
from connecteur_core.proofs.ruleset_questions import ruleset_questions
from connecteur_core.rulesets.checker import CheckedRuleset
from connecteur_core.testing.checking import check_path
from connecteur_core.truth import Truth
from running import Run
from strategies import DAY, written_ruleset

EXAMPLES = Path(__file__).parent.parent / "examples" / "rulesets"
NAMES = ("careful-work", "delivery-matrix", "open-project")
Words = dict[str, tuple[str, str, str]]


@pytest.mark.parametrize("name", NAMES)
def test_an_example_ruleset_is_in_order(name: str) -> None:
    assert check_path(EXAMPLES / name) == []


@pytest.mark.parametrize("name", NAMES)
def test_an_example_ruleset_is_proved(name: str) -> None:
    proofs = list(decide_questions(ruleset_questions(get_ruleset(str(EXAMPLES / name)))))
    assert len(proofs) > 30
    assert [proof for proof in proofs if proof.answer is not Found.PROVED] == []


@st.composite
def words(draw: st.DrawFn, checked: CheckedRuleset) -> Words:
    """Some answers, as the independent script takes them."""
    ruleset = checked.ruleset
    found = {}
    likely = draw(st.sampled_from(["met", "any", "open"]))
    for name, item in ruleset.answered_items.items():
        kind = ruleset.kind_of(item)
        scale = ruleset.scale_of(item)
        known = ["met", "partial", "unmet"] if scale is None else list(scale.values)
        options = [*known, *["not_applicable"] * (kind.not_applicable.value != "no")]
        best = known[0] if scale is None else known[-1]
        word = draw(st.sampled_from([*[best] * (6 * (likely == "met")), *options, *[""] * (6 * (likely == "open"))]))
        if word:
            address = draw(st.sampled_from(["https://example.org", "https://example.org", "a letter", ""]))
            found[name] = (word, address, draw(st.sampled_from(["short", "a reason that is long enough"])))
    return found


def evaluated(checked: CheckedRuleset, given_words: Words) -> Evaluation:
    answers = {}
    for name, (word, address, note) in given_words.items():
        evidence = (Evidence(address),) if address else ()
        if name in checked.ruleset.scaled_items and word != "not_applicable":
            answers[name] = Answer(value=word, note=note, evidence=evidence)
        else:
            answers[name] = Answer(Status(word), note=note, evidence=evidence)
    return evaluate_answers(program_of(checked), answers, Standards(Policy.SELF_ASSESSMENT, DAY))


def levels_of(result: Evaluation) -> dict[str, tuple[bool, bool]]:
    return {name: (one is Truth.TRUE, one is not Truth.FALSE) for name, one in result.standing.level.items()}


def scores_of(result: Evaluation) -> dict[str, tuple[Fraction, Fraction] | None]:
    scores = {name: (Fraction(low), Fraction(high)) for name, (low, high) in result.scores.items()}
    return {**scores, **dict.fromkeys(result.without_value)}


BADGE, WORK, MATRIX = (
    get_ruleset(str(EXAMPLES / name)) for name in ("open-project", "careful-work", "delivery-matrix")
)


@settings(max_examples=300)
@given(given_words=words(BADGE))
def test_the_badge_agrees_with_the_independent_script(given_words: Words) -> None:
    result = evaluated(BADGE, given_words)
    assert levels_of(result) == independent_scores.badge(EXAMPLES / "open-project", given_words)


@settings(max_examples=300)
@given(given_words=words(WORK))
def test_the_questionnaire_agrees_with_the_independent_script(given_words: Words) -> None:
    result = evaluated(WORK, given_words)
    scores, levels = independent_scores.questionnaire(EXAMPLES / "careful-work", given_words)
    assert scores_of(result) == scores
    assert levels_of(result) == levels


@settings(max_examples=300)
@given(given_words=words(MATRIX))
def test_the_matrix_agrees_with_the_independent_script(given_words: Words) -> None:
    result = evaluated(MATRIX, given_words)
    cells, levels = independent_scores.matrix(EXAMPLES / "delivery-matrix", given_words)
    assert scores_of(result) == cells
    assert levels_of(result) == levels


def large() -> str:
    """Five thousand items in a hundred elements, with scores of each and overall, on five levels."""
    text = ["[scales.three]\nanswers = [{ id = 'a', value = 0 }, { id = 'b', value = 1 }, { id = 'c', value = 2 }]\n"]
    text.append("[kinds.practice]\nanswered = true\ncounts = true\nscale = 'three'\nnot_applicable = 'yes'\n")
    text += [f"[[levels]]\nid = 'L{rank}'\nrank = {rank}\n" for rank in range(1, 6)]
    text += [f"[[elements]]\nid = 'E{number}'\nlevel = 'L1'\n" for number in range(100)]
    text.append("[[measures]]\nid = 'element'\nkinds = ['practice']\nper = ['element']\n")
    text.append("[[measures]]\nid = 'overall'\nover = ['element.*']\n")
    text.append("[[measures]]\nid = 'flat'\nkinds = ['practice']\njoin = 'percent'\n")
    for rank in range(1, 6):
        rule = f'value("overall") >= 0.{rank + 1} and value("flat") >= {10 * rank}'
        text.append(f"[[items]]\nid = 'L{rank}.1'\nkind = 'line'\nlevel = 'L{rank}'\nrule = '{rule}'\n")
    text += [
        f"[[items]]\nid = 'E{number % 100}.{number // 100}'\nkind = 'practice'\nelement = 'E{number % 100}'\n"
        f"weight = {1 + number % 3}\n"
        for number in range(5000)
    ]
    return "\n".join(text)


def test_five_thousand_items_are_checked_and_evaluated_in_time() -> None:
    """Limits of issue 9; process time, because the machine has other work."""
    text = large()
    checking = quickest(lambda: written_ruleset(text), 2)
    checked = written_ruleset(text)
    program, standards = program_of(checked), Standards(Policy.SELF_ASSESSMENT, DAY)
    names = list(checked.ruleset.answered_items)
    answers = {name: Answer(value="abc"[place % 3]) for place, name in enumerate(names) if place % 5}
    evaluating = quickest(lambda: evaluate_answers(program, answers, standards), 7)
    result = evaluate_answers(program, answers, standards)
    changing = quickest(lambda: evaluate_change(result, names[0], Answer(value="c")), 15)
    anew = evaluate_answers(program, {**answers, names[0]: Answer(value="c")}, standards)
    assert evaluate_change(result, names[0], Answer(value="c")).scores == anew.scores
    figures = (
        f"checked in {checking:.3f} s, evaluated in {1000 * evaluating:.1f} ms, changed in {1000 * changing:.2f} ms"
    )
    assert checking < 1, figures
    assert evaluating < 0.020, figures
    assert changing < 0.001, figures


def quickest(action: object, times: int) -> float:
    assert callable(action)
    found = []
    for _ in range(times):
        start = process_time()
        action()
        found.append(process_time() - start)
    return min(found)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_ruleset_survives_a_spreadsheet(name: str, tmp_path: Path, run: Run) -> None:
    sheets, back = tmp_path / f"{name}.xlsx", tmp_path / name
    assert run("convert", EXAMPLES / name, sheets).code == 0
    assert run("convert", sheets, back).code == 0
    for file in ("ruleset.toml", "locale/fr.toml", "locale/en.toml"):
        read = [tomllib.loads((folder / file).read_text(encoding="utf-8")) for folder in (EXAMPLES / name, back)]
        assert read[0] == read[1]
