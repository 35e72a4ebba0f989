"""Each call of the save path failing in each way: nothing acknowledged is lost, nothing half there, nothing locked."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connecteur_core import ConnecteurError
from connecteur_core.store.answering import answer_item
from connecteur_core.store.errors import SaveFailed, SaveUnconfirmed
from connecteur_core.store.journal import journal_path, read_history
from connecteur_core.store.new_assessment import create_assessment
from failing_files import ERRORS, Fault, failing_files
from running import Run
from save_cases import (
    RULES,
    SECOND,
    THIRD,
    answer,
    begun,
    calls_of_an_answer,
    check_that_all_is_well_again,
    copied,
    has_second_answer,
)


def faults(calls: list[str]) -> Iterator[Fault]:
    for at, name in enumerate(calls):
        for error in ERRORS:
            yield Fault(at, error)
        yield Fault(at, "ENOSPC", stays=True)
        yield Fault(at, "EIO", stays=True)
        if name == "write":
            yield Fault(at, "torn")
        if name == "replace":
            yield Fault(at, "lost")


def error_of_answering(path: Path, fault: Fault) -> ConnecteurError | None:
    """None when the answer was acknowledged; any error but those of this package fails the test."""
    with failing_files(fault):
        try:
            answer(path)
        except ConnecteurError as error:
            return error
    return None


def test_whichever_call_fails_an_answer_is_there_or_was_not_acknowledged(tmp_path: Path) -> None:
    prepared = begun(tmp_path / "prepared")
    calls = calls_of_an_answer(copied(prepared, tmp_path / "counted"))
    assert {"open", "read", "write", "fsync", "close", "replace", "flock"} <= set(calls)
    for number, fault in enumerate(faults(calls)):
        path = copied(prepared, tmp_path / str(number))
        outcome = error_of_answering(path, fault)
        try:
            if isinstance(outcome, SaveUnconfirmed | None):
                assert has_second_answer(path)
            else:
                assert path.read_bytes() == prepared.read_bytes()
                assert not has_second_answer(path)
            check_that_all_is_well_again(path)
        except (AssertionError, ConnecteurError) as error:
            raise AssertionError(f"{calls[fault.at]}, {fault}: {outcome!r}") from error


def test_a_writer_killed_anywhere_loses_nothing_and_locks_nobody_out(tmp_path: Path) -> None:
    command = [sys.executable, str(Path(__file__).with_name("killed_writers.py")), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    order = [row["arrived"] for row in rows]
    # The change comes into sight in one step: never before the rename, always after it.
    first = order.index(True)
    assert (rows[first]["call"], rows[first]["how"]) == ("replace", "killed")
    assert all(order[first:])


def test_what_is_renamed_was_flushed_and_what_is_acknowledged_too(tmp_path: Path) -> None:
    calls = calls_of_an_answer(begun(tmp_path / "one"))
    renamed = calls.index("replace")
    assert calls[:renamed].count("fsync") == 2, "the new file and the journal"
    assert calls[renamed:].count("fsync") == 1, "the folder"


def test_a_disk_that_stays_full_refuses_each_answer_and_loses_none(tmp_path: Path) -> None:
    path = begun(tmp_path / "full")
    for fault in (Fault(0, "ENOSPC", stays=True), Fault(0, "EDQUOT", stays=True), Fault(0, "EROFS", stays=True)):
        with failing_files(fault):
            for _ in range(3):
                with pytest.raises(ConnecteurError):
                    answer(path)
        assert not has_second_answer(path)
    check_that_all_is_well_again(path)


def test_a_real_limit_on_the_size_of_files_tears_nothing(tmp_path: Path) -> None:
    """The kernel takes the bytes that still fit and refuses the rest, as a full disk does."""
    path = begun(tmp_path / "limited")
    size = journal_path(path).stat().st_size
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20, before[1]))  # Python ignores SIGXFSZ
    try:
        for _ in range(2):
            with pytest.raises(SaveFailed, match="CX501"):
                answer(path, new=THIRD)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert journal_path(path).stat().st_size == size
    assert not has_second_answer(path)
    check_that_all_is_well_again(path)


def test_an_unconfirmed_answer_is_told_apart_from_a_failed_one(tmp_path: Path) -> None:
    path = begun(tmp_path / "one")
    calls = calls_of_an_answer(copied(path, tmp_path / "counted"))
    last = len(calls) - 1 - calls[::-1].index("fsync")
    outcome = error_of_answering(path, Fault(last, "EIO"))
    assert isinstance(outcome, SaveUnconfirmed)
    assert "CX503" in str(outcome)
    assert has_second_answer(path)


def test_folders_that_cannot_be_flushed_are_no_failure(tmp_path: Path) -> None:
    path = begun(tmp_path / "one")
    calls = calls_of_an_answer(copied(path, tmp_path / "counted"))
    last = len(calls) - 1 - calls[::-1].index("fsync")
    for number, error in enumerate(("EINVAL", "ENOTSUP")):
        assert error_of_answering(copied(path, tmp_path / str(number)), Fault(last, error)) is None


def test_a_new_file_is_whole_or_absent_whichever_call_fails(tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    with failing_files() as layer:
        create_assessment(tmp_path / "whole" / "a.toml", RULES, name="x")
    whole = (tmp_path / "whole" / "a.toml").read_bytes()
    for number, fault in enumerate(faults(layer.calls)):
        path = tmp_path / str(number) / "a.toml"
        path.parent.mkdir()
        acknowledged = True
        with failing_files(fault):
            try:
                create_assessment(path, RULES, name="x")
            except SaveUnconfirmed:
                pass
            except ConnecteurError:
                acknowledged = False
        assert path.exists() == acknowledged, (layer.calls[fault.at], fault)
        if acknowledged:
            assert path.read_bytes() == whole


def test_a_clock_that_goes_backwards_changes_no_order(tmp_path: Path) -> None:
    path = begun(tmp_path / "one")
    for year, item in ((2030, "L1.2"), (1999, "L1.3"), (1971, "L2.3")):
        answer_item(path, item, THIRD, ruleset=RULES, at=datetime(year, 1, 1, tzinfo=UTC))
        os.utime(path, (year, year))
    assert [entry.id for entry in read_history(path)] == ["L1.1", "L1.2", "L1.3", "L2.3"]


def test_a_read_only_file_is_not_replaced_behind_its_back(tmp_path: Path) -> None:
    path = begun(tmp_path / "one")
    path.chmod(0o444)
    with pytest.raises(SaveFailed, match="read-only"):
        answer(path)
    assert path.stat().st_mode & 0o777 == 0o444
    assert not has_second_answer(path)


@pytest.mark.parametrize("kind", ["fifo", "folder", "link"])
@pytest.mark.parametrize("beside", ["journal", "lock"])
def test_a_journal_or_lock_that_is_no_file_is_refused_at_once(tmp_path: Path, kind: str, beside: str) -> None:
    path = begun(tmp_path / "one")
    other = journal_path(path) if beside == "journal" else path.with_name(f".{path.name}.lock")
    other.unlink()
    before = path.read_bytes()
    elsewhere = tmp_path / "precious"
    elsewhere.write_text("precious", encoding="utf-8")
    match kind:
        case "fifo":
            os.mkfifo(other)
        case "folder":
            other.mkdir()
        case "link":
            other.symlink_to(elsewhere)
    if (beside, kind) == ("lock", "fifo"):
        answer(path)  # a pipe can be locked like a file
    else:
        with pytest.raises(SaveFailed, match="CX501"):
            answer(path)
        assert path.read_bytes() == before
    assert elsewhere.read_text(encoding="utf-8") == "precious"


@pytest.mark.parametrize("option", ["--note", "--by", "--evidence"])
def test_bytes_that_are_no_text_are_refused_with_one_line(run: Run, tmp_path: Path, option: str) -> None:
    path = begun(tmp_path / "one")
    before = path.read_bytes()
    outcome = run("answer", path, "L1.2", "met", option, "caf\udce9", "--lang", "en")
    assert (outcome.code, outcome.out) == (2, "")
    assert "CX501" in outcome.err
    assert path.read_bytes() == before


def test_a_journal_of_strangers_rows_is_read_past(tmp_path: Path) -> None:
    path = begun(tmp_path / "one")
    own = journal_path(path).read_text(encoding="utf-8")
    rows = [own.replace('"L1.1"', "[1]"), own.replace('"at": "', '"at": 7, "x": "'), "[]\n", "null\n", '{"from": {}}\n']
    journal_path(path).write_text("".join(rows) + own, encoding="utf-8")
    assert [entry.id for entry in read_history(path)] == ["L1.1"]
    assert SECOND.note is not None
