"""A measure per element and level is shown as the matrix it is; its numbers are exact, with decimals beside them."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path

import pytest

from running import Run

RULESETS = Path(__file__).parent.parent / "examples" / "rulesets"
OURS = """format = "connecteur-assessment/1"
ruleset = "delivery-matrix@1"
[organisation]
name = "Ours"
[answers."build.11"]
status = "met"
[answers."build.12"]
status = "met"
[answers."build.13"]
status = "unmet"
[answers."test.11"]
status = "met"
[answers."ship.11"]
status = "not_applicable"
note = "we ship nothing"
[answers."ship.12"]
status = "not_applicable"
note = "we ship nothing"
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONNECTEUR_RULESETS", str(RULESETS))
    path = tmp_path / "ours.toml"
    path.write_text(OURS, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("lang", "head", "rows"),
    [
        (
            "en",
            "Begun Steady Fluent",
            ["Build 67 0 to 100 0 to 100", "Test 50 to 100 0 to 100 0 to 100", "Ship – 0 to 100"],
        ),
        ("fr", "Commencé Régulier Fluide", ["Fabriquer 67 0 à 100 0 à 100"]),
    ],
)
def test_the_text_has_a_row_for_each_element(run: Run, file: Path, lang: str, head: str, rows: list[str]) -> None:
    told = [" ".join(line.split()) for line in run("--lang", lang, "assess", file).out.splitlines()]
    for row in rows:
        assert any(line.startswith(row) for line in told), row
    assert told[told.index(rows[0]) - 1] == head
    assert not any("Done – " in line for line in told)


@pytest.mark.parametrize("view", ["public", "board", "jury"])
def test_reports_have_the_matrix_and_the_other_scores(run: Run, file: Path, view: str) -> None:
    report = file.with_suffix(".md")
    assert run("report", file, "--view", view, "-o", report).code == 0
    text = report.read_text(encoding="utf-8")
    assert "| Done | Begun | Steady | Fluent |" in text
    assert "| Build | 67 | 0 to 100 | 0 to 100 |" in text
    assert re.search(r"^\| Ship \| – \| 0 to 100 ", text, re.MULTILINE)
    assert "- **Dimension – Build**: 29 to 86" in text
    assert "**Done – Build" not in text


@pytest.mark.parametrize("form", ["html", "pdf", "xlsx"])
def test_each_form_shows_it(run: Run, file: Path, form: str) -> None:
    assert run("report", file, "--view", "public", "-o", file.with_suffix(f".{form}")).code == 0
    if form == "html":
        assert 'class="of-matrix-done"' in file.with_suffix(".html").read_text(encoding="utf-8")


def test_programs_get_numbers(run: Run, file: Path) -> None:
    document = json.loads(run("report", file, "--view", "public", "--json").out)
    table = next(table for table in document["tables"] if table["id"] == "matrix-done")
    assert table["rows"][0] == {"element": "build", "M1": 67, "M2": "0 to 100", "M3": "0 to 100"}
    for score in document["result"]["scores"].values():
        if score["low"] is not None:
            assert score["decimal"] == {end: float(Fraction(score[end])) for end in ("low", "high")}
    assert document["result"]["scores"]["done.build.M1"]["low"] == "200/3"


def test_an_assessment_under_a_ruleset_without_measures_has_no_matrix(run: Run) -> None:
    file = RULESETS.parent / "assessments" / "campus-forge.toml"
    tables = json.loads(run("report", file, "--json").out)["tables"]
    assert not [table["id"] for table in tables if table["id"].startswith("matrix")]


def test_a_level_of_a_further_ladder_is_told_from_the_main_ones(run: Run, file: Path) -> None:
    report = file.with_suffix(".md")
    assert run("report", file, "-o", report).code == 0
    lines = [line for line in report.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    (main,) = (line for line in lines if line.startswith("| M1.done |") and line.endswith("1 |"))
    (further,) = (line for line in lines if line.startswith("| test.all |"))
    assert "<br>" not in main.rpartition(" | ")[2]
    assert further.endswith("| 2<br>Profile by dimension |")
