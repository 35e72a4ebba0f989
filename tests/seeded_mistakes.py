"""Copies of the small model in tests/data/authoring with one mistake in them, and where it should be found."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

from attrs import frozen

from connecteur_core.diagnostics import Diagnostic
from connecteur_core.testing.checking import check_path

BASE = Path(__file__).parent / "data" / "authoring"
TARGETS = (
    "reading-room",
    "room.toml",
    "definitions.toml",
    "city.toml",
    "facts.toml",
    "rooms.toml",
    "our-city",
    "pairs.toml",
)
MARK = "▲"


@frozen
class Mistake:
    """One change of one file; see the head of tests/data/authoring/mistakes.toml."""

    what: str
    file: str
    old: str
    new: str
    code: str
    file_at: str | None = None
    at: str | None = None


def all_mistakes() -> list[Mistake]:
    data = tomllib.loads((BASE / "mistakes.toml").read_text(encoding="utf-8"))
    return [Mistake(**mistake) for mistake in data["mistakes"]]


def copy_base(folder: Path) -> Path:
    """The model in a folder of its own."""
    shutil.copytree(BASE, folder, dirs_exist_ok=True)
    (folder / "mistakes.toml").unlink()
    return folder


def make(mistake: Mistake, folder: Path) -> str:
    """The mistake in a copy below `folder`; returns the place where it should be found, as file:line:column."""
    copy_base(folder)
    path = folder / mistake.file
    text = path.read_text(encoding="utf-8")
    old = text if mistake.old == "*" else mistake.old
    assert old in text, f"{mistake.what}: `{old}` is not there any more"
    text = text.replace(old, mistake.new, 1)
    path.write_bytes(text.replace(MARK, "").encode())
    if mistake.at is None:
        return _place(mistake.file, text.partition(MARK)[0] if MARK in text else "")
    assert mistake.file_at is not None
    before, _, after = mistake.at.partition(MARK)
    if not mistake.at:
        return f"{mistake.file_at}:1:1"
    whole = (folder / mistake.file_at).read_text(encoding="utf-8")
    assert whole.count(before + after) == 1, f"{mistake.what}: `{before + after}` should be there once"
    return _place(mistake.file_at, whole.partition(before + after)[0] + before)


def _place(file: str, before: str) -> str:
    lines = before.split("\n")
    return f"{file}:{len(lines)}:{len(lines[-1]) + 1}"


def target_of(mistake: Mistake) -> str:
    """What to check: the ruleset's folder, or the file itself."""
    return mistake.file.partition("/")[0]


def find(target: str, folder: Path) -> list[Diagnostic]:
    """All findings, with files named from `folder`."""
    return check_path(folder / target, search=(folder,))


def place_of(finding: Diagnostic, folder: Path) -> str:
    if finding.at is None:
        return "-"
    return f"{Path(finding.at.file).relative_to(folder)}:{finding.at.line}:{finding.at.column}"
