"""Tables back to the files of a ruleset, each cell read as its column wants it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args, get_origin, get_type_hints

from attrs import fields_dict, has

from connecteur_core.authoring.ruleset_tables import CASES, ENTRY_TEXTS, FILE, HEAD, MAIN, TEXTS
from connecteur_core.authoring.sheets import Sheet
from connecteur_core.authoring.table_cells import OddCell, from_cell, without_none
from connecteur_core.authoring.toml_document import toml_document
from connecteur_core.diagnostics import Diagnostic
from connecteur_core.did_you_mean import suggestion
from connecteur_core.messages import message
from connecteur_core.model.locale import Locale
from connecteur_core.rulesets.errors import InvalidRuleset
from connecteur_core.rulesets.loader import ItemsFile, RulesetFile
from connecteur_core.testing.cases import CasesFile

Entry = dict[str, Any]


def files_from_sheets(sheets: Sequence[Sheet]) -> dict[str, str]:
    """The text of each file of the ruleset that the sheets hold, by its path in the folder.

    Raises:
        InvalidRuleset: unknown sheets or columns, and cells that do not hold what their column wants, all at once.
    """
    return _Reader(sheets).files()


def entry_classes() -> dict[str, tuple[type, bool]]:
    """For each sheet of entries the class of one, and whether files hold them by name (`[kinds.x]`)."""
    classes: dict[str, tuple[type, bool]] = {}
    for owner in (RulesetFile, ItemsFile, CasesFile):
        for name, hint in get_type_hints(owner).items():
            arguments = get_args(hint)
            by_name = get_origin(hint) is not tuple and len(arguments) == 2
            one = arguments[1] if by_name else arguments[0] if arguments else None
            if isinstance(one, type) and has(one):
                classes[name] = (one, by_name)
    return classes


class _Reader:
    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self._sheets = {sheet.name: sheet for sheet in sheets}
        self._classes = entry_classes()
        self._findings: list[Diagnostic] = []
        self._head: dict[str, Any] = {}
        self._files: dict[str, dict[str, list[Entry]]] = {}
        self._locales: dict[str, dict[str, Any]] = {}

    def files(self) -> dict[str, str]:
        known = {HEAD, TEXTS, *self._classes}
        for sheet in self._sheets.values():
            if sheet.name not in known:
                what = message("there is no sheet `{name}` in a ruleset", name=sheet.name)
                self._findings.append(sheet.finding("CX260", what, 1, 1, suggestion(sheet.name, known)))
            self._refuse_odd_cells(sheet)
        self._read_head(self._sheets[HEAD])
        for lang in self._head.get("languages", ()):
            self._locales[str(lang)] = {"format": "connecteur-locale/1", "language": str(lang)}
        if TEXTS in self._sheets:
            self._read_texts(self._sheets[TEXTS])
        by_name: dict[str, Any] = {}
        for name, (entry_class, is_by_name) in self._classes.items():
            if name in self._sheets:
                entries = self._read_entries(self._sheets[name], entry_class, is_by_name)
                if is_by_name:
                    by_name[name] = {entry.pop("id", ""): entry for entry in entries}
        if self._findings:
            raise InvalidRuleset(self._findings)
        return self._texts(by_name)

    def _refuse_odd_cells(self, sheet: Sheet) -> None:
        for row, column in sheet.odd_cells:
            what = message("this cell is a number or a date, which the spreadsheet may have changed")
            advice = message("format the column as text and write the cell again")
            self._findings.append(sheet.finding("CX261", what, row, column, advice))

    def _read_head(self, sheet: Sheet) -> None:
        hints = get_type_hints(RulesetFile)
        for row, record in sheet.records():
            key, _, inner = record.get("key", "").partition(".")
            hint = hints.get(key)
            if hint is None or key == "format":
                what = message("unknown key `{key}`", key=key)
                self._findings.append(sheet.finding("CX113", what, row, sheet.column("key"), suggestion(key, hints)))
                continue
            hint = without_none(hint)
            if inner:
                of_class = isinstance(hint, type) and has(hint)
                hint = get_type_hints(hint).get(inner, str) if of_class else get_args(hint)[1]
            value = self._value(sheet, row, "value", record.get("value", ""), hint)
            if inner:
                self._head.setdefault(key, {})[inner] = value
            else:
                self._head[key] = value

    def _read_entries(self, sheet: Sheet, entry_class: type, is_by_name: bool) -> list[Entry]:
        hints = {**get_type_hints(entry_class), **({"id": str} if is_by_name else {})}
        known = {FILE, *hints, *(f"{table}.{lang}" for table in ENTRY_TEXTS for lang in self._locales)}
        for place, name in enumerate(sheet.header, start=1):
            if name not in known:
                what = message("there is no column `{name}` in the sheet `{sheet}`", name=name, sheet=sheet.name)
                self._findings.append(sheet.finding("CX260", what, 1, place, suggestion(name, known)))
        entries = []
        texts = get_type_hints(Locale)
        for row, record in sheet.records():
            entry = {
                key: self._value(sheet, row, key, cell, hints[key]) for key, cell in record.items() if key in hints
            }
            for key, cell in record.items():
                table, _, lang = key.rpartition(".")
                if table in ENTRY_TEXTS and lang in self._locales:
                    text = self._value(sheet, row, key, cell, get_args(texts[table])[1])
                    self._locales[lang].setdefault(table, {})[entry.get("id", "")] = text
            entries.append(entry)
            if not is_by_name:
                file = self._files.setdefault(record.get(FILE, MAIN), {})
                file.setdefault(sheet.name, []).append(entry)
        return entries

    def _read_texts(self, sheet: Sheet) -> None:
        """Texts of no entry; those of the whole, such as the title, have no id and stand first in the file."""
        hints = get_type_hints(Locale)
        for row, record in sheet.records():
            table, name = record.get("table", ""), record.get("id", "")
            if table not in hints:
                what = message("there is no table of texts `{name}`", name=table)
                self._findings.append(sheet.finding("CX260", what, row, 1, suggestion(table, hints)))
                continue
            for lang, locale in self._locales.items():
                if lang in record:
                    hint = get_args(hints[table])[1] if name else hints[table]
                    value = self._value(sheet, row, lang, record[lang], hint)
                    if name:
                        locale.setdefault(table, {})[name] = value
                    else:
                        locale[table] = value

    def _value(self, sheet: Sheet, row: int, column: str, cell: str, hint: Any) -> Any:
        try:
            return from_cell(cell, hint)
        except OddCell:
            what = message("the cell does not hold what `{name}` wants", name=column)
            advice = message('write it as a TOML file would: true, 3, 2026-03-31, ["a", "b"]')
            self._findings.append(sheet.finding("CX262", what, row, sheet.column(column), advice))
            return ""

    def _texts(self, by_name: Mapping[str, Any]) -> dict[str, str]:
        files = {MAIN: toml_document(_ruleset_file({**self._head, **by_name}, self._files.get(MAIN, {})))}
        for name, tables in self._files.items():
            if name != MAIN:
                kind = CASES if CASES in tables else "items"
                files[name] = toml_document(
                    {"format": f"connecteur-{kind}/1", **(tables if kind == CASES else dict(_shared_keys(tables)))}
                )
        order = list(fields_dict(Locale))
        for lang, locale in self._locales.items():
            ordered = {key: locale[key] for key in order if key in locale}
            files[f"locale/{lang}.toml"] = toml_document(ordered)
        return files


def _ruleset_file(head: Mapping[str, Any], tables: Mapping[str, Any]) -> Entry:
    whole = {**head, **tables}
    return {"format": "connecteur-ruleset/1", **{key: whole[key] for key in fields_dict(RulesetFile) if key in whole}}


def _shared_keys(tables: Mapping[str, list[Entry]]) -> Iterator[tuple[str, Any]]:
    """The tables of a file of items, what all items say alike taken out into `[defaults]`."""
    items = tables.get("items", [])
    shared = {
        key: value
        for key, value in (items[0].items() if len(items) > 1 else ())
        if key != "id" and all(item.get(key) == value for item in items)
    }
    if shared:
        yield "defaults", shared
    for name, entries in tables.items():
        if name == "items":
            yield name, [{key: value for key, value in item.items() if key not in shared} for item in entries]
        else:
            yield name, entries
