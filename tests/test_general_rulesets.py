"""Scales, measures, obligations, conditions and further ladders: what is refused, and what single cases come to."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from connecteur_core.assessment.check import find_misfit
from connecteur_core.assessment.evaluate import evaluate, program_of
from connecteur_core.assessment.reader import parse_assessment
from connecteur_core.evaluation.evaluate import evaluate_answers
from connecteur_core.evaluation.evaluation import Evaluation
from connecteur_core.evaluation.policies import Policy, Standards
from connecteur_core.evaluation.shown_number import shown_number
from connecteur_core.model.measure import Rounding, RoundingMode
from connecteur_core.model.status import Answer, Evidence, Status
from connecteur_core.rulesets.checker import CheckedRuleset
from connecteur_core.rulesets.errors import InvalidRuleset
from connecteur_core.rulesets.shipped import get_ruleset
from general_strategies import KINDS
from running import Run
from strategies import DAY, written_ruleset

EXAMPLES = Path(__file__).parent.parent / "examples" / "rulesets"
LEVEL = "[[levels]]\nid = 'L1'\nrank = 1\n[[items]]\nid = 'L1.1'\nkind = 'line'\nlevel = 'L1'\n"
ITEMS = "".join(
    f"[[items]]\nid = '{name}'\nkind = '{kind}'\n"
    for name, kind in (("p", "practice"), ("n", "practice-or-not"), ("s", "shifted"), ("x", "excused"), ("q", "about"))
)


def ruleset(text: str) -> CheckedRuleset:
    return written_ruleset(f"{KINDS}\n{LEVEL}\n{ITEMS}\n{text}")


def measure(keys: str) -> str:
    return f"[[measures]]\nid = 'm'\n{keys}\n"


def item(keys: str, kind: str = "demand") -> str:
    return f"[[items]]\nid = 'i'\nkind = '{kind}'\nlevel = 'L1'\n{keys}\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("[scales.one]\nanswers = [{ id = 'a', value = 1 }]", "CX220", id="a scale of one value"),
        pytest.param(
            "[scales.down]\nanswers = [{ id = 'a', value = 1 }, { id = 'b', value = 0 }]", "CX220", id="best first"
        ),
        pytest.param(
            "[scales.twice]\nanswers = [{ id = 'a', value = 0 }, { id = 'a', value = 1 }]", "CX220", id="one id twice"
        ),
        pytest.param(
            "[scales.odd]\nmet_from = 'c'\nanswers = [{ id = 'a', value = 0 }, { id = 'b', value = 1 }]",
            "CX220",
            id="met from an answer that is not there",
        ),
        pytest.param(
            "[scales.all]\nmet_from = 'a'\nanswers = [{ id = 'a', value = 0 }, { id = 'b', value = 1 }]",
            "CX220",
            id="met by the worst answer",
        ),
        pytest.param(
            "[scales.word]\nanswers = [{ id = 'unanswered', value = 0 }, { id = 'b', value = 1 }]",
            "CX220",
            id="a word that means something for every item",
        ),
        pytest.param(item("scale = 'three-'"), "CX116", id="a scale that is not there"),
        pytest.param(measure(""), "CX221", id="a measure of nothing"),
        pytest.param(measure("of = ['p']\nkinds = ['practice']"), "CX221", id="a measure of two sorts"),
        pytest.param(measure("of = ['pp']"), "CX221", id="a measure of no item"),
        pytest.param(measure("of = ['q']"), "CX221", id="a measure of a selecting item"),
        pytest.param(measure("over = ['o']"), "CX221", id="a measure over no measure"),
        pytest.param(measure("kinds = ['practise']"), "CX221", id="a measure of a kind that is not there"),
        pytest.param(measure("of = ['p']\nper = ['element']"), "CX221", id="split by what no item has"),
        pytest.param(measure("of = ['p']\ntimes = -1"), "CX222", id="a factor that turns better into worse"),
        pytest.param(measure("of = ['p']\nweight = 0"), "CX222", id="a weight of nothing"),
        pytest.param(item("weight = -2"), "CX222", id="an item of negative weight"),
        pytest.param(measure("of = ['n', 's']"), "CX223", id="a mean over ranges that differ, something may leave"),
        pytest.param(measure("over = ['m']"), "CX209", id="a measure of itself"),
        pytest.param(
            "[[items]]\nid = 'r'\nkind = 'line'\nlevel = 'L1'\nrule = 'met(\"p\")'\nobligation = 'should'",
            "CX224",
            id="a should that nobody answers",
        ),
        pytest.param(item("applies = 'met(\"p\")'"), "CX225", id="a condition on merit"),
        pytest.param(item('applies = \'chosen("p", "all")\''), "CX225", id="a condition on an item that counts"),
        pytest.param(item('applies = \'chosen("q", "often")\''), "CX225", id="a word that is never said"),
        pytest.param(item('rule = \'chosen("q", "met")\'', "line"), "CX225", id="a rule on what applies"),
        pytest.param(item("rule = 'met(\"q\")'", "line"), "CX212", id="a rule on a selecting item"),
        pytest.param("[kinds.both]\nanswered = true\nselects = true\ncounts = true", "CX226", id="selects and counts"),
        pytest.param(
            "[[items]]\nid = 'q2'\nkind = 'about'\napplies = 'chosen(\"q3\", \"met\")'\n"
            "[[items]]\nid = 'q3'\nkind = 'about'\napplies = 'chosen(\"q2\", \"met\")'",
            "CX209",
            id="conditions in a circle",
        ),
        pytest.param(item("obligations = { L9 = 'must' }"), "CX116", id="an obligation for no level"),
        pytest.param(item("rule = 'value(\"mm\") > 1'", "line"), "CX203", id="a measure that is not there"),
    ],
)
def test_what_cannot_be_right_is_refused_with_one_finding(text: str, code: str) -> None:
    with pytest.raises(InvalidRuleset) as refused:
        ruleset(text)
    assert [finding.code for finding in refused.value.diagnostics] == [code]
    assert refused.value.diagnostics[0].at is not None


def standing(checked: CheckedRuleset, policy: Policy = Policy.SELF_ASSESSMENT, **answers: Answer) -> Evaluation:
    return evaluate_answers(program_of(checked), answers, Standards(policy, DAY))


def test_not_applicable_leaves_a_mean_or_counts_as_met() -> None:
    checked = ruleset(measure("of = ['n', 'x']\njoin = 'mean'"))
    gone = standing(checked, n=Answer(Status.NOT_APPLICABLE, note="n"), x=Answer(value="some"))
    assert gone.scores["m"] == (1, 1)
    full = standing(checked, n=Answer(value="some"), x=Answer(Status.NOT_APPLICABLE))
    assert full.scores["m"] == (2, 2)


def test_no_value_is_not_nothing() -> None:
    checked = ruleset(measure("of = ['n']\nplus = -1") + item("rule = 'value(\"m\") >= 2'", "line"))
    result = standing(checked, n=Answer(Status.NOT_APPLICABLE, note="n"))
    assert (result.without_value, "m" in result.scores) == (("m",), False)
    assert result.criteria["i"].status == "met"
    assert standing(checked, n=Answer(value="no")).scores["m"] == (-1, -1)


def test_a_claim_without_its_address_is_open_under_every_policy() -> None:
    checked = ruleset(item(""))
    letter = Answer(Status.MET, evidence=(Evidence("a letter"),))
    address = Answer(Status.MET, evidence=(Evidence("https://example.org"),))
    for policy in (Policy.SELF_ASSESSMENT, Policy.EVIDENCED):
        assert standing(checked, policy, i=letter).criteria["i"].status == "undetermined"
        assert standing(checked, policy, i=address).criteria["i"].status == "met"
    assert standing(checked, i=Answer(Status.UNMET)).criteria["i"].status == "unmet"


def test_what_is_of_the_future_does_not_count() -> None:
    checked = ruleset(item("state = 'future'"))
    assert checked.criteria["L1"] == ("L1.1",)
    answers = {"L1.1": Answer(Status.MET), "i": Answer(Status.UNMET)}
    result = evaluate_answers(program_of(checked), answers, Standards(Policy.SELF_ASSESSMENT, DAY))
    assert result.level.reached.rank == 1


def test_an_open_condition_leaves_an_item_open_and_names_its_question() -> None:
    checked = ruleset(item('applies = \'chosen("q", "met")\''))
    result = standing(checked, i=Answer(Status.UNMET))
    assert (result.criteria["i"].status, result.criteria["i"].missing) == ("undetermined", ("q",))
    assert standing(checked, i=Answer(Status.UNMET), q=Answer(Status.UNMET)).criteria["i"].status == "met"
    assert standing(checked, i=Answer(Status.UNMET), q=Answer(Status.MET)).criteria["i"].status == "unmet"


@pytest.mark.parametrize(
    ("value", "rounding", "shown"),
    [
        pytest.param(Fraction(1, 2), Rounding(), "1", id="half goes up"),
        pytest.param(Fraction(-1, 2), Rounding(), "-1", id="away from nothing below it"),
        pytest.param(Fraction(199, 2), Rounding(), "99", id="99.5 of 100 is not yet 100"),
        pytest.param(Fraction(199, 2), Rounding(capped=False), "100", id="unless it may be shown so"),
        pytest.param(Fraction(100), Rounding(), "100", id="complete is 100"),
        pytest.param(Fraction(99999, 1000), Rounding(places=1), "99.9", id="capped in the last place"),
        pytest.param(Fraction(199, 2), Rounding(RoundingMode.CUT), "99", id="cut"),
        pytest.param(Fraction(2, 3), Rounding(places=2), "0.67", id="two places"),
        pytest.param(Fraction(2, 3), None, "2/3", id="exactly where nothing is declared"),
    ],
)
def test_a_number_is_shown_as_declared(value: Fraction, rounding: Rounding | None, shown: str) -> None:
    assert shown_number(value, rounding, 100) == shown


POSTURES = """
format = "connecteur-assessment/1"
ruleset = "careful-work@1"
[organisation]
name = "Atelier"
[answers."plan.1"]
value = "usual"
[target]
"plan.1" = "steered"
"build.1" = "usual"
"run.1" = "none"
[baseline]
"plan.1" = "none"
[teams.north]
"plan.1" = "none"
[teams.south]
"plan.1" = "steered"
"""


def test_target_baseline_and_teams_stand_beside_the_present() -> None:
    checked = get_ruleset(str(EXAMPLES / "careful-work"))
    result = evaluate(parse_assessment(POSTURES, Path("a.toml")), on=DAY, ruleset=checked)
    lows = {name: one.scores["function.plan"][0] for name, one in {**result.postures, **result.teams}.items()}
    assert lows == {"target": Fraction(3, 2), "baseline": 0, "north": 0, "south": Fraction(3, 2)}
    assert result.scores["function.plan"][0] == 1
    assert result.team_means["function.plan"][0] == Fraction(3, 4)
    assert [(gap.item, gap.present, gap.target) for gap in result.gaps] == [
        ("plan.1", "usual", "steered"),
        ("build.1", None, "usual"),
    ]


def test_an_answer_on_a_scale_is_given_by_its_word(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONNECTEUR_RULESETS", str(EXAMPLES))
    file = tmp_path / "a.toml"
    file.write_text(POSTURES.partition("[answers")[0].lstrip(), encoding="utf-8")
    assert run("answer", str(file), "plan.1", "usual", "--on", "2026-01-01").code == 0
    assert 'value = "usual"' in file.read_text(encoding="utf-8")
    wrong = run("answer", str(file), "plan.1", "met")
    assert (wrong.code, "CX312" in wrong.err) == (2, True)
    assert run("answer", str(file), "plan.1", "unanswered").code == 0
    shown = json.loads(run("assess", str(file), "--json").out)
    assert shown["scores"]["function.plan"] == {
        "low": "0",
        "high": "3",
        "decimal": {"low": 0.0, "high": 3.0},
        "shown": {"low": "0.00", "high": "3.00"},
    }
    history = json.loads(run("show", str(file), "--history", "--json").out)
    assert [(entry["from"], entry["to"]) for entry in history["entries"]] == [
        ("unanswered", "usual"),
        ("usual", "unanswered"),
    ]


def test_a_reason_may_be_too_short() -> None:
    checked = ruleset(item(""))
    short = find_misfit(checked.ruleset, "i", Answer(Status.NOT_APPLICABLE, note="no"))
    assert (short.code if short else None) == "CX313"
    assert find_misfit(checked.ruleset, "i", Answer(Status.NOT_APPLICABLE, note="none here")) is None


def test_a_claim_before_its_ground_is_flagged() -> None:
    text = POSTURES.partition("[answers")[0].replace("careful-work", "open-project")
    checked = get_ruleset(str(EXAMPLES / "open-project"))
    claimed = parse_assessment(f'{text}[answers."q.5"]\nstatus = "met"\n', Path("a.toml"))
    flags = {flag.code: flag.items for flag in evaluate(claimed, on=DAY, ruleset=checked).flags}
    assert flags["claim-before-ground"] == ("q.5", "q.3")
