"""200 canaries: facts about people appear nowhere but where somebody asked for them."""

from __future__ import annotations

import csv
import json
import traceback
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from connecteur_core import InvalidFacts, get_definition
from connecteur_core.decisions.definition_in_force import Definition
from connecteur_tui.recent import load_recent, remember
from running import Run

DAYS = [f"{date(1931, 3, 7) + timedelta(days=97 * number)}" for number in range(60)]
NUMBERS = [f"{13.000071 + number * 1.370013:.6f}" for number in range(40)]
WRONG = [f"canary-{number}-{chr(97 + number % 26) * 5}" for number in range(100)]
CANARIES = [*DAYS, *NUMBERS, *WRONG]

VALID: dict[str, Any] = {
    "residence_country": "GB",
    "birth_date": DAYS[0],
    "residence_since": DAYS[1],
}
OWNERS = {"owners": [{"share": float(number), "immigrant": True} for number in NUMBERS if float(number) <= 100]}


def facts_that_do_not_fit() -> Iterator[dict[str, Any]]:
    """Each canary where some fact is expected."""
    names = [
        "birth_country",
        "birth_date",
        "citizenships",
        "adopted",
        "stay_purpose",
        "residence_since",
        "ethnic_group",
    ]
    for number, canary in enumerate(WRONG):
        name = names[number % len(names)]
        yield {name: [canary] if name == "citizenships" else canary, "parents": [{"birth_country": canary}]}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """All places where something might be kept, in one folder."""
    place = tmp_path / "home"
    place.mkdir()
    for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "CONNECTEUR_STATE"):
        monkeypatch.setenv(name, str(place))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.chdir(place)
    return place


def check_no_canary(text: str) -> None:
    assert [canary for canary in CANARIES if canary in text] == []


def check_nothing_kept(home: Path) -> None:
    for file in home.rglob("*"):
        assert file.is_dir() or not [canary for canary in CANARIES if canary.encode() in file.read_bytes()], file


def given(tmp_path: Path, facts: object) -> Path:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(facts), encoding="utf-8")
    return path


def test_there_are_200_canaries() -> None:
    assert len(set(CANARIES)) == 200


@pytest.mark.parametrize("form", [(), ("--json",), ("--brief",), ("--lang", "fr")])
def test_deciding_shows_no_value(run: Run, tmp_path: Path, home: Path, form: tuple[str, ...]) -> None:
    for definition, facts in (("uk.non_uk_born", VALID), ("nl.herkomst", VALID), ("city.immigrant_owned", OWNERS)):
        outcome = run("eligible", "--definition", definition, "--facts", given(tmp_path, facts), *form)
        assert outcome.code == 0, outcome.err
        check_no_canary(outcome.out + outcome.err)
    check_nothing_kept(home)


def test_all_definitions_at_once_show_no_value(run: Run, tmp_path: Path, home: Path) -> None:
    for form in ((), ("--json",)):
        outcome = run("definitions", "matrix", "--facts", given(tmp_path, VALID), "--host", "GB", *form)
        assert outcome.code == 0, outcome.err
        check_no_canary(outcome.out + outcome.err)
    check_nothing_kept(home)


def test_refusing_shows_no_value(run: Run, tmp_path: Path, home: Path, caplog: pytest.LogCaptureFixture) -> None:
    definition = get_definition("nl.herkomst")
    for number, facts in enumerate(facts_that_do_not_fit()):
        form = ("--json",) if number % 2 else ()
        outcome = run("eligible", "--definition", "nl.herkomst", "--facts", given(tmp_path, facts), *form)
        assert outcome.code == 2
        check_no_canary(outcome.out + outcome.err)
        with pytest.raises(InvalidFacts) as caught:
            definition.decide(facts)
        check_no_canary("".join(traceback.format_exception(caught.value)) + repr(caught.value))
    check_no_canary(caplog.text)
    check_nothing_kept(home)


@pytest.mark.parametrize("text", ['{"birth_country": %s', '{"birth_date": "%s" "%s"}', '["%s"]', '{"parents": "%s"}'])
def test_torn_json_shows_no_value(run: Run, tmp_path: Path, text: str) -> None:
    path = tmp_path / "facts.json"
    path.write_text(text.replace("%s", WRONG[0]), encoding="utf-8")
    for form in ((), ("--json",)):
        outcome = run("eligible", "--definition", "uk.non_uk_born", "--facts", path, *form)
        assert outcome.code == 2
        check_no_canary(outcome.out + outcome.err)


def test_objects_of_the_library_show_no_value() -> None:
    definition = get_definition("city.immigrant_owned")
    decision = definition.decide(OWNERS)
    shown = [repr(decision), str(decision), repr(definition), repr(decision.because), str(decision.to_json("en"))]
    check_no_canary(" ".join(shown))


def test_a_crash_of_ours_shows_no_value(run: Run, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(_: Definition, facts: object) -> None:
        raise ValueError(f"{VALID} {facts}")

    monkeypatch.setattr(Definition, "decide_read", crash)
    for form in ((), ("--json",)):
        outcome = run("eligible", "--definition", "uk.non_uk_born", "--facts", given(tmp_path, VALID), *form)
        assert "CX900" in outcome.out + outcome.err
        check_no_canary(outcome.out + outcome.err)
    check_nothing_kept(home)


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_tables_show_no_value_and_leave_none_behind(run: Run, tmp_path: Path, home: Path, kind: str) -> None:
    rows = [{"region": "Sud", "birth_date": day, "birth_country": "MA", "residence_country": "FR"} for day in DAYS]
    rows += [{"region": "Est", "birth_date": canary, "birth_country": canary} for canary in WRONG]
    source = tmp_path / f"people.{kind}"
    with source.open("w", encoding="utf-8", newline="") as file:
        if kind == "csv":
            writer = csv.DictWriter(file, ["region", "birth_date", "birth_country", "residence_country"])
            writer.writeheader()
            writer.writerows(rows)
        else:
            file.writelines(json.dumps(row) + "\n" for row in rows)
    rejects = tmp_path / "rejects.csv"
    for form in ((), ("--json",), ("--summary", "region"), ("--rejects", rejects)):
        outcome = run("batch", source, "--definition", "fr.immigre", "--host", "FR", *form)
        assert outcome.code == 0, outcome.err
        check_no_canary(outcome.out + outcome.err)
    check_no_canary(rejects.read_text(encoding="utf-8"))
    check_nothing_kept(home)
    assert not list(home.glob("connecteur-*")), "what spilt to disk is gone"


def test_values_are_shown_to_who_asks(run: Run, tmp_path: Path) -> None:
    path = given(tmp_path, OWNERS)
    outcome = run("eligible", "--definition", "city.immigrant_owned", "--facts", path, "--show-values", "--json")
    assert NUMBERS[0].rstrip("0") in outcome.out


def test_of_files_opened_last_eight_paths_are_kept_and_nothing_else(tmp_path: Path, home: Path) -> None:
    paths = [tmp_path / f"{number}.toml" for number in range(10)]
    for path in paths:
        path.write_text(f'name = "{WRONG[0]}"\n', encoding="utf-8")
        remember(path)
    assert load_recent() == paths[:1:-1]
    (kept,) = [file for file in home.rglob("*") if file.is_file()]
    assert json.loads(kept.read_text(encoding="utf-8")) == [str(path) for path in paths[:1:-1]]
