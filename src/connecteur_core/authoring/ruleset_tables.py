"""A ruleset's files as tables, one sheet for each sort of entry: nothing is lost but comments.

The tables are made from what the files say, key by key, so that keys added to the format come along by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from connecteur_core.authoring.sheets import Sheet, make_sheet
from connecteur_core.authoring.table_cells import to_cell
from connecteur_core.diagnostics import Diagnostic, UnknownName
from connecteur_core.messages import message
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.reading.toml_file import load_toml

HEAD, TEXTS, CASES, FILE = "ruleset", "texts", "cases", "file"
MAIN = "ruleset.toml"
ENTRY_TEXTS = ("titles", "texts", "questions", "places", "synonyms", "doubts")
"""Tables of a locale that speak of entries by id, so that their texts stand beside the entry."""

_FIRST = (HEAD, "levels", "elements", "items")
_LEADING = ("table", "id", "name", "kind", "level", "element")
"""Columns that people look for first; the texts follow."""

Record = dict[str, str]


def refuse_overlay(ruleset: Ruleset) -> None:
    """Make sure that a ruleset has files of its own: an overlay only says what differs from its base.

    Raises:
        UnknownName: it is an overlay.
    """
    if ruleset.overlay is not None:
        what = message("`{id}` is an overlay, which has no tables of its own", id=ruleset.id)
        advice = message("convert its base, {base}", base=ruleset.overlay.base.reference)
        raise UnknownName(Diagnostic("CX404", what, help=advice))


def ruleset_to_sheets(folder: Path) -> list[Sheet]:
    """The sheets of a ruleset that holds together: `ruleset`, one per sort of entry, `texts` and `cases`.

    Raises:
        UnreadableFile: one of its files cannot be read.
    """
    head = load_toml(folder / MAIN, inside=folder).data
    tables: dict[str, list[Record]] = {HEAD: list(_head_records(head))}
    for name, entries in _tables_of(head):
        tables[name] = [_record(entry, MAIN if name == "items" else None) for entry in entries]
    for included in head.get("include", ()):
        for name, entries in _tables_of(_with_defaults(load_toml(folder / included, inside=folder).data)):
            tables.setdefault(name, []).extend(_record(entry, included) for entry in entries)
    _add_texts(
        tables, {lang: load_toml(folder / "locale" / f"{lang}.toml", inside=folder).data for lang in head["languages"]}
    )
    cases = sorted((folder / "cases").glob("*.toml"))
    tables[CASES] = [
        _record(entry, path.relative_to(folder).as_posix())
        for path in cases
        for entry in load_toml(path, inside=folder).data["cases"]
    ]
    names = [*_FIRST, *(name for name in tables if name not in _FIRST)]
    beside = [*_LEADING, *(f"{table}.{lang}" for table in ENTRY_TEXTS for lang in head["languages"])]
    return [make_sheet(name, tables[name], beside) for name in names if tables.get(name)]


def _head_records(head: Mapping[str, Any]) -> Iterator[Record]:
    """Keys and values of `ruleset.toml` that are no list of entries; those of a table as `table.key`."""
    table_names = {name for name, _ in _tables_of(head)}
    for key, value in head.items():
        if key == "format" or key in table_names:
            continue
        if isinstance(value, dict):
            yield from ({"key": f"{key}.{name}", "value": to_cell(inner)} for name, inner in value.items())
        else:
            yield {"key": key, "value": to_cell(value)}


def _tables_of(data: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[Mapping[str, Any]]]]:
    """Arrays of tables, and tables of tables: these as entries with their name as `id`."""
    for key, value in data.items():
        if isinstance(value, list) and value and all(isinstance(entry, dict) for entry in value):
            yield key, value
        elif isinstance(value, dict) and value and all(isinstance(entry, dict) for entry in value.values()):
            yield key, [{"id": name, **entry} for name, entry in value.items()]


def _with_defaults(data: Mapping[str, Any]) -> dict[str, Any]:
    defaults = data.get("defaults", {})
    items = [{**defaults, **item} for item in data.get("items", ())]
    return {key: value for key, value in {**data, "items": items}.items() if key != "defaults"}


def _record(entry: Mapping[str, Any], file: str | None) -> Record:
    record = {key: to_cell(value) for key, value in entry.items()}
    return record if file is None else {**record, FILE: file}


def _add_texts(tables: dict[str, list[Record]], locales: Mapping[str, Mapping[str, Any]]) -> None:
    """Puts the texts of entries beside them, and all other texts into a sheet of their own."""
    by_id = {record["id"]: record for table in tables.values() for record in table if "id" in record}
    kinds = {record["id"] for record in tables.get("kinds", ()) if "id" in record}
    rest: dict[tuple[str, str], Record] = {}
    for lang, locale in locales.items():
        for table, value in locale.items():
            if table in ("format", "language"):
                continue
            for name, text in value.items() if isinstance(value, dict) else (("", value),):
                if table in ENTRY_TEXTS and name in by_id and name not in kinds:
                    by_id[name][f"{table}.{lang}"] = to_cell(text)
                else:
                    rest.setdefault((table, name), {"table": table, "id": name})[lang] = to_cell(text)
    tables[TEXTS] = list(rest.values())
