"""Questions about rules: proved where they hold, refuted with an example that replays where they do not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from time import process_time

import pytest
from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from connecteur_core.assessment.evaluate import evaluate, program_of
from connecteur_core.assessment.reader import parse_assessment
from connecteur_core.backends.program import items_read
from connecteur_core.evaluation.evaluate import evaluate_answers
from connecteur_core.evaluation.evaluation import Evaluation
from connecteur_core.evaluation.policies import Policy, Standards
from connecteur_core.expr.typed import CheckedRule, ItemCall, TypedNot
from connecteur_core.expr.types import BOOL
from connecteur_core.model.status import Answer, Status
from connecteur_core.positions.span import Span
from connecteur_core.proofs.claims import CLAIMS, proof_findings
from connecteur_core.proofs.question import Answer as Found
from connecteur_core.proofs.question import Proof, Question, decide_questions
from connecteur_core.proofs.ruleset_questions import ruleset_questions
from connecteur_core.proofs.targets import all_targets
from connecteur_core.rulesets.checker import CheckedRuleset
from connecteur_core.truth import Truth
from running import Run
from strategies import DAY, rulesets, written_ruleset

ACTIONS = "".join(f"[[items]]\nid = 'a{number}'\nkind = 'action'\n" for number in range(3))


def ruleset(*lines: tuple[str, str, str | None], levels: int = 1) -> CheckedRuleset:
    """A ruleset of lines: id, level, rule."""
    text = ACTIONS + "".join(f"[[levels]]\nid = 'L{rank}'\nrank = {rank}\n" for rank in range(1, levels + 1))
    for name, level, rule in lines:
        text += f"[[items]]\nid = '{name}'\nkind = 'line'\nlevel = '{level}'\n"
        text += f"rule = '{rule}'\n" if rule else ""
    return written_ruleset(text)


def refuted(checked: CheckedRuleset) -> dict[tuple[str, str], Proof]:
    proofs = list(decide_questions(ruleset_questions(checked)))
    assert all(proof.answer is not Found.UNDECIDED for proof in proofs)
    return {(proof.name, proof.subject): proof for proof in proofs if proof.answer is Found.COUNTEREXAMPLE}


def test_a_ruleset_in_order_has_nothing_to_refute() -> None:
    checked = ruleset(
        ("x", "L1", None),
        ("y", "L1", 'share_met("a0", "a1", "a2") >= 50'),
        ("z", "L2", 'level("L1")'),
        ("w", "L2", None),
        levels=2,
    )
    assert refuted(checked) == {}


def test_a_line_that_follows_from_others_is_found() -> None:
    assert refuted(ruleset(("x", "L1", None), ("y", "L1", 'partly("x")'))).keys() == {("line matters", "y")}


def test_an_answer_that_changes_nothing_is_found() -> None:
    checked = ruleset(("x", "L1", None), ("y", "L1", 'met("a0") or (met("a0") and met("a1"))'))
    assert refuted(checked).keys() == {("answer matters", "a1")}


def test_levels_that_cannot_be_told_apart_are_found() -> None:
    checked = ruleset(("x", "L1", None), ("y", "L2", 'partly("x")'), levels=2)
    assert ("reachable", "L1") in refuted(checked)


def falling() -> CheckedRuleset:
    """A ruleset that the checker would refuse: its line wants an action unmet."""
    checked = ruleset(("x", "L1", None), ("y", "L1", 'met("a0")'))
    at = Span("test", 1, 1, 1)
    rule = CheckedRule('not met("a0")', TypedNot(ItemCall("met", ("a0",), BOOL, at), at), ("a0",), ())
    return evolve(checked, rules={"y": rule})


def test_a_falling_rule_is_found_and_its_example_replays() -> None:
    checked = falling()
    found = refuted(checked)
    for policy in Policy:
        example = found["monotone", f"L1, {policy.value}"].example
        assert example is not None
        before, after = (replayed(checked, example[name], policy) for name in ("before", "after"))
        assert (before.level.reached.rank, before.level.possible.rank) > (
            after.level.reached.rank,
            after.level.possible.rank,
        )


def replayed(checked: CheckedRuleset, text: str, policy: Policy) -> Evaluation:
    assessment = parse_assessment(text, Path("example.toml"))
    verdicts = dict.fromkeys(checked.ruleset.items, Truth.TRUE)
    return evaluate(assessment, policy=policy.value, on=DAY, ruleset=checked, verdicts=verdicts)


def test_a_policy_that_is_not_stricter_is_found() -> None:
    text = "[[levels]]\nid = 'L1'\nrank = 1\n[[items]]\nid = 'x'\nkind = 'line'\nlevel = 'L1'\n"
    text += (
        "[[items]]\nid = 'n'\nkind = 'line'\n[[items]]\nid = 'y'\nkind = 'line'\nlevel = 'L1'\nrule = 'met(\"n\")'\n"
    )
    checked = written_ruleset(text)
    at = Span("test", 1, 1, 1)
    rule = CheckedRule('not met("n")', TypedNot(ItemCall("met", ("n",), BOOL, at), at), ("n",), ())
    found = refuted(evolve(checked, rules={"y": rule}))
    example = found["policies ordered", "L1, self-assessment and evidenced"].example
    assert example is not None
    strict, lenient = (
        replayed(evolve(checked, rules={"y": rule}), example["assessment"], policy)
        for policy in (Policy.EVIDENCED, Policy.SELF_ASSESSMENT)
    )
    assert strict.level.possible.rank > lenient.level.possible.rank


@settings(max_examples=25)
@given(data=st.data())
def test_what_matters_is_what_trying_all_answers_finds(data: st.DataObject) -> None:
    checked = data.draw(rulesets())
    items = items_read(checked)
    assume(len(items) <= 5)
    found = refuted(checked)
    reached = {
        statuses: ranks(checked, dict(zip(items, statuses, strict=True)))
        for statuses in product((None, *Status), repeat=len(items))
        if all(
            status is not Status.NOT_APPLICABLE or item.startswith("a")
            for item, status in zip(items, statuses, strict=True)
        )
    }
    top = len(checked.ruleset.levels)
    for place, item in enumerate(items):
        changes = any(
            reached[statuses] == top and reached[(*statuses[:place], Status.UNMET, *statuses[place + 1 :])] < top
            for statuses in reached
            if statuses[place] is Status.MET
        )
        assert (("answer matters", item) in found) is not changes, item
    for level in checked.ruleset.levels:
        exactly = level.rank in reached.values()
        assert (("reachable", level.id) in found) is not exactly, level.id


def ranks(checked: CheckedRuleset, statuses: Mapping[str, Status | None]) -> int:
    given_answers = {item: Answer(status, note="n") for item, status in statuses.items() if status is not None}
    standards = Standards(Policy.SELF_ASSESSMENT, DAY)
    return evaluate_answers(program_of(checked), given_answers, standards).level.reached.rank


def test_everything_shipped_is_proved_in_time() -> None:
    start = process_time()
    proofs = [proof for target in all_targets() for proof in decide_questions(target.questions())]
    assert [proof for proof in proofs if proof.answer is not Found.PROVED] == []
    assert len(proofs) > 600
    assert process_time() - start < 30


CANTEEN = """
[kinds.practice]
answered = true
counts = true
scale = "maturity"
not_applicable = "with_reason"
[scales.maturity]
answers = [{ id = "no", value = 0 }, { id = "some", value = 1 }, { id = "most", value = 2 }, { id = "all", value = 3 }]
met_from = "most"
[[measures]]
id = "group"
kinds = ["practice"]
join = "percent"
per = ["element"]
[[measures]]
id = "weakest"
over = ["group.*"]
join = "min"
"""


@pytest.mark.parametrize("least", ["min({groups})", 'value("weakest")', 'mean(value("weakest"), value("group.buy"))'])
def test_the_least_of_several_percentages_is_proved(least: str) -> None:
    groups = {"buy": (3, 2), "cook": (3, 2, 1.5), "waste": (3, 1), "guests": (2, 2, 1)}
    text = CANTEEN + "".join(f"[[levels]]\nid = 'L{rank}'\nrank = {rank}\n" for rank in (1, 2))
    for group, weights in groups.items():
        text += f"[[elements]]\nid = '{group}'\nlevel = 'L1'\n"
        for number, weight in enumerate(weights):
            text += f"[[items]]\nid = '{group}.{number}'\nkind = 'practice'\nelement = '{group}'\nweight = {weight}\n"
    value = least.format(groups=", ".join(f'value("group.{group}")' for group in groups))
    for rank, bound in ((1, 30), (2, 50)):
        text += f"[[items]]\nid = 'L{rank}.1'\nkind = 'line'\nlevel = 'L{rank}'\nrule = '{value} >= {bound}'\n"
    start = process_time()
    assert refuted(written_ruleset(text)) == {}
    assert process_time() - start < 20


def test_what_is_not_decided_is_told_once_for_each_kind_of_question() -> None:
    text = CANTEEN + "[[levels]]\nid = 'L1'\nrank = 1\n"
    for group in "abcd":
        text += f"[[elements]]\nid = '{group}'\nlevel = 'L1'\n"
        for number in range(4):
            text += f"[[items]]\nid = '{group}.{number}'\nkind = 'practice'\nelement = '{group}'\n"
    rule = "mean({}) >= 50".format(", ".join(f'value("group.{group}")' for group in "abcd"))
    text += f"[[items]]\nid = 'L1.1'\nkind = 'line'\nlevel = 'L1'\nrule = '{rule}'\n"
    checked = written_ruleset(text)
    proofs = list(decide_questions(ruleset_questions(checked)))
    undecided = [proof for proof in proofs if proof.answer is Found.UNDECIDED]
    kinds = {proof.name for proof in undecided}
    assert len(undecided) > 2 * len(kinds) > 0
    findings = list(proof_findings(proofs, Span("ruleset.toml")))
    assert [finding.code for finding in findings] == ["CX922"] * len(kinds)
    assert f"not decided, 16 of 16: {CLAIMS['answer matters']}; a rule counts" in findings[-1].headline()
    assert findings[-1].help is not None
    assert "--timeout" in findings[-1].help.text()


def test_a_large_ruleset_is_proved_in_time() -> None:
    """A thousand answers on ten levels in `make fuzz`; the first three levels of them in each run."""
    levels = 10 if settings.default is not None and settings.default.max_examples > 1000 else 3
    text = ""
    for rank in range(1, levels + 1):
        text += f"[[levels]]\nid = 'L{rank}'\nrank = {rank}\n"
        names = []
        for number in range(100):
            name = f"i{rank}.{number}"
            names.append(f'"{name}"')
            text += f"[[items]]\nid = '{name}'\nkind = 'action'\n"
        for number in range(10):
            part = ", ".join(names[10 * number : 10 * number + 10])
            rule = ["all_met({0})", "count_met({0}) >= 6", "share_met({0}) >= 60"][number % 3].format(part)
            text += f"[[items]]\nid = 'L{rank}.{number}'\nkind = 'line'\nlevel = 'L{rank}'\nrule = '{rule}'\n"
    start = process_time()
    proofs = list(decide_questions(ruleset_questions(written_ruleset(text))))
    assert len(proofs) > 110 * levels
    assert {proof.answer for proof in proofs} == {Found.PROVED}
    assert process_time() - start < 6 * levels


def test_what_there_is_no_time_for_is_told() -> None:
    questions = [Question("x", str(number), lambda _: None) for number in range(3)]
    assert {proof.answer for proof in decide_questions(questions, budget=0)} == {Found.UNDECIDED}
    assert {proof.answer for proof in decide_questions(questions, budget=60)} == {Found.PROVED}


FAULTY = """
format = "connecteur-definitions/1"

