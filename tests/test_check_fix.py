"""`check --fix` mends only what can be meant in one way; `check --watch` checks again and ends cleanly."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import get_origin, get_type_hints

import pytest

from connecteur_core.assessment.assessment import Assessment
from connecteur_core.authoring.fixes import fix_path
from connecteur_core.definitions.definition import DefinitionsFile
from connecteur_core.portfolio.members import PortfolioFile
from connecteur_core.reading.toml_slips import ALWAYS_MANY
from connecteur_core.rulesets.loader import ItemsFile, RulesetFile
from connecteur_core.rulesets.mapping import ItemMapping
from connecteur_core.rulesets.overlay import OverlayFile
from connecteur_core.testing.cases import CasesFile
from running import Run
from seeded_mistakes import BASE, Mistake, all_mistakes, copy_base, find, make, target_of

MENDED = {
    "lines end in CRLF",
    "a byte order mark",
    "a misspelt key of an item",
    "a misspelt key of a kind",
    "a misspelt key of an included item",
    "a misspelt key in the defaults, told once",
    "a misspelt table of texts",
    "a misspelt key of a case",
    "a misspelt key of an answer",
    "a misspelt key of a profile",
    "a misspelt key of a portfolio",
    "a number in quotes",
    "a text instead of a list",
    "a date in quotes",
    "a wrong type in the defaults, told once",
    "a text that is a number",
    "confidence in small letters",
    "an id of a text without quotes, below the one it begins with",
    "an id of a text without quotes, above the one it begins with",
    "an id of a text without quotes",
    "an id of a question without quotes",
    "an answer's id without quotes",
    "an answer's id without quotes, inside the table",
    "single brackets before further levels",
    "single brackets behind other items",
    "single brackets around the only parameter",
    "single brackets around the only commitment",
    "single brackets around the only doubt of an included file",
}


@pytest.mark.parametrize("mistake", all_mistakes(), ids=lambda mistake: mistake.what)
def test_what_is_certain_is_mended_and_nothing_else_is_touched(tmp_path: Path, mistake: Mistake) -> None:
    make(mistake, tmp_path)
    before = {path: path.read_bytes() for path in sorted(tmp_path.rglob("*.toml"))}
    changes = fix_path(tmp_path / target_of(mistake), search=(tmp_path,))
    after = {path: path.read_bytes() for path in sorted(tmp_path.rglob("*.toml"))}
    if mistake.what in MENDED:
        assert [change.path for change in changes] == [tmp_path / mistake.file]
        assert find(target_of(mistake), tmp_path) == []
    else:
        assert (changes, after) == ([], before)


def test_the_change_is_shown_and_comments_stay(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(copy_base(tmp_path))
    path = Path("facts.toml")
    text = path.read_text(encoding="utf-8").replace('of = "person"', 'of = "person" # who')
    path.write_text(text.replace("sensitivity", "sensitivty").replace("\n", "\r\n"), encoding="utf-8", newline="")
    outcome = run("check", "--fix", path)
    assert outcome.code == 0
    assert f"facts.toml: line ends as on Windows mended on {text.count(chr(10))} lines\n--- facts.toml\n" in outcome.out
    changed = [line for line in outcome.out.splitlines() if line.startswith(("+s", "-")) and line != "--- facts.toml"]
    assert changed == ['-sensitivty = "personal"', '+sensitivity = "personal"']
    assert outcome.out.endswith("1 file mended\n0 findings\n")
    assert path.read_text(encoding="utf-8") == text
    assert json.loads(run("check", "--fix", path, "--json").out)["fixed"] == []


def test_all_ids_without_quotes_are_mended_but_those_that_are_there_twice(tmp_path: Path) -> None:
    path = copy_base(tmp_path) / "reading-room" / "locale" / "en.toml"
    right = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r'(?m)^"(L?\d\.[\d.]+)" =', r"\1 =", right), encoding="utf-8")
    assert [change.path for change in fix_path(tmp_path / "reading-room")] == [path]
    assert path.read_text(encoding="utf-8") == right
    twice = right.replace('"L1.1" = "A hundred books"', '"L1.1" = "A hundred books"\nL1.1 = "Books"')
    path.write_text(twice, encoding="utf-8")
    assert fix_path(tmp_path / "reading-room") == []


def test_texts_of_several_lines_are_left_alone(tmp_path: Path) -> None:
    path = copy_base(tmp_path) / "reading-room" / "locale" / "en.toml"
    right = path.read_text(encoding="utf-8")
    summary = '"""\n[levels]\na.b = 1\n"""'
    wrong = re.sub("(?m)^summary = .*$", f"summary = {summary}", right).replace('"L1.1" = "A h', 'L1.1 = "A h')
    path.write_text(wrong, encoding="utf-8")
    assert fix_path(tmp_path / "reading-room") == []


def test_mending_the_mended_changes_nothing(tmp_path: Path) -> None:
    copy_base(tmp_path)
    assert fix_path(tmp_path / "reading-room") == []
    assert (tmp_path / "room.toml").read_bytes() == (BASE / "room.toml").read_bytes()


def test_watching_checks_again_after_a_change_and_ends_cleanly(tmp_path: Path) -> None:
    copy_base(tmp_path)
    command = [sys.executable, "-m", "connecteur_cli.main", "check", "--watch", "--lang", "en", "reading-room"]
    watching = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert watching.stdout is not None
    assert [watching.stdout.readline() for _ in range(2)] == ["0 findings\n", "watching; Ctrl-C ends it\n"]
    path = tmp_path / "reading-room" / "ruleset.toml"
    time.sleep(0.05)
    path.write_text(path.read_text(encoding="utf-8").replace("rank = 2", "rank = 3"), encoding="utf-8")
    seen = [watching.stdout.readline() for _ in range(5)]
    assert seen[0].startswith("reading-room/ruleset.toml:34:8: CX213")
    os.kill(watching.pid, signal.SIGINT)
    _, err = watching.communicate(timeout=20)
    assert (watching.returncode, err) == (0, "")


def test_watching_is_for_people(run: Run) -> None:
    assert run("check", "--watch", "--json", "x.toml").code == 2


def test_tables_that_always_are_many_are_so_in_all_formats() -> None:
    formats = (RulesetFile, ItemsFile, CasesFile, OverlayFile, DefinitionsFile, Assessment, PortfolioFile, ItemMapping)
    hints = [(name, hint) for one in formats for name, hint in get_type_hints(one).items() if name in ALWAYS_MANY]
    assert {name for name, _ in hints} == {name for name in ALWAYS_MANY if "." not in name}
    assert [name for name, hint in hints if get_origin(hint) is not tuple] == []
