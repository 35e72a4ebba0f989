"""Gives, changes or withdraws one answer in an assessment file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from attrs import field, fields_dict, frozen

from connecteur_core.assessment.assessment import UNANSWERED, Assessment, InvalidAssessment
from connecteur_core.assessment.check import check_assessment, find_misfit
from connecteur_core.assessment.reader import parse_assessment
from connecteur_core.diagnostics import Diagnostic
from connecteur_core.messages import message
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.model.status import Answer, Evidence, Status
from connecteur_core.model.taken import Relation, Taken
from connecteur_core.plugins.rulesets import get_ruleset
from connecteur_core.positions.span import Span
from connecteur_core.reading.guard import follow_link, read_guarded_text
from connecteur_core.rulesets.checker import CheckedRuleset
from connecteur_core.store.answer_template import with_table_opened
from connecteur_core.store.errors import SaveFailed
from connecteur_core.store.journal import JournalEntry, append_entry, digest
from connecteur_core.store.save import encoded, locked, replace_text
from connecteur_core.store.toml_editor import TomlEditor
from connecteur_core.store.toml_values import TomlValue


def _pieces(given: Evidence | tuple[Evidence, ...] | None) -> tuple[Evidence, ...]:
    if isinstance(given, Evidence):
        return (given,)
    return given or ()


@frozen
class NewAnswer:
    """What somebody says of an item; None leaves what the file has, an empty note removes it.

    Attributes:
        status: None, where there is no `value` either, withdraws the answer; its note and evidence stay.
        value: the answer on the item's own scale, instead of a status.
        on: day of the answer.
        evidence: one or more pieces, added to those there.
        taken_from: where it was taken over from; without it, an answer that changes the status is one's own.
    """

    status: Status | None
    on: date
    value: str | None = None
    note: str | None = None
    by: str | None = None
    evidence: tuple[Evidence, ...] = field(default=(), converter=_pieces)
    needed: bool | None = None
    planned: bool | None = None
    delivered: bool | None = None
    taken_from: tuple[Taken, ...] = ()


def answer_item(
    path: Path | str,
    item_id: str,
    new: NewAnswer,
    *,
    at: datetime | None = None,
    search: Sequence[Path] = (),
    ruleset: CheckedRuleset | None = None,
) -> Assessment:
    """The assessment after one answer was written to its file and journal.

    The file is read again under its lock, so answers given meanwhile by others stay.

    Args:
        path: the assessment; a link is followed.
        item_id: the item to answer.
        new: the answer.
        at: moment noted in the journal, default now.
        search: folders to look in for the ruleset.
        ruleset: the checked ruleset, when the caller has it already.

    Raises:
        UnreadableFile: the file cannot be read.
        InvalidAssessment: the file does not fit its ruleset, or the answer would not; nothing was written.
        SaveFailed: it could not be written; the file is as before.
        SaveUnconfirmed: it was written, but the disk did not confirm it.
    """
    path = follow_link(Path(path))
    encoded(path, "".join(_texts(new)))
    read_guarded_text(path)  # a wrong path is told before a lock file is made beside it
    with locked(path):
        text = read_guarded_text(path)
        assessment = parse_assessment(text, path)
        rules = (ruleset or get_ruleset(assessment.ruleset, search=search)).ruleset
        old = assessment.answers.get(item_id, Answer())
        answer = _merged(old, new)
        _refuse_misfits(assessment, rules, item_id, answer)
        assert assessment.file is not None, "it was read from a text"
        opened = with_table_opened(text, assessment.file.data, rules, rules.items[item_id])
        changed = _edited(opened, rules, item_id, old, answer) if answer != old else text
        after = _reread(changed, path, assessment, item_id, answer)
        entry = _journal_entry(item_id, old, new, at or datetime.now(UTC), text, changed)
        replace_text(path, changed, before_rename=lambda: append_entry(path, entry))
    return after


def _texts(new: NewAnswer) -> Iterator[str]:
    evidence = (text for piece in new.evidence for text in (piece.ref, piece.issuer, piece.note))
    yield from filter(None, (new.note, new.by, *evidence))


def _merged(old: Answer, new: NewAnswer) -> Answer:
    withdrawn = new.status is None and new.value is None
    return Answer(
        status=new.status,
        value=new.value,
        note=old.note if new.note is None else new.note or None,
        by=None if withdrawn else new.by,
        on=None if withdrawn else new.on,
        evidence=(*old.evidence, *new.evidence),
        needed=old.needed if new.needed is None else new.needed,
        planned=old.planned if new.planned is None else new.planned,
        delivered=old.delivered if new.delivered is None else new.delivered,
        taken_from=new.taken_from or (old.taken_from if new.status is old.status else ()),
    )


def _refuse_misfits(assessment: Assessment, rules: Ruleset, item_id: str, answer: Answer) -> None:
    findings = check_assessment(assessment, rules)
    if findings:
        raise InvalidAssessment(findings)
    misfit = find_misfit(rules, item_id, answer)
    if misfit is not None:
        raise InvalidAssessment(Diagnostic(misfit.code, misfit.message, help=misfit.help))


def _edited(text: str, rules: Ruleset, item_id: str, old: Answer, answer: Answer) -> str:
    """The text with the fields that differ written in."""
    editor = TomlEditor(text)
    table = ("answers", item_id)
    neighbours = _tables_before(rules, item_id)
    for key in ("status", "value", "note", "by", "on", "needed", "planned", "delivered"):
        value = getattr(answer, key)
        if value == getattr(old, key):
            continue
        if value is None:
            editor.remove_key(table, key)
        else:
            written = value.value if isinstance(value, Status) else value
            editor.set_key(table, key, written, new_table_after=neighbours)
    if answer.taken_from != old.taken_from:
        if answer.taken_from:
            origins = [_filled(taken) for taken in answer.taken_from]
            editor.set_key(table, "taken_from", origins, new_table_after=neighbours)
        else:
            editor.remove_key(table, "taken_from")
    for piece in answer.evidence[len(old.evidence) :]:
        editor.append_to_array(table, "evidence", _filled(piece), new_table_after=neighbours)
    return editor.text


def _tables_before(rules: Ruleset, item_id: str) -> tuple[tuple[str, str], ...]:
    """Where a new table may stand: after the tables of earlier items, so that files keep the source's order."""
    ids = list(rules.items)
    return tuple(("answers", earlier) for earlier in ids[: ids.index(item_id)])


