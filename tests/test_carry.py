"""Answers that serve under a second ruleset: proposed, confirmed, with where they come from."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from conftest import ROOT
from connecteur_core.assessment.reader import load_assessment
from connecteur_core.model.status import Status
from connecteur_core.store.answering import NewAnswer, answer_item
from connecteur_core.store.journal import read_history
from connecteur_core.testing.checking import check_path
from running import Run

DAY = date(2026, 11, 25)
SEARCH = (ROOT / "examples" / "rulesets", ROOT / "examples" / "overlays")
MAPPING = ROOT / "examples" / "mappings" / "connector-to-open-door.toml"


@pytest.fixture
def run_here(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.setenv("CONNECTEUR_RULESETS", ":".join(map(str, SEARCH)))
    monkeypatch.chdir(tmp_path)
    shutil.copy(ROOT / "examples/assessments/ateliers-du-port.toml", tmp_path / "port.toml")
    assert run("new", "open.toml", "--ruleset", "open-door").code == 0
    return run


def carry(run: Run, *more: str) -> dict[str, object]:
    outcome = run("carry", "port.toml", "--into", "open.toml", "--mapping", MAPPING, "--on", DAY, "--json", *more)
    assert outcome.code == 0, outcome.err + outcome.out
    document: dict[str, object] = json.loads(outcome.out)
    return document


def states(document: dict[str, object]) -> dict[str, tuple[str, str | None]]:
    proposals = document["proposals"]
    assert isinstance(proposals, list)
    return {row["id"]: (row["state"], row["status"]) for row in proposals}


def answer(path: str, item: str, status: Status | None, note: str | None = None) -> None:
    answer_item(path, item, NewAnswer(status, DAY, note=note), search=SEARCH)


def test_nothing_is_written_before_somebody_says_so(run_here: Run, tmp_path: Path) -> None:
    before = (tmp_path / "open.toml").read_bytes()
    document = carry(run_here)
    assert document["taken"] == []
    assert states(document)["A1"] == ("open", "met")
    assert states(document)["table.1"] == ("open", "unmet")
    assert states(document)["B3"] == ("silent", None)
    assert (tmp_path / "open.toml").read_bytes() == before
    assert not (tmp_path / "open.toml.journal").exists()


def test_one_item_is_taken_with_its_evidence_and_where_it_comes_from(run_here: Run, tmp_path: Path) -> None:
    assert carry(run_here, "--take", "A1", "--by", "Awa")["taken"] == ["A1"]
    after = load_assessment(tmp_path / "open.toml")
    assert list(after.answers) == ["A1"]
    taken = after.answers["A1"]
    original = load_assessment(tmp_path / "port.toml").answers["L1.1"]
    assert (taken.status, taken.by, taken.on, taken.note) == (Status.MET, "Awa", DAY, original.note)
    assert taken.evidence == original.evidence
    (origin,) = taken.taken_from
    assert (origin.file, origin.ruleset, origin.item) == ("port.toml", "diversity-connector@2017.1", "L1.1")
    (entry,) = read_history(tmp_path / "open.toml")
    assert (entry.id, entry.by, entry.taken_from) == ("A1", "Awa", "port.toml L1.1")
    history = json.loads(run_here("show", "open.toml", "--history", "--json").out)
    assert history["entries"][0]["taken_from"] == "port.toml L1.1"
    assert "taken from port.toml, L1.1" in run_here("show", "open.toml", "A1").out
    assert "repris de port.toml, L1.1" in run_here("show", "open.toml", "A1", "--lang", "fr").out


def test_carrying_twice_changes_nothing(run_here: Run, tmp_path: Path) -> None:
    carry(run_here, "--take-all")
    before = [(tmp_path / name).read_bytes() for name in ("open.toml", "open.toml.journal")]
    again = carry(run_here, "--take-all")
    assert again["taken"] == []
    assert states(again)["A1"] == ("taken", "met")
    assert [(tmp_path / name).read_bytes() for name in ("open.toml", "open.toml.journal")] == before


def test_an_answer_of_ones_own_is_never_replaced(run_here: Run, tmp_path: Path) -> None:
    answer("open.toml", "A1", Status.UNMET)
    before = (tmp_path / "open.toml").read_bytes()
    assert states(carry(run_here))["A1"] == ("kept", "met")
    outcome = run_here("carry", "port.toml", "--into", "open.toml", "--mapping", MAPPING, "--take", "A1")
    assert (outcome.code, outcome.err.split()[0]) == (2, "CX323")
    assert (tmp_path / "open.toml").read_bytes() == before


def test_an_answer_given_by_hand_over_a_taken_one_is_ones_own(run_here: Run, tmp_path: Path) -> None:
    carry(run_here, "--take", "A1")
    answer("open.toml", "A1", Status.MET, note="seen again")
    assert load_assessment(tmp_path / "open.toml").answers["A1"].taken_from
    answer("open.toml", "A1", Status.PARTIAL)
    assert not load_assessment(tmp_path / "open.toml").answers["A1"].taken_from
    assert states(carry(run_here))["A1"][0] == "kept"


def test_a_changed_original_is_flagged_and_can_be_taken_again(run_here: Run, tmp_path: Path) -> None:
    carry(run_here, "--take-all")
    assert check_path(tmp_path / "open.toml", search=SEARCH) == []
    answer("port.toml", "L1.1", Status.PARTIAL)
    answer("port.toml", "L1.3", None)
    findings = check_path(tmp_path / "open.toml", search=SEARCH)
    assert [(finding.code, finding.severity.value) for finding in findings] == [
        ("CX320", "warning"),
        ("CX321", "warning"),
    ]
    flags = json.loads(run_here("assess", "open.toml", "--json").out)["flags"]
    assert [(flag["code"], flag["items"]) for flag in flags if flag["code"].startswith("original")] == [
        ("original-changed", ["A1"]),
        ("original-gone", ["A2"]),
    ]
    now = carry(run_here, "--take", "A1")
    assert states(now)["A1"] == ("changed", "partial")
    assert load_assessment(tmp_path / "open.toml").answers["A1"].status is Status.PARTIAL
    assert [finding.code for finding in check_path(tmp_path / "open.toml", search=SEARCH)] == ["CX321"]


def test_one_fact_counts_once_for_items_the_target_states_twice(run_here: Run) -> None:
    answer("port.toml", "6.2.2", Status.MET)
    first = states(carry(run_here))
    assert (first["table.2"], first["table.3"]) == (("open", "partial"), ("withheld", "partial"))
    assert "table.3" not in str(carry(run_here, "--take-all")["taken"])
    assert states(carry(run_here))["table.3"][0] == "withheld"


def test_evidence_in_another_folder_still_leads_to_its_file(run_here: Run, tmp_path: Path) -> None:
    (tmp_path / "etude-besoins-2025.pdf").write_bytes(b"%PDF")
    (tmp_path / "sub").mkdir()
    (tmp_path / "open.toml").rename(tmp_path / "sub" / "open.toml")
    arguments = ["carry", "port.toml", "--into", "sub/open.toml", "--mapping", MAPPING, "--take-all", "--on", DAY]
    assert run_here(*arguments).code == 0
    answers = load_assessment(tmp_path / "sub" / "open.toml").answers
    assert [piece.ref for piece in answers["A1"].evidence] == ["../etude-besoins-2025.pdf"]
    assert [piece.ref for piece in answers["A2"].evidence] == ["liste-partenaires.pdf"]  # no such file here
    assert answers["A1"].taken_from[0].file == "../port.toml"
    assert check_path(tmp_path / "sub" / "open.toml", search=SEARCH) == []
    before = (tmp_path / "sub" / "open.toml").read_bytes()
    assert run_here(*arguments).code == 0
    assert (tmp_path / "sub" / "open.toml").read_bytes() == before


def test_a_mapping_serves_in_the_other_direction_too(run_here: Run) -> None:
    for item in ("A1", "A2", "B3"):
        answer("open.toml", item, Status.MET)
    run_here("new", "fresh.toml")
    outcome = run_here("carry", "open.toml", "--into", "fresh.toml", "--mapping", MAPPING, "--json")
    found = states(json.loads(outcome.out))
    assert found["L1.1"] == ("open", "met")  # equal stays equal
    assert found["L1.3"] == ("open", "partial")  # what covered A2 is more than A2
    assert found["L4.2"] == ("open", "met")


def test_an_overlay_is_carried_like_its_base(run_here: Run, tmp_path: Path) -> None:
    text = (tmp_path / "port.toml").read_text(encoding="utf-8")
    (tmp_path / "port.toml").write_text(
        text.replace("diversity-connector@2017.1", "port-saint-aubin@2026.1"), encoding="utf-8"
    )
    assert states(carry(run_here))["A1"] == ("open", "met")


def test_asked_for_each_only_what_is_confirmed_is_taken(
    run_here: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("y\nn\nn\nn\n"))
    outcome = run_here("carry", "port.toml", "--into", "open.toml", "--mapping", MAPPING, "--ask")
    assert outcome.code == 0
    assert "Taken into open.toml: A1." in outcome.out
    assert list(load_assessment(tmp_path / "open.toml").answers) == ["A1"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        pytest.param("open-door@1.0", "open-door@2.0", "CX283", id="another version"),
        pytest.param('target = "A1"', 'target = "A9"', "CX280", id="an item that is not there"),
        pytest.param('target = "A1"', 'target = "B1"', "CX281", id="a computed line"),
        pytest.param('target = "table.3"', 'target = "table.2"', "CX282", id="a pair said twice"),
        pytest.param('relation = "equal"', 'relation = "same"', "CX114", id="a relation that is none"),
        pytest.param("pairs]]", "pears]]", "CX113", id="a misspelt table"),
    ],
)
def test_a_wrong_mapping_is_told_at_its_place(run_here: Run, tmp_path: Path, old: str, new: str, code: str) -> None:
    text = MAPPING.read_text(encoding="utf-8")
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(text.replace(old, new), encoding="utf-8")
    outcome = run_here("carry", "port.toml", "--into", "open.toml", "--mapping", wrong, "--take-all")
    assert outcome.code == 2
    assert code in outcome.err
    assert f"{wrong}:" in outcome.err
    assert not (tmp_path / "open.toml.journal").exists()


def test_check_tells_wrong_mappings(tmp_path: Path) -> None:
    assert check_path(MAPPING, search=SEARCH) == []
    text = MAPPING.read_text(encoding="utf-8")
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(text.replace("diversity-connector@2017.1", "diversity-connector"), encoding="utf-8")
    assert [finding.code for finding in check_path(wrong, search=SEARCH)] == ["CX284"]
    wrong.write_text(text.replace('original = "L1.1"', 'original = "L2.2"'), encoding="utf-8")
    assert [finding.code for finding in check_path(wrong, search=SEARCH)] == ["CX281"]


@pytest.mark.parametrize(
    ("file", "code"),
    [
        pytest.param("/etc/hostname", "CX322", id="an absolute path is not followed"),
        pytest.param("../../nowhere.toml", "CX321", id="a file that is not there"),
        pytest.param("open.toml.journal", "CX321", id="a file that is no assessment"),
        pytest.param(".", "CX321", id="a folder"),
    ],
)
def test_paths_of_taken_answers_are_not_trusted(run_here: Run, tmp_path: Path, file: str, code: str) -> None:
    carry(run_here, "--take", "A1")
    path = tmp_path / "open.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('file = "port.toml"', f'file = "{file}"'), encoding="utf-8"
    )
    assert [finding.code for finding in check_path(path, search=SEARCH)] == [code]
    assert run_here("assess", "open.toml").code == 0
