"""Brings an assessment file to another version of its ruleset; what cannot be carried over stays in it, set apart."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from attrs import fields_dict

from connecteur_core.assessment.assessment import Assessment
from connecteur_core.assessment.check import check_assessment
from connecteur_core.assessment.reader import parse_assessment
from connecteur_core.authoring.migration import MigrationPlan, kept_values, migrated, plan_migration
from connecteur_core.diagnostics import ConnecteurError, Diagnostic
from connecteur_core.messages import message
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.positions.span import Span
from connecteur_core.positions.toml_outline import Entry, TomlOutline
from connecteur_core.reading.guard import read_guarded_text
from connecteur_core.store.answer_template import with_templates_renamed
from connecteur_core.store.errors import SaveFailed
from connecteur_core.store.journal import JournalEntry, append_entry, digest
from connecteur_core.store.save import locked, replace_text
from connecteur_core.store.toml_editor import TomlEditor
from connecteur_core.store.toml_values import toml_key

KEPT = "not_carried"


def migrate_file(path: Path, ruleset: Ruleset, *, write: bool = True) -> MigrationPlan:
    """What was renamed and what stays behind; comments and people's own keys stay where they are.

    Args:
        path: an assessment.
        ruleset: another version of the ruleset it answers.
        write: False only says what would be done.

    Raises:
        UnreadableFile: it cannot be read.
        InvalidAssessment: it is no assessment in order.
        UnknownName: it answers another ruleset.
        SaveFailed: it could not be written, or is written in a form that cannot be changed safely; it is as before.
    """
    text = read_guarded_text(path)
    if not write:
        return plan_migration(parse_assessment(text, path), ruleset)
    with locked(path):
        text = read_guarded_text(path)
        before = parse_assessment(text, path)
        plan = plan_migration(before, ruleset)
        changed = _changed(text, before, plan)
        _make_sure(changed, path, before, plan)
        entry = JournalEntry(
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            by=None,
            id="ruleset",
            from_=before.ruleset,
            to=ruleset.reference,
            note=None,
            evidence=None,
            before=digest(text),
            after=digest(changed),
        )
        replace_text(path, changed, before_rename=lambda: append_entry(path, entry))
    return plan


def _changed(text: str, before: Assessment, plan: MigrationPlan) -> str:
    editor = TomlEditor(text)
    editor.set_key((), "ruleset", plan.ruleset.reference)
    left = {(leftover.table, leftover.key) for leftover in plan.leftovers}
    if any(table == "priorities" for table, _ in left):
        editor.set_key(
            (), "priorities", [one for at, one in enumerate(before.priorities) if ("priorities", at) not in left]
        )
    for place, commitment in enumerate(before.commitments):
        if commitment.item in plan.renamed and ("commitments", place) not in left:
            editor.set_key(("commitments", place), "item", plan.renamed[commitment.item])
    for table, key in left:
        if table == "parameters":
            editor.remove_key((table,), str(key))
    moves: dict[tuple[Any, ...], tuple[Any, ...]] = {
        ("answers", old): ("answers", new) for old, new in plan.renamed.items() if ("answers", old) not in left
    }
    moves |= {
        (table, key): (KEPT, before.ruleset, table, key) for table, key in left if table in ("answers", "commitments")
    }
    changed = _with_headers_moved(editor.text, moves)
    assert before.file is not None, "it was read from a text"
    kept = kept_values(plan, before.file.data)
    editor = TomlEditor(changed)
    apart = (KEPT, before.ruleset)
    for key, value in kept.get("parameters", {}).items():
        editor.set_key((*apart, "parameters"), key, value)
    if "priorities" in kept:
        editor.set_key(apart, "priorities", kept["priorities"])
    return with_templates_renamed(editor.text, plan.ruleset)


def _with_headers_moved(text: str, moves: dict[tuple[Any, ...], tuple[Any, ...]]) -> str:
    """The text with the headers of tables, and of tables inside them, saying their new path."""
    raw = text.encode()
    outline = TomlOutline(text)
    headers: list[tuple[Entry, str]] = []
    for path, entry in outline.entries.items():
        if not entry.is_table:
            continue
        for old, new in moves.items():
            if path[: len(old)] == old:
                names = [str(part) for part in (*new, *path[len(old) :]) if not isinstance(part, int)]
                dotted = ".".join(toml_key(name) for name in names)
                is_array = raw[entry.key.start : entry.key.start + 2] == b"[["
                headers.append((entry, f"[[{dotted}]]" if is_array else f"[{dotted}]"))
    for entry, header in sorted(headers, key=lambda one: one[0].key.start, reverse=True):
        raw = raw[: entry.key.start] + header.encode() + raw[entry.key.end :]
    return raw.decode()


def _make_sure(changed: str, path: Path, before: Assessment, plan: MigrationPlan) -> None:
    """The changed text must say exactly what was meant, and nothing of the old one may be gone.

    Raises:
        SaveFailed: it does not: the answers are written in a form that cannot be moved.
    """
    wanted = migrated(before, plan)
    try:
        after = parse_assessment(changed, path)
    except ConnecteurError as error:
        raise _unsafe(path) from error
    assert after.file is not None and before.file is not None, "both were read from texts"
    same = all(getattr(after, name) == getattr(wanted, name) for name in fields_dict(Assessment) if name != "file")
    kept = after.file.data.get(KEPT, {}).get(before.ruleset, {})
    if not same or kept != kept_values(plan, before.file.data) or check_assessment(after, plan.ruleset):
        raise _unsafe(path)


def _unsafe(path: Path) -> SaveFailed:
    what = message("this file is written in a form that cannot be changed safely")
    advice = message('write the answers as tables of their own: `[answers."{id}"]`', id="L1.1")
    return SaveFailed(Diagnostic("CX502", what, Span(str(path)), advice))
