"""Tables of text cells: the sheets of an XLSX file, one CSV file, or a folder of CSV files."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

from connecteur_core.diagnostics import Diagnostic
from connecteur_core.messages import Message, message
from connecteur_core.positions.span import Span
from connecteur_core.reading.guard import UnreadableFile
from connecteur_core.reading.limits import MAX_CELLS, MAX_TABLE_BYTES, MAX_UNPACKED_BYTES
from connecteur_core.store.errors import SaveFailed
from connecteur_core.store.new_folder import create_folder
from connecteur_core.store.save import create_bytes, create_text

EXCEL_MARK = "\ufeff"  # Excel reads a CSV file as UTF-8 only with that mark
_WIDTHS = (12, 60)


@frozen(eq=False)
class Sheet:
    """One table; its first row names the columns.

    Attributes:
        source: what places in it are named by: the file, and in brackets the sheet.
        rows: text cells, each row as long as the header; empty rows are kept, so that row numbers are right.
        odd_cells: cells (row, column, counted as spreadsheets do) that are not text: they may have been changed.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    source: str = ""
    odd_cells: tuple[tuple[int, int], ...] = ()

    def finding(self, code: str, what: Message, row: int, column: int, help: Message | None = None) -> Diagnostic:
        """A finding about a cell; row and column count from 1, the header being row 1."""
        return Diagnostic(code, what, Span(self.source, row, column), help)

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """For each row that is not empty: its number, and its cells that are not empty by column."""
        for number, row in enumerate(self.rows, start=2):
            cells = {name: cell for name, cell in zip(self.header, row, strict=True) if cell.strip()}
            if cells:
                yield number, cells

    def column(self, name: str) -> int:
        """The number of a column, from 1; 1 when there is none of that name."""
        return self.header.index(name) + 1 if name in self.header else 1


def make_sheet(name: str, records: Sequence[dict[str, str]], columns: Sequence[str] = ()) -> Sheet:
    """A sheet with the columns of its records: first those of `columns`, then the others as they come."""
    used = dict.fromkeys(key for record in records for key in record)
    header = [*(key for key in columns if key in used), *(key for key in used if key not in columns)]
    return Sheet(name, tuple(header), tuple(tuple(record.get(key, "") for key in header) for record in records))


def read_sheets(path: Path) -> list[Sheet]:
    """The sheets of an XLSX file, of a CSV file, or of a folder of CSV files.

    Raises:
        UnreadableFile: there is none, it is of another kind, damaged or too large.
        ModuleNotFoundError: XLSX needs the extra `report`.
    """
    if path.is_dir():
        return [_read_csv(file) for file in sorted(path.glob("*.csv"))]
    if not path.is_file():
        raise _refused("CX101", message("there is no such file"), path)
    if path.stat().st_size > MAX_TABLE_BYTES:
        raise _refused("CX103", message("larger than {limit} bytes", limit=MAX_TABLE_BYTES), path)
    return _read_xlsx(path) if path.suffix.lower() == ".xlsx" else [_read_csv(path)]


def write_sheets(path: Path, sheets: Sequence[Sheet]) -> tuple[Path, ...]:
    """The sheets as one XLSX file, as a folder of CSV files, or one of them as one CSV file, by what `path` ends with.

    Raises:
        SaveFailed: something is there already, it cannot be written, or several sheets would have to go into one CSV.
        ModuleNotFoundError: XLSX needs the extra `report`.
    """
    if path.suffix.lower() == ".xlsx":
        create_bytes(path, _xlsx(sheets))
        return (path,)
    if path.suffix.lower() == ".csv":
        create_text(path, EXCEL_MARK + _csv(_only(sheets, path)))
        return (path,)
    return create_folder(path, {f"{sheet.name}.csv": EXCEL_MARK + _csv(sheet) for sheet in sheets})


