"""A line that only counts as met is never shown as met: not in texts, reports or JSON, nor in the terminal."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from textual.pilot import Pilot

from connecteur_core.assessment.evaluate import evaluate
from connecteur_core.assessment.reader import load_assessment
from connecteur_tui.app import ConnecteurApp
from running import Run
from strategies import DAY
from test_tui import drive, shown

RULESETS = Path(__file__).parent.parent / "examples" / "rulesets"
OURS = """format = "connecteur-assessment/1"
ruleset = "open-project@1"
[organisation]
name = "Ours"
[answers."s.ships"]
value = "no"
[answers."d.4"]
status = "unmet"
note = "nobody of us reads English well enough"
[answers."d.5"]
status = "unmet"
[answers."q.2"]
status = "met"
[answers."q.3"]
status = "not_applicable"
note = "there is no program to test in it"
"""
WANTED = {
    "c.2": ("not_applicable", None),
    "c.3": ("not_applicable", None),
    "d.4": ("justification", "unmet"),
    "d.5": ("answer", "unmet"),
    "p.4": ("not_applicable", None),
    "q.3": ("not_applicable", "not_applicable"),
}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONNECTEUR_RULESETS", str(RULESETS))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    path = tmp_path / "ours.toml"
    path.write_text(OURS, encoding="utf-8")
    return path


def test_json_says_what_counts_and_how_it_was_settled(run: Run, file: Path) -> None:
    lines = json.loads(run("assess", file, "--json").out)["criteria"]
    assert {one["status"] for one in lines if one["id"] in WANTED and one["level"] == "B1"} == {"met"}
    found = {one["id"]: (one["settled_by"], one.get("answer")) for one in lines if "settled_by" in one}
    assert found == WANTED
    # A must of the second level, and of the further ladder.
    assert [(one["level"], one["status"]) for one in lines if one["id"] == "d.4"] == [
        ("B1", "met"),
        ("B2", "unmet"),
        ("W1", "unmet"),
    ]


@pytest.mark.parametrize(
    ("lang", "justified", "bare", "apart"),
    [
        ("en", "settled: unmet, justified", "settled: unmet", "settled: not applicable"),
        (
            "fr",
            "réglé\N{NO-BREAK SPACE}: non rempli, justifié",
            "réglé\N{NO-BREAK SPACE}: non rempli",
            "réglé\N{NO-BREAK SPACE}: sans objet",
        ),
    ],
)
def test_texts_and_reports_have_a_word_of_their_own(
    run: Run, file: Path, lang: str, justified: str, bare: str, apart: str
) -> None:
    told = run("--lang", lang, "assess", file).out
    for item, word in (("d.4", justified), ("d.5", bare), ("q.3", apart), ("c.2", apart)):
        assert re.search(rf"^ +{re.escape(word)} +{re.escape(item)} ", told, re.MULTILINE), item
    spaced = re.escape(justified).replace("\N{NO-BREAK SPACE}", r"\s")
    for view in ("public", "board"):
        report = file.with_suffix(".md")
        assert run("--lang", lang, "report", file, "--view", view, "-o", report).code == 0
        text = report.read_text(encoding="utf-8")
        assert re.search(rf"^\| d\.4 \| [^|]+ \| ◇ {spaced} \| 1 \|$", text, re.MULTILINE)
        assert re.search(r"^\| q\.2 \| [^|]+ \| ● ", text, re.MULTILINE)


def test_tables_for_programs_do_not_say_met_either(run: Run, file: Path) -> None:
    tables = json.loads(run("report", file, "--view", "public", "--json").out)["tables"]
    rows = next(table["rows"] for table in tables if table["id"] == "checklist")
    states = {row["id"]: row["state"] for row in reversed(rows)}  # the first row of an item is that of its own level
    assert {states[item] for item in WANTED} == {"settled"}
    assert states["q.2"] == "met"


def test_reasons_mark_it_apart(run: Run, file: Path) -> None:
    assert run("report", file, "-o", file.with_suffix(".md")).code == 0
    text = file.with_suffix(".md").read_text(encoding="utf-8")
    assert re.search(r"- ◇ d\.4 .*: not met, with a justification$", text, re.MULTILINE)


def test_portfolios_and_changes_tell_settled_from_met(run: Run, file: Path) -> None:
    portfolio = json.loads(run("compare", file, "--json").out)["rulesets"][0]
    assert set(portfolio["incubators"][0]["settled"]) == {*WANTED, "c.3@B2"}
    assert portfolio["incubators"][0]["criteria"]["d.4"] == "met"
    later = file.with_name("later.toml")
    later.write_text(OURS.replace('status = "unmet"\nnote', 'status = "met"\nnote'), encoding="utf-8")
    changes = json.loads(run("diff", file, later, "--json").out)["criteria"]
    assert {"id": "d.4", "before": "settled", "after": "met"} in changes


def test_a_gap_below_is_no_settled_line(file: Path) -> None:
    result = evaluate(load_assessment(file), on=DAY, search=(RULESETS,))
    assert not set(WANTED) & {item for flag in result.flags if flag.code == "gap-below" for item in flag.items}


def test_the_terminal_application_marks_and_names_it(file: Path) -> None:
    async def steps(pilot: Pilot[None], app: ConnecteurApp) -> None:
        app.show_element("docs")
        await pilot.pause()
        assert "◇ d.4" in shown(app)
        assert "✕ d.5" not in shown(app)
        for _ in range(3):
            await pilot.press("down")
        await pilot.pause()
        assert "settled: unmet, justified" in shown(app)

    drive(ConnecteurApp(file, search=(RULESETS,)), steps, (120, 40))


def test_the_terminal_application_says_why_an_answer_does_not_count(file: Path) -> None:
    text = '[answers."d.1"]\nstatus = "met"\nevidence = [{ ref = "on the door" }]\n'
    file.write_text(OURS + text, encoding="utf-8")

    async def steps(pilot: Pilot[None], app: ConnecteurApp) -> None:
        app.show_element("docs")
        await pilot.pause()
        assert "the evidence is not a web address" in shown(app)

    drive(ConnecteurApp(file, search=(RULESETS,)), steps, (160, 40))
