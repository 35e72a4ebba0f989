"""`connecteur test` runs worked cases: wanted beside got, exit 1 when one fails."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from conftest import ROOT
from running import Run


@pytest.fixture
def model(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert run("new-ruleset", "model").code == 0
    return Path("model")


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_cases_that_hold_are_counted(run: Run, model: Path) -> None:
    outcome = run("test", model, "diversity-connector", ROOT / "src" / "connecteur_plugins" / "fr.toml")
    assert outcome.code == 0
    held, _, count, *_ = outcome.out.split()
    assert held == count
    assert int(count) > 20


def test_a_case_that_fails_shows_what_was_wanted_and_what_came_out(run: Run, model: Path) -> None:
    change(model / "cases" / "levels.toml", "reached = 1", "reached = 2")
    outcome = run("test", model)
    assert outcome.code == 1
    assert outcome.out == (
        "model/cases/levels.toml:12 All lines up to L1 met: L1 is reached. (L1)\n"
        "             wanted  got\n"
        "    reached  2       1\n"
        "\n"
        "4 of 5 cases hold\n"
    )


def test_statuses_flags_and_refusals_are_compared_and_told_as_json(run: Run, model: Path) -> None:
    wishes = 'criteria = { "L1.1" = "met" }\nflags = ["nonsense"]\n'
    change(model / "cases" / "levels.toml", 'unmet = ["L1.1"]\n', f'unmet = ["L1.1"]\n{wishes}')
    change(model / "cases" / "levels.toml", 'met = ["L2.*"]\n', 'met = ["L9.9"]\nrefused = "CX305"\n')
    document = json.loads(run("test", model, "--json").out)
    assert document["format"] == "connecteur-test/1"
    failed = [case for case in document["cases"] if not case["holds"]]
    found = [(line["subject"], line["wanted"], line["found"]) for case in failed for line in case["differences"]]
    raised = found[1][2]
    assert raised
    assert found == [
        ("L1.1", "met", "unmet"),
        ("flags", "nonsense", raised),
        ("refused", "CX305", "CX301"),
    ]


def test_an_unknown_policy_is_a_failing_case(run: Run, model: Path) -> None:
    change(model / "cases" / "levels.toml", "reached = 1", 'policy = "lenient"\nreached = 1')
    outcome = run("test", model)
    assert (outcome.code, "CX124" in outcome.out) == (1, True)


def test_a_case_of_a_definition_that_fails_is_shown(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "fr.toml"
    text = (ROOT / "src" / "connecteur_plugins" / "fr.toml").read_text(encoding="utf-8")
    path.write_text(text.replace('value = "yes"', 'value = "no"', 1), encoding="utf-8")
    outcome = run("test", path, "--lang", "fr")
    assert outcome.code == 1
    assert "attendu" in outcome.out


@pytest.mark.parametrize(
    ("target", "code"), [("absent", "CX120"), (".", "CX101"), ("model/cases/levels.toml", "CX111")]
)
def test_what_has_no_cases_is_refused(run: Run, model: Path, target: str, code: str) -> None:
    outcome = run("test", target)
    assert (outcome.code, code in outcome.err) == (2, True)


def test_a_pattern_that_matches_nothing_is_found_where_it_stands(run: Run, model: Path) -> None:
    change(model / "cases" / "levels.toml", 'met = ["L2.*"]', 'met = ["L1.1", "L3.*"]')
    outcome = run("check", model)
    assert outcome.code == 1
    assert outcome.out.startswith("model/cases/levels.toml:35:16: CX206 ")


def test_a_word_that_its_scale_does_not_have_is_told_at_the_word(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "careful-work"
    shutil.copytree(ROOT / "examples" / "rulesets" / "careful-work", folder)
    change(next((folder / "cases").glob("*.toml")), '"plan.1" = "steered"', '"plan.1" = "stered"')
    (found,) = json.loads(run("check", folder, "--json").out)["diagnostics"]
    assert (found["code"], found["line"], found["column"]) == ("CX312", 13, 23)
    assert (found["message"], found["help"]) == ("`stered` is no answer to `plan.1`", "did you mean `steered`?")