def _filled(value: Evidence | Taken) -> Mapping[str, TomlValue]:
    """A small table as it is written: without the keys that say nothing."""
    fields = {name: getattr(value, name) for name in fields_dict(type(value))}
    written = {name: entry.value if isinstance(entry, Relation) else entry for name, entry in fields.items()}
    return {name: entry for name, entry in written.items() if entry is not None}


def _reread(changed: str, path: Path, before: Assessment, item_id: str, answer: Answer) -> Assessment:
    """Read the changed text as anybody would; it must say exactly what was meant, or it is not saved.

    Raises:
        SaveFailed: the file is written in a way this editor cannot change safely.
    """
    after = parse_assessment(changed, path)
    said = after.answers.get(item_id, Answer())
    if said != answer or _rest(after, item_id) != _rest(before, item_id):
        what = message("this file is written in a form that cannot be changed safely")
        advice = message('write the answers as tables of their own: `[answers."{id}"]`', id=item_id)
        raise SaveFailed(Diagnostic("CX502", what, Span(str(path)), advice))
    return after


def _rest(assessment: Assessment, item_id: str) -> dict[str, Any]:
    """Everything the file says but this answer: keys of other people's making included."""
    assert assessment.file is not None, "it was read from a text"
    data = dict(assessment.file.data)
    answers = dict(data.pop("answers", {}))
    own_keys = {key: value for key, value in answers.pop(item_id, {}).items() if key not in fields_dict(Answer)}
    return {"data": data, "answers": answers, "own_keys": own_keys}


def _journal_entry(item_id: str, old: Answer, new: NewAnswer, at: datetime, text: str, changed: str) -> JournalEntry:
    return JournalEntry(
        at=at.astimezone(UTC).isoformat(timespec="seconds"),
        by=new.by,
        id=item_id,
        from_=_word(old.status, old.value),
        to=_word(new.status, new.value),
        note=new.note,
        evidence=", ".join(piece.ref for piece in new.evidence) or None,
        taken_from=", ".join(f"{taken.file} {taken.item}" for taken in new.taken_from) or None,
        before=digest(text),
        after=digest(changed),
    )


def _word(status: Status | None, value: str | None) -> str:
    return value or (status.value if status else UNANSWERED)
