"""Nothing lost: comments, unknown keys, concurrent answers, torn journals."""

from __future__ import annotations

import json
import os
import threading
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connecteur_core import InvalidAssessment, load_assessment
from connecteur_core.model.status import Evidence, Status
from connecteur_core.store.answering import NewAnswer, answer_item
from connecteur_core.store.errors import SaveFailed
from connecteur_core.store.journal import journal_path, read_history
from connecteur_core.store.toml_editor import TomlEditor

DAY = date(2026, 1, 2)
FILE = """# my own heading
format = "connecteur-assessment/1"   # do not touch
ruleset = "diversity-connector@2017.1"

[organisation]
name = "Ici & là"  # the name
own_key = [1, 2]

[answers."L1.1"]   # first line
status = "partial" # half done
zebra = "mine"

# about the case
[answers."L1.3"]
status = "met"

[my_own.table]
x = 1
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.toml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_an_answer_changes_its_own_bytes_and_no_others(path: Path) -> None:
    answer_item(path, "L1.1", NewAnswer(Status.MET, DAY, by="Awa"))
    answer_item(path, "L1.2", NewAnswer(Status.UNMET, DAY, note="no “time”"))
    expected = FILE.replace(
        'status = "partial" # half done\nzebra = "mine"\n',
        'status = "met" # half done\nzebra = "mine"\nby = "Awa"\non = 2026-01-02\n\n'
        '[answers."L1.2"]\nstatus = "unmet"\nnote = "no “time”"\non = 2026-01-02\n',
    )
    assert path.read_text(encoding="utf-8") == expected


def test_withdrawing_keeps_note_evidence_and_comments(path: Path) -> None:
    answer_item(path, "L1.1", NewAnswer(Status.MET, DAY, note="why", evidence=Evidence("a.pdf")))
    answer_item(path, "L1.1", NewAnswer(None, DAY))
    answer = load_assessment(path).answers["L1.1"]
    assert (answer.status, answer.note, answer.evidence) == (None, "why", (Evidence("a.pdf"),))
    assert "# half done" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param('[answers]\n"L1.1" = { status = "unmet", zebra = 1 }\n', id="inline tables"),
        pytest.param('[answers]\n"L1.1".status = "unmet"\n"L1.1".zebra = 1\n', id="dotted keys"),
        pytest.param(
            '[answers."L1.1"]\nstatus = "unmet"\nzebra = 1\n[[answers."L1.1".evidence]]\nref = "a"\n', id="tables"
        ),
        pytest.param("[answers.'L1.1']\nevidence = [\n  { ref = 'a' }, # one\n]\nzebra = 1\n", id="arrays over lines"),
    ],
)
def test_other_ways_to_write_the_same_are_edited_too(tmp_path: Path, answers: str) -> None:
    path = tmp_path / "a.toml"
    path.write_text(FILE.split("[answers", maxsplit=1)[0] + answers, encoding="utf-8")
    before = len(load_assessment(path).answers["L1.1"].evidence)
    answer_item(path, "L1.1", NewAnswer(Status.MET, DAY, evidence=Evidence("b", DAY, "them")))
    assert load_assessment(path).answers["L1.1"].evidence[before:] == (Evidence("b", DAY, "them"),)
    raw = tomllib.loads(path.read_text(encoding="utf-8"))["answers"]["L1.1"]
    assert (raw["status"], raw["zebra"]) == ("met", 1)


def test_a_form_that_cannot_be_edited_safely_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    text = 'answers = { "L1.1" = { status = "met" } }\n' + FILE.split("[answers", maxsplit=1)[0]
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Exception, match="CX"):
        answer_item(path, "L1.2", NewAnswer(Status.MET, DAY))
    assert path.read_text(encoding="utf-8") == text


def test_a_refused_answer_leaves_file_and_journal_alone(path: Path) -> None:
    with pytest.raises(InvalidAssessment, match="CX303"):
        answer_item(path, "L1.1", NewAnswer(Status.NOT_APPLICABLE, DAY, note="x"))
    assert path.read_text(encoding="utf-8") == FILE
    assert not journal_path(path).exists()


def test_a_full_disk_leaves_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(SaveFailed, match="No space left"):
        answer_item(path, "L1.1", NewAnswer(Status.MET, DAY))
    assert path.read_text(encoding="utf-8") == FILE
    assert sorted(child.suffix for child in path.parent.iterdir() if child.suffix == ".tmp") == []


def test_an_entry_whose_change_never_arrived_is_not_history(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer_item(path, "L1.1", NewAnswer(Status.MET, DAY))

    def stopped(self: Path, target: Path) -> None:
        raise OSError(5, "the machine stopped")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", stopped)
        with pytest.raises(SaveFailed):
            answer_item(path, "L1.2", NewAnswer(Status.MET, DAY))
    assert len(journal_path(path).read_text(encoding="utf-8").splitlines()) == 2
    assert [entry.id for entry in read_history(path)] == ["L1.1"]
    answer_item(path, "L1.3", NewAnswer(Status.UNMET, DAY))
    assert [entry.id for entry in read_history(path)] == ["L1.1", "L1.3"]


def test_a_torn_journal_line_is_skipped_and_the_next_starts_clean(path: Path) -> None:
    answer_item(path, "L1.1", NewAnswer(Status.MET, DAY))
    with journal_path(path).open("a", encoding="utf-8") as journal:
        journal.write('{"at": "2026-')
    answer_item(path, "L1.2", NewAnswer(Status.MET, DAY))
    assert [entry.id for entry in read_history(path)] == ["L1.1", "L1.2"]


def test_many_writers_at_once_lose_no_answer(path: Path) -> None:
    items = ["L1.1", "L1.2", "L2.2.1", "L2.2.2", "L2.3", "L3.2", "4.3.1", "6.2.3"]
    writers = [threading.Thread(target=answer_item, args=(path, item, NewAnswer(Status.MET, DAY))) for item in items]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    answers = load_assessment(path).answers
    assert all(answers[item].status is Status.MET for item in items)
    assert {entry.id for entry in read_history(path)} == set(items)


def test_permissions_and_links_are_kept(path: Path) -> None:
    path.chmod(0o640)
    link = path.with_name("link.toml")
    link.symlink_to(path)
    answer_item(link, "L1.1", NewAnswer(Status.MET, DAY))
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert load_assessment(path).answers["L1.1"].status is Status.MET


def test_the_journal_is_for_its_owner_only(path: Path) -> None:
    answer_item(path, "L1.1", NewAnswer(Status.MET, DAY))
    if os.name == "posix":
        assert journal_path(path).stat().st_mode & 0o777 == 0o600
    assert json.loads(journal_path(path).read_text(encoding="utf-8"))["from"] == "partial"


KEYS = st.text(st.characters(codec="utf-8"), max_size=8)
VALUES = st.one_of(KEYS, st.integers(-(2**63), 2**63 - 1), st.booleans(), st.dates())


@given(table=KEYS, key=KEYS, value=VALUES, other=VALUES)
def test_what_is_set_is_read_back_and_the_rest_stays(table: str, key: str, value: object, other: object) -> None:
    editor = TomlEditor("# top\nfirst = 1 # one\n")
    editor.set_key((table,), key, value)  # type: ignore[arg-type]  # all of these are TOML values
    editor.set_key((table,), key, other)  # type: ignore[arg-type]
    if table != "first":
        assert tomllib.loads(editor.text) == {"first": 1, table: {key: other}}
        editor.remove_key((table,), key)
        assert tomllib.loads(editor.text) == {"first": 1, table: {}}
    assert editor.text.startswith("# top\nfirst = 1 # one\n")