[[definitions]]
id = "x.nobody"
subject = "person"
host = "FR"
[[definitions.versions]]
first = 2020-01-01
confidence = "LOW"
source = "made up"
title = { en = "t", fr = "t" }
rule = { en = "r", fr = "r" }
disputes = { en = "d", fr = "d" }
expression = 'birth_country == "FR" and birth_country != host'

[[definitions]]
id = "x.vain"
subject = "person"
host = "FR"
[[definitions.versions]]
first = 2020-01-01
confidence = "LOW"
source = "made up"
title = { en = "t", fr = "t" }
rule = { en = "r", fr = "r" }
disputes = { en = "d", fr = "d" }
expression = 'birth_country != "FR" and (adopted or birth_country != "FR")'
"""


def test_faulty_definitions_are_found(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "faulty.toml"
    path.write_text(FAULTY.strip(), encoding="utf-8")
    told = run("prove", path, "--json")
    assert told.code == 1
    found = {(one["name"], one["subject"]) for one in json.loads(told.out)["questions"] if one["answer"] != "proved"}
    assert found == {
        ("satisfiable", "x.nobody"),
        ("fact matters", "x.nobody: birth_country"),
        ("fact matters", "x.vain: adopted"),
    }
    deep = run("check", "--deep", path, "--json")
    assert deep.code == 1
    assert [one["code"] for one in json.loads(deep.out)["diagnostics"]].count("CX921") == 3
    assert "counts nobody at all" in run("prove", path).out


@pytest.mark.parametrize(("target", "code"), [("nix", "CX120"), ("fr.nix", "CX607"), ("pyproject.toml", "CX")])
def test_what_is_not_there_is_told(target: str, code: str, run: Run) -> None:
    told = run("prove", target)
    assert (told.code, code in told.err) == (2, True), told.err
