"""A document as JSON (format `connecteur-report/1`): the result, then the tables row by row."""

from __future__ import annotations

import json

from connecteur_core.reports.document import Cell, Document, Table
from connecteur_core.reports.sheets import sheets_of


def report_to_json(document: Document) -> dict[str, object]:
    """The document as plain data."""
    return {
        "format": "connecteur-report/1",
        "view": document.view,
        "lang": document.lang,
        "title": document.title,
        "on": document.day,
        "notice": document.notice,
        "source": document.source,
        "result": dict(document.data),
        "tables": [_table(sheet.table) for sheet in sheets_of(document)],
    }


def to_json(document: Document) -> str:
    """The same as text, ending in a line feed."""
    return json.dumps(report_to_json(document), ensure_ascii=False, indent=2) + "\n"


def _table(table: Table) -> dict[str, object]:
    names = [column.id for column in table.columns]
    rows = [dict(zip(names, map(_cell, row), strict=True)) for row in table.rows]
    return {
        "id": table.id,
        "title": table.caption,
        "columns": [{"id": column.id, "title": column.title} for column in table.columns],
        "rows": rows,
    }


def _cell(cell: Cell) -> str | int | dict[str, object]:
    value = cell.text if cell.value is None else cell.value
    return {"value": value, "notes": list(cell.notes)} if cell.notes else value
