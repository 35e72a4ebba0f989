"""Each seeded mistake of an author gives exactly the finding it should, at its very place; what is right gives none."""

from __future__ import annotations

from pathlib import Path

import pytest

from connecteur_core.rulesets.shipped import find_ruleset_folders
from connecteur_core.testing.checking import check_path
from seeded_mistakes import TARGETS, Mistake, all_mistakes, copy_base, find, make, place_of, target_of

GOLDEN = Path(__file__).parent / "golden" / "mistakes.txt"
MISTAKES = all_mistakes()


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.what)
def test_a_mistake_gives_exactly_its_finding_at_its_place(tmp_path: Path, mistake: Mistake) -> None:
    place = make(mistake, tmp_path)
    found = [(finding.code, place_of(finding, tmp_path)) for finding in find(target_of(mistake), tmp_path)]
    assert found == [(mistake.code, place)]


def test_there_are_enough_of_them_and_each_once() -> None:
    assert len({(mistake.file, mistake.old, mistake.new) for mistake in MISTAKES}) == len(MISTAKES) >= 120


def test_mistakes_of_all_files_are_found_at_once(tmp_path: Path) -> None:
    copy_base(tmp_path)
    for name in ("ruleset.toml", "elements.toml", "locale/en.toml", "locale/fr.toml", "cases/levels.toml"):
        path = tmp_path / "reading-room" / name
        path.write_text(path.read_text(encoding="utf-8") + "unknown_key = 1\n", encoding="utf-8")
    found = find("reading-room", tmp_path)
    assert [finding.code for finding in found] == ["CX113", "CX113", "CX114", "CX114", "CX114"]
    assert len({finding.at.file for finding in found if finding.at}) == 5


@pytest.mark.parametrize("target", TARGETS)
def test_files_that_are_right_give_no_finding(tmp_path: Path, target: str) -> None:
    assert find(target, copy_base(tmp_path)) == []


def test_rulesets_that_are_shipped_give_no_finding() -> None:
    assert {str(folder): check_path(folder) for folder in find_ruleset_folders()} == {
        str(folder): [] for folder in find_ruleset_folders()
    }


def test_what_is_said_is_as_it_was(tmp_path: Path, rewrite_golden: bool) -> None:
    lines = []
    for number, mistake in enumerate(MISTAKES):
        folder = tmp_path / str(number)
        make(mistake, folder)
        lines.append(f"# {mistake.what}")
        for finding in find(target_of(mistake), folder):
            lines.append(finding.headline().replace(f"{folder}/", ""))
            lines.append(f"  {finding.help or '-'}".replace(f"{folder}/", ""))
    text = "\n".join(lines) + "\n"
    if rewrite_golden:
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")
