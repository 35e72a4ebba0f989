"""A new ruleset is in order as made, whatever its size and languages; a terminal is asked for what is not said."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from connecteur_core.rulesets.loader import load_ruleset
from running import Run
from seeded_mistakes import BASE


@pytest.mark.parametrize(
    "options",
    [
        pytest.param([], id="as it comes"),
        pytest.param(["--levels", 1, "--items", 1, "--elements", 0], id="the smallest"),
        pytest.param(
            ["--levels", 5, "--items", 4, "--elements", 3, "--language", "fr", "--language", "en"], id="large"
        ),
        pytest.param(["--language", "pt", "--language", "fr"], id="a language that connecteur does not speak"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_what_is_made_passes_check_and_proofs(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[object], lang: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("new-ruleset", "our-model", *options, "--lang", lang).code == 0
    found = run("check", "our-model", "--deep", "--lang", lang)
    assert (found.code, found.err) == (0, "")
    assert found.out.strip() in {"0 findings", "0 constat"}


def test_sizes_and_languages_are_those_asked_for(run: Run, tmp_path: Path) -> None:
    sizes = ["--levels", 3, "--items", 2, "--elements", 2, "--language", "fr", "--language", "en", "--language", "fr"]
    outcome = run("new-ruleset", "m", *sizes, "--in", tmp_path, "--on", "2026-02-03", "--json")
    ruleset = load_ruleset(tmp_path / "m")
    assert json.loads(outcome.out)["files"] == [
        str(tmp_path / "m" / name)
        for name in ("ruleset.toml", "elements.toml", "locale/fr.toml", "locale/en.toml", "cases/levels.toml")
    ]
    assert [level.id for level in ruleset.levels] == ["L1", "L2", "L3"]
    assert [element.id for element in ruleset.elements] == ["1", "2", "3", "4", "5", "6"]
    assert sum(item.kind == "criterion" for item in ruleset.items.values()) == 6
    assert ruleset.languages == ("fr", "en")
    assert ruleset.source.published.isoformat() == "2026-02-03"


def test_it_is_answered_and_assessed_at_once(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run("new-ruleset", "our-model", "--items", 1)
    assert run("new", "mine.toml", "--ruleset", "our-model").code == 0
    assert run("answer", "mine.toml", "L1.1", "met").code == 0
    result = json.loads(run("assess", "mine.toml", "--json").out)
    assert result["level"]["reached"] == {"id": "L1", "rank": 1}


def test_what_is_there_stays(run: Run, tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    outcome = run("new-ruleset", "m", "--in", tmp_path)
    assert (outcome.code, "CX401" in outcome.err) == (2, True)
    assert list((tmp_path / "m").iterdir()) == []


@pytest.mark.parametrize("wrong", [["Our Model"], ["-x"], ["../m"], ["m", "--levels", 0], ["m", "--language", "f/r"]])
def test_a_wrong_wish_is_refused(run: Run, tmp_path: Path, wrong: list[object]) -> None:
    assert run("new-ruleset", *wrong, "--in", tmp_path).code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_terminal_is_asked_for_what_no_option_says(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "connecteur_cli.main", "new-ruleset", "m", "--levels", "3", "--lang", "en"]
    asked = subprocess.Popen(command, cwd=tmp_path, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    os.write(ours, b"en, fr\n1\n\n")
    out, err = asked.communicate(timeout=30)
    os.close(ours)
    os.close(theirs)
    assert asked.returncode == 0, err
    ruleset = load_ruleset(tmp_path / "m")
    assert (len(ruleset.levels), len(ruleset.elements), ruleset.languages) == (3, 3, ("en", "fr"))
    assert sum(item.kind == "criterion" for item in ruleset.items.values()) == 3
    assert b"How many checklist lines per level [3]" in err
    assert b"Next: connecteur check m" in out


def test_a_ruleset_given_by_its_folder_is_told_how_to_be_found(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "our rules").mkdir()
    (tmp_path / "work").mkdir()
    shutil.copytree(BASE / "reading-room", tmp_path / "our rules" / "reading-room")
    monkeypatch.chdir(tmp_path / "work")
    made = run("new", "room.toml", "--ruleset", "../our rules/reading-room")
    assert (made.code, "CX406 the file names `reading-room@1`, which will not be found" in made.err) == (0, True)
    lost = run("assess", "room.toml")
    assert (lost.code, "set CONNECTEUR_RULESETS to the folder that holds `reading-room`" in lost.err) == (2, True)
    remedy = re.search("export CONNECTEUR_RULESETS='(.*)'\n", made.err)
    assert remedy is not None
    monkeypatch.setenv("CONNECTEUR_RULESETS", remedy[1])
    assert run("assess", "room.toml").code == 0
    again = run("new", "again.toml", "--ruleset", "../our rules/reading-room")
    assert (again.code, again.err) == (0, "")


def test_a_folder_with_another_name_than_its_id_is_told_to_be_renamed(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(BASE / "reading-room", tmp_path / "library")
    monkeypatch.chdir(tmp_path)
    made = run("new", "room.toml", "--ruleset", "library")
    assert made.code == 0
    assert f"help: rename the folder {tmp_path / 'library'} to `reading-room`, the id of its ruleset" in made.err
    Path("library").rename("reading-room")
    assert run("assess", "room.toml").code == 0
