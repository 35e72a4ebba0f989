"""The journal beside an assessment: who answered what, when. One JSON object per line, only ever appended.

An entry is written before its change becomes visible. It carries digests of the file before and after, so
that a reader can tell an entry whose change never arrived (the machine stopped in between) from one that did.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from attrs import asdict, frozen

from connecteur_core.reading.guard import UnreadableFile, read_guarded_text

MAX_JOURNAL_BYTES = 64 * 1024 * 1024


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
        OSError: it could not be written; a torn last line is left for readers to skip.
    """
    line = json.dumps(_to_json(entry), ensure_ascii=False) + "\n"
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(journal_path(path), flags, 0o600)
    try:
        size = os.fstat(descriptor).st_size
        is_torn = size > 0 and _byte_at(descriptor, size - 1) != b"\n"
        os.write(descriptor, (("\n" if is_torn else "") + line).encode())
        os.fsync(descriptor)
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
        current = digest(path.read_text(encoding="utf-8")) if path.is_file() else ""
        yield current != entries[-1].before or entries[-1].before == entries[-1].after


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
    for line in text.split("\n"):
        try:
            row = json.loads(line)
            row["from_"] = row.pop("from")
            yield JournalEntry(**row)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            continue  # torn by a crash, or not ours; the other lines still tell what they tell


def _byte_at(descriptor: int, offset: int) -> bytes:
    os.lseek(descriptor, offset, os.SEEK_SET)
    return os.read(descriptor, 1)
