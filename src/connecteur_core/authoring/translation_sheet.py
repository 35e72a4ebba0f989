"""The sheet a translator fills in – id, source text, translation – and what came back, checked row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from connecteur_core.authoring.sheets import Sheet, make_sheet
from connecteur_core.authoring.table_cells import OddCell, from_cell, to_cell
from connecteur_core.authoring.toml_document import toml_document
from connecteur_core.diagnostics import Diagnostic
from connecteur_core.did_you_mean import suggestion
from connecteur_core.messages import message
from connecteur_core.reading.toml_file import load_toml
from connecteur_core.rulesets.errors import InvalidRuleset
from connecteur_core.store.save import create_text, replace_text
from connecteur_core.store.toml_editor import TomlEditor

Place = tuple[str, str]
"""A text: its table in the locale, or "" for the title and so on; and its id."""

TABLE, ID, SOURCE, TRANSLATION = "table", "id", "source", "translation"
_COLUMNS = (TABLE, ID, SOURCE, TRANSLATION)
_KEPT = re.compile(r"\{\w*\}|`[^`]+`|https?://[^\s)\]»”\"]+")
"""What a translation must keep as it is: places to fill in, code, addresses."""


def make_translation_sheet(folder: Path, lang: str, *, source: str) -> Sheet:
    """All texts in the language `source`, beside them those that are there in `lang`.

    Raises:
        UnreadableFile: a file of texts cannot be read.
    """
    known = _texts(load_toml(_locale_file(folder, source), inside=folder).data)
    path = _locale_file(folder, lang)
    done = _texts(load_toml(path, inside=folder).data) if path.exists() else {}
    records = [
        {
            TABLE: place[0],
            ID: place[1],
            SOURCE: to_cell(text),
            TRANSLATION: to_cell(done[place]) if place in done else "",
        }
        for place, text in known.items()
    ]
    return make_sheet(lang, records, _COLUMNS)


def read_translations(sheet: Sheet, folder: Path, *, source: str) -> dict[Place, Any]:
    """The translations of a sheet, each text of the ruleset once.

    Raises:
        InvalidRuleset: rows that are unknown, missing, there twice or empty; source texts that were changed; what was
            lost in translation. All at once, by row and column.
        UnreadableFile: the file of texts in the language `source` cannot be read.
    """
    lacking = [name for name in _COLUMNS if name not in sheet.header]
    if lacking:
        what = message(
            "the columns are table, id, source and translation; there is no {names}", names=", ".join(lacking)
        )
        raise InvalidRuleset(sheet.finding("CX259", what, 1, 1))
    known = _texts(load_toml(_locale_file(folder, source), inside=folder).data)
    rows: dict[Place, int] = {}
    translations: dict[Place, Any] = {}
    findings: list[Diagnostic] = []
    for row, record in sheet.records():
        place = (record.get(TABLE, ""), record.get(ID, ""))
        if place not in known:
            findings.append(_unknown(sheet, row, place, known))
        elif place in rows:
            what = message("this row is there twice; first in row {row}", row=rows[place])
            findings.append(sheet.finding("CX254", what, row, sheet.column(ID)))
        else:
            rows[place] = row
            translations[place], wrong = _translation(sheet, row, record, known[place])
            findings += wrong
    findings += _missing(sheet, rows, known)
    if findings:
        raise InvalidRuleset(findings)
    return {place: translations[place] for place in known}


def write_translations(folder: Path, lang: str, translations: Mapping[Place, Any]) -> list[Path]:
    """The files changed: texts that differ are written into the locale, which keeps its comments; or it is made.

    Raises:
        SaveFailed: a file could not be written.
    """
    path = _locale_file(folder, lang)
    if path.exists():
        editor = TomlEditor(load_toml(path, inside=folder).text)
        old = _texts(load_toml(path, inside=folder).data)
        for (table, name), text in translations.items():
            if old.get((table, name)) != text:
                editor.set_key((table,) if name else (), name or table, text)
        replace_text(path, editor.text)
        return [path]
    locale: dict[str, Any] = {"format": "connecteur-locale/1", "language": lang}
    for (table, name), text in translations.items():
        if name:
            locale.setdefault(table, {})[name] = text
        else:
            locale[table] = text
    create_text(path, toml_document(locale))
    head = load_toml(folder / "ruleset.toml", inside=folder)
    if lang in head.data["languages"]:
        return [path]
    editor = TomlEditor(head.text)
    editor.append_to_array((), "languages", lang)
    replace_text(head.path, editor.text)
    return [path, head.path]


def _locale_file(folder: Path, lang: str) -> Path:
    return folder / "locale" / f"{lang}.toml"


def _texts(locale: Mapping[str, Any]) -> dict[Place, Any]:
    found: dict[Place, Any] = {}
    for table, value in locale.items():
        if isinstance(value, dict):
            found |= {(table, name): text for name, text in value.items()}
        elif table not in ("format", "language"):
            found[table, ""] = value
    return found


def _unknown(sheet: Sheet, row: int, place: Place, known: Mapping[Place, Any]) -> Diagnostic:
    table, name = place
    tables = {other for other, _ in known}
    if table not in tables:
        what = message("there is no table of texts `{name}`", name=table)
        return sheet.finding("CX253", what, row, sheet.column(TABLE), suggestion(table, tables))
    what = message("there is no text `{id}` in the table `{table}`", id=name, table=table)
    ids = [other for other_table, other in known if other_table == table]
    return sheet.finding("CX253", what, row, sheet.column(ID), suggestion(name, ids))


def _translation(sheet: Sheet, row: int, record: Mapping[str, str], source: Any) -> tuple[Any, list[Diagnostic]]:
    """The value of a row, and what is wrong with it; one finding tells of one mistake."""
    column = sheet.column(TRANSLATION)
    if record.get(SOURCE, "") != to_cell(source):
        what = message("the source text is not that of the ruleset: this may translate another text")
        advice = message("it is now: {text}", text=to_cell(source))
        return None, [sheet.finding("CX256", what, row, sheet.column(SOURCE), advice)]
    cell = record.get(TRANSLATION, "")
    if not cell:
        return None, [sheet.finding("CX255", message("no translation"), row, column)]
    try:
        value = from_cell(cell, tuple[str, ...] if isinstance(source, list) else str)
    except OddCell:
        what = message("the cell does not hold what `{name}` wants", name=TRANSLATION)
        return None, [sheet.finding("CX262", what, row, column)]
    lost = [piece for piece in _KEPT.findall(str(source)) if piece not in str(value)]
    if lost:
        what = message("lost in translation: {pieces}", pieces=", ".join(dict.fromkeys(lost)))
        advice = message("texts in braces or backticks and addresses stay as they are")
        return None, [sheet.finding("CX257", what, row, column, advice)]
    return value, []


def _missing(sheet: Sheet, rows: Mapping[Place, int], known: Mapping[Place, Any]) -> Iterator[Diagnostic]:
    """Texts without a row, told at the row where each belongs: behind the one that comes before it."""
    before = 1
    for place in known:
        if place in rows:
            before = rows[place]
        else:
            name = ".".join(part for part in place if part)
            what = message("the row of `{name}` is missing", name=name)
            yield sheet.finding("CX258", what, before + 1, sheet.column(ID))
