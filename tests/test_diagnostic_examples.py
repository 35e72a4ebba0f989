"""Each code that authors meet has its entry; its wrong example gives exactly that code, its right one none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from attrs import frozen

from conftest import ROOT
from seeded_mistakes import copy_base, find

PAGES = sorted((ROOT / "docs" / "reference").glob("diagnostics-*.md"))
ENTRY = re.compile(r"^## (CX\d{3})\n\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
EXAMPLE = re.compile(
    r"^Wrong, in `([^`]+)`:\n\n```text\n(.*?)^```\n\nRight:\n\n```text\n(.*?)^```", re.MULTILINE | re.DOTALL
)
SHOWN_ELSEWHERE = {
    # Cannot be seen in print, or are too large for it; seeded in tests/data/authoring/mistakes.toml where they fit.
    *("CX103", "CX104", "CX105", "CX106", "CX110"),
    # Of JSON, the command line and spreadsheets.
    *("CX117", "CX122", "CX123", "CX124", "CX601", "CX606", "CX608", "CX612"),
    *("CX253", "CX254", "CX255", "CX256", "CX257", "CX258", "CX259", "CX260", "CX261", "CX262"),
    # Needs texts in two languages besides; shown in tests/test_general_rulesets.py.
    "CX220",
    # Need a file that is not in the model, or two assessments.
    *("CX250", "CX279", "CX283"),
}


@frozen
class Entry:
    code: str
    text: str
    example: tuple[str, str, str] | None


def entries() -> list[Entry]:
    found = []
    for page in PAGES:
        for code, text in ENTRY.findall(page.read_text(encoding="utf-8")):
            example = EXAMPLE.search(text)
            found.append(Entry(code, text, None if example is None else (example[1], example[2], example[3])))
    return found


ENTRIES = entries()


@pytest.mark.parametrize("entry", [one for one in ENTRIES if one.example], ids=lambda entry: entry.code)
def test_the_wrong_example_gives_exactly_its_code_and_the_right_one_none(tmp_path: Path, entry: Entry) -> None:
    assert entry.example is not None
    file, wrong, right = entry.example
    path = copy_base(tmp_path) / file
    text = path.read_text(encoding="utf-8")
    # What is right stands in the model as it is, and the model has no finding (test_seeded_mistakes.py).
    wrong, right = wrong.removesuffix("\n"), right.removesuffix("\n")
    assert text.count(right) == 1
    path.write_text(text.replace(right, wrong), encoding="utf-8")
    assert {finding.code for finding in find(file.partition("/")[0], tmp_path)} == {entry.code}


def test_a_file_that_nothing_includes_is_found(tmp_path: Path) -> None:
    path = copy_base(tmp_path) / "reading-room" / "more.toml"
    path.write_text('format = "connecteur-items/1"\n', encoding="utf-8")
    assert [finding.code for finding in find("reading-room", tmp_path)] == ["CX250"]


def test_each_code_of_authors_has_its_entry() -> None:
    table = (ROOT / "docs" / "reference" / "diagnostics.md").read_text(encoding="utf-8")
    codes = [code for code in re.findall(r"^\| (CX\d{3}) \|", table, re.MULTILINE) if code[2] in "126"]
    assert sorted(entry.code for entry in ENTRIES) == codes
    assert {entry.code for entry in ENTRIES if entry.example is None} == SHOWN_ELSEWHERE
