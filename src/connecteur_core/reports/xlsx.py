"""A document as a workbook: a sheet for each table, with filters; every text is stored as text, never as a formula."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from connecteur_core.printable import cell_text
from connecteur_core.reports.document import Cell, Document, Table, Tone
from connecteur_core.reports.sheets import Sheet, sheets_of

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell as SheetCell
    from openpyxl.worksheet.worksheet import Worksheet

_NAME_LIMIT = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_FORMULA_SIGNS = tuple("=+-@\t\r\n|%")
_COLOURS = {
    Tone.MET: "17694F",
    Tone.PARTIAL: "855300",
    Tone.UNMET: "A5352A",
    Tone.OPEN: "43597A",
    Tone.APART: "5C6670",
    Tone.SETTLED: "5B4A8A",
}
_SHARE_WIDTH = 7
_WIDEST = 70
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_NO_DAY = (1980, 1, 1, 0, 0, 0)


def to_xlsx(document: Document) -> bytes:
    """The workbook; the same bytes for the same document."""
    from openpyxl import Workbook  # noqa: PLC0415 -- extra `report`

    book = Workbook()
    day = datetime.fromisoformat(document.day)
    book.properties.creator, book.properties.created, book.properties.title = "connecteur", day, document.title
    _cover(book, document)
    for number, sheet in enumerate(sheets_of(document), start=1):
        _sheet(book, sheet, number)
    written = io.BytesIO()
    book.save(written)
    return _timeless(written.getvalue(), day)


def _cover(book: Workbook, document: Document) -> None:
    page = book.active
    assert page is not None, "a new workbook has one sheet"
    page.title = _sheet_name(document.kicker, book.sheetnames)
    page.column_dimensions["A"].width = 110
    lines = [document.title, document.kicker, *document.details, document.notice, document.source]
    for row, line in enumerate(lines, start=1):
        _write(page, row, 1, line, bold=row == 1)


def _sheet(book: Workbook, sheet: Sheet, number: int) -> None:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 -- extra `report`

    page = book.create_sheet(_sheet_name(sheet.title, book.sheetnames))
    table = sheet.table
    for column, name in enumerate(_unique(one.title for one in table.columns), start=1):
        _write(page, 1, column, name, bold=True)
        share = table.columns[column - 1].share
        page.column_dimensions[get_column_letter(column)].width = min(_WIDEST, 4 + share * _SHARE_WIDTH)
    for row, cells in enumerate(table.rows, start=2):
        for column, cell in enumerate(cells, start=1):
            _fill(page, row, column, cell)
    page.freeze_panes = "A2"
    if table.rows:
        _make_table(page, table, number)


def _make_table(page: Worksheet, table: Table, number: int) -> None:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 -- extra `report`
    from openpyxl.worksheet.table import Table as SheetTable  # noqa: PLC0415
    from openpyxl.worksheet.table import TableStyleInfo  # noqa: PLC0415

    area = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"
    filtered = SheetTable(displayName=f"Table{number}", ref=area)
    filtered.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    page.add_table(filtered)


def _fill(page: Worksheet, row: int, column: int, cell: Cell) -> None:
    if isinstance(cell.value, int):
        page.cell(row, column).value = cell.value
        return
    written = _write(page, row, column, "\n".join((cell.text, *cell.notes)))
    if cell.tone is not None:
        from openpyxl.styles import Font  # noqa: PLC0415 -- extra `report`

        written.font = Font(color=_COLOURS[cell.tone])


def _write(page: Worksheet, row: int, column: int, text: str, *, bold: bool = False) -> SheetCell:
    """A cell that holds text, whatever the text begins with."""
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415 -- extra `report`

    cell = page.cell(row, column)
    cell.value = cell_text(text)
    cell.data_type = "s"
    cell.number_format = "@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if text.startswith(_FORMULA_SIGNS):
        cell.quotePrefix = True  # so that it stays text when somebody edits it
    if bold:
        cell.font = Font(bold=True)
    return cell


def _sheet_name(title: str, taken: Iterable[str]) -> str:
    """A name that a sheet may have and no other has."""
    clean = " ".join(_NOT_IN_NAMES.sub(" ", cell_text(title)).split()) or "-"
    return _free(clean[:_NAME_LIMIT].rstrip(), {name.casefold() for name in taken}, _NAME_LIMIT)


def _unique(titles: Iterable[str]) -> list[str]:
    """Titles of columns: none empty, no two alike, as tables of a workbook want them."""
    names: list[str] = []
    for title in titles:
        names.append(_free(cell_text(title) or "-", {name.casefold() for name in names}, 255))
    return names


def _free(name: str, taken: set[str], limit: int) -> str:
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{name[: limit - len(str(number)) - 1]} {number}"
    return free


def _timeless(content: bytes, day: datetime) -> bytes:
    """The same workbook without the time of its making."""
    renewed = io.BytesIO()
    stamp = day.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(renewed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = _MODIFIED.sub(rb"\g<1>" + stamp, data)
            entry = zipfile.ZipInfo(name, _NO_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, data)
    return renewed.getvalue()
