"""A new version of a ruleset: what differs, who loses a level, and assessments brought over with nothing lost."""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from running import Run
from seeded_mistakes import BASE

RULES = "new/reading-room/ruleset.toml"


@pytest.fixture
def versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`old` and `new` hold the ruleset each; `room.toml` answers the old one."""
    monkeypatch.chdir(tmp_path)
    for name in ("old", "new"):
        shutil.copytree(BASE / "reading-room", tmp_path / name / "reading-room")
    shutil.copy(BASE / "room.toml", tmp_path)
    edit(RULES, 'version = "1"', 'version = "2"')
    return tmp_path


def edit(path: str, old: str, new: str) -> None:
    text = Path(path).read_text(encoding="utf-8")
    assert old in text, old
    Path(path).write_text(text.replace(old, new), encoding="utf-8")


def rename_item(old: str, new: str) -> None:
    for path in Path("new").rglob("*.toml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(f'"{old}"', f'"{new}"'), encoding="utf-8")
    edit(RULES, "[scores]", f'[renamed]\n"{old}" = "{new}"\n\n[scores]')


def diff(run: Run, *options: object) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(run("diff", *both(), "--json", *options).out)
    return document


def both() -> tuple[Path, Path]:
    """Absolute, because rulesets read are remembered by their path, and each test has its own."""
    return Path("old/reading-room").resolve(), Path("new/reading-room").resolve()


@pytest.mark.parametrize(
    ("here", "named", "advice"),
    [
        pytest.param(
            "1.10", "1.9", "bring the assessment over: connecteur migrate FILE --to reading-room@1.10", id="older"
        ),
        pytest.param("1.9", "1.10", "the file is newer: set CONNECTEUR_RULESETS to a folder that has", id="newer"),
        pytest.param("2", "1" * 5000, "the file is newer", id="a number beyond all versions"),
    ],
)
def test_a_file_for_another_version_is_told_the_way(
    run: Run, versions: Path, monkeypatch: pytest.MonkeyPatch, here: str, named: str, advice: str
) -> None:
    monkeypatch.setenv("CONNECTEUR_RULESETS", str(versions / "new"))
    edit(RULES, 'version = "2"', f'version = "{here}"')
    edit("room.toml", "reading-room@1", f"reading-room@{named}")
    outcome = run("assess", "room.toml")
    assert (outcome.code, "CX121" in outcome.err) == (2, True)
    assert f"  help: {advice}" in outcome.err


def test_nothing_differs_between_copies(run: Run, versions: Path) -> None:
    outcome = run("diff", *both())
    assert (outcome.code, "Nothing differs." in outcome.out) == (0, True)


@pytest.mark.parametrize(
    ("file", "old", "new", "weight", "version", "change"),
    [
        pytest.param(
            "locale/en.toml", "Swap with", "Exchange with", "words", "1.0.1", None, id="a text reads otherwise"
        ),
        pytest.param(
            "elements.toml",
            'mode = "do"\norg',
            "org",
            "words",
            "1.0.1",
            ("items", "1.2", "changed", ["mode"]),
            id="a mode",
        ),
        pytest.param(
            "ruleset.toml",
            "default = 24",
            "default = 12",
            "small",
            "1.1",
            ("parameters", "evidence_months", "changed", ["default"]),
            id="a default",
        ),
        pytest.param(
            "ruleset.toml", ">= 2 and", ">= 3 and", "large", "2", ("items", "L2.2", "changed", ["rule"]), id="a rule"
        ),
        pytest.param(
            "ruleset.toml",
            'evidence = "from_others"\n',
            "",
            "large",
            "2",
            ("items", "L2.3.2", "changed", ["evidence"]),
            id="evidence",
        ),
    ],
)
def test_each_change_asks_for_its_version(
    run: Run, versions: Path, file: str, old: str, new: str, weight: str, version: str, change: tuple[Any, ...] | None
) -> None:
    edit(f"new/reading-room/{file}", old, new)
    document = diff(run)
    assert (document["weight"], document["advised_version"]) == (weight, version)
    entries = [(one["table"], one["id"], one["how"], one["what"]) for one in document["entries"]]
    assert entries == ([] if change is None else [change])


def test_a_version_that_should_have_been_raised_is_a_finding(run: Run, versions: Path) -> None:
    edit(RULES, 'version = "2"', 'version = "1"')
    edit(RULES, ">= 2 and", ">= 3 and")
    outcome = run("diff", *both())
    assert outcome.code == 1
    assert "The version is still 1: give it a new one, such as 2." in outcome.out


def test_who_would_lose_a_level_is_told(run: Run, versions: Path) -> None:
    edit("room.toml", '[answers."1.1"]', '[answers."L1.2"]\nstatus = "met"\n\n[answers."1.1"]')
    Path("rooms").mkdir()
    shutil.move("room.toml", "rooms/room.toml")
    edit(RULES, 'id = "L1.1"\nkind = "criterion"\n', 'id = "L1.1"\nkind = "criterion"\nrule = \'met("1.2")\'\n')
    for lang in ("en", "fr"):
        path = Path(f"new/reading-room/locale/{lang}.toml")
        lines = path.read_text(encoding="utf-8").split("\n")
        path.write_text("\n".join(line for line in lines if not line.endswith("?")), encoding="utf-8")
    document = diff(run, "--assessments", "rooms")
    (effect,) = document["assessments"]
    assert (effect["reached"], effect["possible"]) == ({"before": 1, "after": 0}, {"before": 2, "after": 2})
    assert [one["key"] for one in effect["not_carried"]] == ["L1.1"]
    outcome = run("diff", *both(), "--assessments", "rooms", "--lang", "en")
    assert (outcome.code, "1 of 1 would lose a level." in outcome.out) == (1, True)


def test_migrating_follows_names_and_loses_nothing(run: Run, versions: Path) -> None:
    rename_item("L1.1", "L1.7")
    edit("new/reading-room/elements.toml", '[[items]]\nid = "1.1"\nmode = "do"\n\n', "")
    edit("new/reading-room/elements.toml", 'about = ["1.1", "L2.2"]', 'about = ["L2.2"]')
    edit(RULES, '"1.1", "1.2", "2.1.1") >= 2', '"1.2", "2.1.1") >= 2')
    edit(RULES, 'rests_on = ["1", "1.1"]', 'rests_on = ["1"]')
    edit(RULES, '[[parameters]]\nid = "evidence_months"\nunit = "months"\nowner = "organisation"\ndefault = 24\n', "")
    edit("room.toml", 'by = "Awa"', 'by = "Awa" # who counted')
    edit("room.toml", 'partner = "City"', 'partner = "City"\n\n[[commitments]]\nitem = "1.1"\npartner = "Lamp"')
    before = tomllib.loads(Path("room.toml").read_text(encoding="utf-8"))
    dry = json.loads(run("migrate", "room.toml", "--to", both()[1], "--dry-run", "--json").out)
    assert tomllib.loads(Path("room.toml").read_text(encoding="utf-8")) == before
    document = json.loads(run("migrate", "room.toml", "--to", both()[1], "--json").out)
    assert document == {**dry, "written": True}
    assert document["renamed"] == {"L1.1": "L1.7"}
    assert [(one["table"], one["key"]) for one in document["not_carried"]] == [
        ("answers", "1.1"),
        ("parameters", "evidence_months"),
        ("commitments", 1),
    ]
    text = Path("room.toml").read_text(encoding="utf-8")
    after = tomllib.loads(text)
    assert after["ruleset"] == "reading-room@2"
    assert after["answers"] == {"L1.7": before["answers"]["L1.1"]}
    assert after["commitments"] == before["commitments"][:1]
    assert after["not_carried"] == {
        "reading-room@1": {
            "answers": {"1.1": before["answers"]["1.1"]},
            "parameters": before["parameters"],
            "commitments": before["commitments"][1:],
        }
    }
    assert '[answers."L1.7"]\nstatus = "met"\nby = "Awa" # who counted\n' in text
    assert run("check", "room.toml").code == 1  # version 2 is not where rulesets are looked for
    assert run("migrate", "room.toml", "--to", both()[1]).code == 0
    assert tomllib.loads(Path("room.toml").read_text(encoding="utf-8")) == after


def test_another_ruleset_is_refused_and_the_file_stays(run: Run, versions: Path) -> None:
    before = Path("room.toml").read_bytes()
    outcome = run("migrate", "room.toml", "--to", "diversity-connector")
    assert (outcome.code, "CX402" in outcome.err) == (2, True)
    assert Path("room.toml").read_bytes() == before


def test_answers_that_cannot_be_moved_safely_leave_the_file_as_it_is(run: Run, versions: Path) -> None:
    rename_item("L1.1", "L1.7")
    text = 'format = "connecteur-assessment/1"\nruleset = "reading-room@1"\nanswers = { "L1.1" = { status = "met" } }\n'
    Path("inline.toml").write_text(f'{text}[organisation]\nname = "x"\n', encoding="utf-8")
    before = Path("inline.toml").read_bytes()
    outcome = run("migrate", "inline.toml", "--to", both()[1])
    assert (outcome.code, "CX502" in outcome.err) == (2, True)
    assert Path("inline.toml").read_bytes() == before


def test_two_answers_for_one_item_keep_both(run: Run, versions: Path) -> None:
    rename_item("L1.1", "L1.7")
    edit("room.toml", '[answers."1.1"]', '[answers."L1.7"]\nstatus = "unmet"\n\n[answers."1.1"]')
    document = json.loads(run("migrate", "room.toml", "--to", both()[1], "--json").out)
    assert [(one["key"], one["code"]) for one in document["not_carried"]] == [("L1.7", "CX403")]
    after = tomllib.loads(Path("room.toml").read_text(encoding="utf-8"))
    assert after["answers"]["L1.7"]["status"] == "met"
    assert after["not_carried"]["reading-room@1"]["answers"]["L1.7"]["status"] == "unmet"


def test_renamed_ids_must_make_sense(run: Run, versions: Path) -> None:
    edit(RULES, "[scores]", '[renamed]\n"L0" = "L1.9"\n"L1.2" = "L1.1"\n\n[scores]')
    outcome = run("check", "new/reading-room")
    assert outcome.code == 1
    assert outcome.out.count("CX263") == 2