def _only(sheets: Sequence[Sheet], path: Path) -> Sheet:
    if len(sheets) != 1:
        what = message("one CSV file holds one table; this ruleset has {count}", count=len(sheets))
        folder, book = path.with_name(f"{path.stem}-tables"), path.with_suffix(".xlsx")
        advice = message(
            "name a folder for CSV files, `{folder}`, or one XLSX file, `{book}`", folder=folder, book=book
        )
        raise SaveFailed(Diagnostic("CX405", what, Span(str(path)), advice))
    return sheets[0]


def _read_csv(path: Path) -> Sheet:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise _refused("CX101", message("cannot be read: {reason}", reason=error.strerror or error), path) from error
    except UnicodeDecodeError as error:
        what = message("byte 0x{byte} is not UTF-8 text", byte=f"{error.object[error.start]:02X}")
        raise _refused("CX104", what, path, message("save the file with the encoding UTF-8")) from error
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise _refused("CX259", message("this is not a table in CSV: {cause}", cause=error), path) from error
    return _sheet(path.stem, rows, str(path))


def _read_xlsx(path: Path) -> list[Sheet]:
    from openpyxl import load_workbook  # noqa: PLC0415 -- 100 ms, and an extra

    try:
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(member.file_size for member in packed.infolist())
        book = load_workbook(path, data_only=True) if unpacked <= MAX_UNPACKED_BYTES else None
    except Exception as error:  # damage comes out of the unpacker and the XML parser in too many ways to name
        raise _refused("CX259", message("this is not an XLSX file, or it is damaged"), path) from error
    if book is None:
        raise _refused("CX103", message("larger than {limit} bytes", limit=MAX_UNPACKED_BYTES), path)
    sheets = []
    for page in book.worksheets:
        if page.max_row * page.max_column > MAX_CELLS:  # one cell far out makes a sheet of billions
            raise _refused("CX103", message("a sheet of more than {limit} cells", limit=MAX_CELLS), path)
        rows = list(page.iter_rows(values_only=True))
        odd = tuple(
            (number, place)
            for number, row in enumerate(rows, start=1)
            for place, value in enumerate(row, start=1)
            if value is not None and not isinstance(value, str)
        )
        texts = [[_as_text(value) for value in row] for row in rows]
        sheets.append(_sheet(page.title, texts, f"{path}[{page.title}]", odd))
    return sheets


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if hasattr(value, "date"):
        return str(value.date())
    return str(value).replace("\r\n", "\n").replace("_x000D_", "")


def _sheet(name: str, rows: list[list[str]], source: str, odd: tuple[tuple[int, int], ...] = ()) -> Sheet:
    header = [cell.strip() for cell in rows[0]] if rows else []
    while header and not header[-1]:
        header.pop()
    width = len(header)
    body = tuple((*row[:width], *[""] * (width - len(row))) for row in rows[1:])
    return Sheet(name, tuple(header), body, source, odd)


def _csv(sheet: Sheet) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([sheet.header, *sheet.rows])
    return text.getvalue()


def _xlsx(sheets: Sequence[Sheet]) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415 -- 100 ms, and an extra
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        for number, row in enumerate([sheet.header, *sheet.rows], start=1):
            for place, text in enumerate(row, start=1):
                if text:
                    cell = page.cell(number, place)
                    cell.value = text
                    cell.data_type = "s"  # a text stays a text, whatever it looks like
                    cell.number_format = "@"
                    cell.alignment = Alignment(wrap_text=True, vertical="top")
        for place, name in enumerate(sheet.header, start=1):
            page.cell(1, place).font = Font(bold=True)
            longest = max([len(name), *(len(row[place - 1]) for row in sheet.rows)])
            page.column_dimensions[get_column_letter(place)].width = min(max(longest + 2, _WIDTHS[0]), _WIDTHS[1])
        page.freeze_panes = "A2"
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _refused(code: str, what: Message, path: Path, help: Message | None = None) -> UnreadableFile:
    return UnreadableFile(Diagnostic(code, what, Span(str(path)), help))
