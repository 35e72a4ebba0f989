"""The journal beside an assessment: who answered what, when. One JSON object per line, only ever appended.

An entry is written before its change becomes visible. It carries digests of the file before and after, so
that a reader can tell an entry whose change never arrived (the machine stopped in between) from one that did.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

from attrs import asdict, frozen

from connecteur_core.reading.guard import UnreadableFile, read_guarded_text
from connecteur_core.reading.limits import MAX_JOURNAL_BYTES
from connecteur_core.reading.quick_structuring import Misfit, builder_of
from connecteur_core.store.save import write_all


@frozen
class JournalEntry:
    """One change of one answer.

    Attributes:
        at: moment in UTC, ISO 8601.
        by: who, as given with the answer; None when nobody was named.
        id: the item answered.
        from_: status before ("unanswered" when there was none).
        to: status after.
        note: the note given with this answer.
        evidence: the piece of evidence added with this answer.
        before: SHA-256 of the file before.
        after: SHA-256 of the file after.
        taken_from: files and items it was taken over from; the key is there only then.
    """

    at: str
    by: str | None
    id: str
    from_: str
    to: str
    note: str | None
    evidence: str | None
    before: str
    after: str
    taken_from: str | None = None


def journal_path(path: Path) -> Path:
    """Where the journal of an assessment file lies: beside it."""
    return path.with_name(path.name + ".journal")


def digest(text: str) -> str:
    """The SHA-256 of a file's text, as journal entries carry it."""
    return hashlib.sha256(text.encode()).hexdigest()


def append_entry(path: Path, entry: JournalEntry) -> None:
    """Add an entry to the journal of `path` and make sure it is on the disk.

    Raises:
        OSError: it could not be written; the journal is as before, or has a torn last line that readers skip.
    """
    line = json.dumps(_to_json(entry), ensure_ascii=False) + "\n"
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(journal_path(path), flags, 0o600)
    try:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode):
            raise OSError(errno.EINVAL, "the journal beside it is not a regular file")
        is_torn = state.st_size > 0 and _byte_at(descriptor, state.st_size - 1) != b"\n"
        try:
            write_all(descriptor, (("\n" if is_torn else "") + line).encode())
            os.fsync(descriptor)
        except OSError:
            with suppress(OSError):
                os.ftruncate(descriptor, state.st_size)
            raise
    finally:
        os.close(descriptor)


def read_history(path: Path) -> tuple[JournalEntry, ...]:
    """The changes that arrived in the file, oldest first; torn lines and changes that never arrived are left out.

    Raises:
        UnreadableFile: the journal is there but cannot be read.
    """
    try:
        text = read_guarded_text(journal_path(path), max_bytes=MAX_JOURNAL_BYTES)
    except UnreadableFile:
        if journal_path(path).exists():
            raise
        return ()
    entries = list(_parse(text))
    return tuple(entry for entry, arrived in zip(entries, _arrivals(entries, path), strict=True) if arrived)


def _arrivals(entries: list[JournalEntry], path: Path) -> Iterator[bool]:
    """A change has not arrived when the file still was, or at the next change was, as before it."""
    for entry, following in pairwise(entries):
        yield following.before != entry.before or entry.before == entry.after
    if entries:
        yield _current(path) != entries[-1].before or entries[-1].before == entries[-1].after


def _current(path: Path) -> str:
    try:
        return digest(read_guarded_text(path))
    except UnreadableFile:
        return ""


def history_to_json(entries: tuple[JournalEntry, ...]) -> dict[str, object]:
    """The history as DESIGN §7 prints it (format `connecteur-history/1`)."""
    rows = [_to_json(entry) for entry in entries]
    for row in rows:
        del row["before"], row["after"]
    return {"format": "connecteur-history/1", "entries": rows}


def _to_json(entry: JournalEntry) -> dict[str, Any]:
    row = asdict(entry)
    if entry.taken_from is None:
        del row["taken_from"]  # older programs skip lines with keys they do not know
    return {"at": row.pop("at"), "by": row.pop("by"), "id": row.pop("id"), "from": row.pop("from_"), **row}


def _parse(text: str) -> Iterator[JournalEntry]:
    structured = builder_of(JournalEntry)
    for line in text.split("\n"):
        try:
            row = json.loads(line)
            row["from_"] = row.pop("from")
            entry = structured(row)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError, Misfit):
            continue  # torn by a crash, or not ours; the other lines still tell what they tell
        yield entry


def _byte_at(descriptor: int, offset: int) -> bytes:
    os.lseek(descriptor, offset, os.SEEK_SET)
    return os.read(descriptor, 1)
