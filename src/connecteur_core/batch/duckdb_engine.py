"""Batches on DuckDB, in this process; what does not fit into memory goes to disk."""

from __future__ import annotations

import re
import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from connecteur_core.backends.duckdb_types import stored_type
from connecteur_core.backends.fact_sql import text_literal
from connecteur_core.backends.fact_typing import StoredType
from connecteur_core.batch.csv_header import DISK_FULL, NOT_TEXT, NOT_TEXT_ADVICE, read_header
from connecteur_core.batch.engine import Progress, Reject
from connecteur_core.batch.errors import BatchFailed
from connecteur_core.batch.in_thread import run_in_thread
from connecteur_core.batch.sources import CsvStyle, FileFormat, Source
from connecteur_core.decisions.table_plan import FILE, ROW_NUMBER
from connecteur_core.diagnostics import Diagnostic
from connecteur_core.messages import Message, message
from connecteur_core.positions.span import Span

T = TypeVar("T")
MEMORY = "1200MB"
"""What DuckDB may hold in memory; Python, buffers of the reader and the writer come on top."""

_HAS_REJECTS = "SELECT 1 FROM duckdb_tables() WHERE table_name = 'reject_errors'"


class DuckDbEngine:
    """A connection of its own, with a folder for what does not fit into memory."""

    def __init__(self, *, memory: str = MEMORY, threads: int | None = None) -> None:
        import duckdb  # noqa: PLC0415 -- 90 ms that only batches have to pay

        self._spill = tempfile.TemporaryDirectory(prefix="connecteur-")
        self._connection = duckdb.connect(
            config={
                "memory_limit": memory,
                "temp_directory": self._spill.name,
                "autoinstall_known_extensions": "false",  # nothing is ever fetched
                **({"threads": str(threads)} if threads else {}),
            }
        )
        self._span, self._csv = Span(""), False
        self._paths: Sequence[Path] = ()
        self._scan = ""

    def open(self, source: Source, style: CsvStyle) -> Mapping[str, StoredType]:
        """Make the source the view `input`; its columns and their types."""
        self._span, self._csv = source.span, source.format is FileFormat.CSV
        self._connection.execute("DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans")
        if self._csv:  # of two columns with the same name, DuckDB would rename one
            for path in source.paths:
                read_header(path, style)
        self._paths, self._scan = source.paths, _scan(source, style)
        view = f"CREATE OR REPLACE TEMP VIEW input AS SELECT * FROM {self._scan}"
        self._guarded(lambda: self._connection.execute(view))
        relation = self._guarded(lambda: self._connection.table("input"))
        return {name: stored_type(kind) for name, kind in zip(relation.columns, relation.types, strict=True)}

    def malformed(self) -> int:
        """How many lines are no rows."""
        return len(self._torn())

    def rejects(self, query: Callable[[str], str] | None) -> Iterator[Reject]:
        """The rows that do not fit, as `query` over a numbered relation finds them, and lines that are no rows."""
        rows = self._rows(query(self._numbered())) if query is not None else ()
        torn = self._torn()
        waiting = deque(torn)
        file = str(self._paths[0])
        for name, row, reason in rows:
            # DuckDB counts rows without the lines it could not read.
            place = row + len(torn) - len(waiting)
            while waiting and waiting[0] <= place:
                yield Reject(file, waiting.popleft(), None)
                place += 1
            yield Reject(name, place, reason)
        for line in waiting:
            yield Reject(file, line, None)

    def _rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        cursor = self._guarded(lambda: self._connection.execute(query))
        while rows := cursor.fetchmany(10_000):
            yield from rows

    def _torn(self) -> list[int]:
        """The numbers of the lines that are no rows, as if they were."""
        if not self._csv or not self._connection.execute(_HAS_REJECTS).fetchall():
            return []
        lines = self._connection.execute("SELECT DISTINCT line FROM reject_errors ORDER BY line").fetchall()
        return [line - 1 for (line,) in lines]

    def _numbered(self) -> str:
        """The input with the file of each row and its number in it; rows come in the order of the files."""
        named = (
            f"SELECT *, {text_literal(str(self._paths[0]))} AS {FILE}, ROW_NUMBER() OVER () AS {ROW_NUMBER} FROM input"
        )
        if len(self._paths) == 1:
            return f"({named})"
        scan = f"{self._scan[:-1]}, filename = '{FILE}')"
        counts = dict(self._connection.execute(f"SELECT {FILE}, COUNT(*) FROM {scan} GROUP BY 1").fetchall())
        starts, rows = [], 0
        for path in self._paths:
            name = text_literal(str(path.absolute()))
            starts.append(f"({name}, {text_literal(str(path))}, {rows})")
            rows += counts.get(str(path.absolute()), 0)
        counted = f"SELECT *, ROW_NUMBER() OVER () AS counted FROM {scan}"
        return (
            f"(SELECT rows.* EXCLUDE ({FILE}, counted), shown AS {FILE}, counted - before AS {ROW_NUMBER}"
            f" FROM ({counted}) AS rows JOIN (VALUES {', '.join(starts)}) AS starts(file, shown, before)"
            f" ON rows.{FILE} = starts.file)"
        )

    def rows(self, query: str, values: Mapping[str, Any], progress: Progress) -> list[tuple[Any, ...]]:
        """The rows of a small result."""
        return self._run(query, values, progress, fetch=True)

    def write(self, query: str, values: Mapping[str, Any], path: Path, kind: FileFormat, progress: Progress) -> None:
        """Write a result as one file."""
        options = {
            FileFormat.CSV: "FORMAT CSV, HEADER",
            FileFormat.PARQUET: "FORMAT PARQUET, COMPRESSION ZSTD",
            FileFormat.JSONL: "FORMAT JSON",
        }[kind]
        self._run(f"COPY ({query}) TO {text_literal(str(path))} ({options})", values, progress, fetch=False)

    def close(self) -> None:
        """Close the connection and remove what it kept on disk."""
        self._connection.close()
        self._spill.cleanup()

    def _run(self, query: str, values: Mapping[str, Any], progress: Progress, *, fetch: bool) -> list[tuple[Any, ...]]:
        used = {name: value for name, value in values.items() if re.search(rf"\${name}\b", query)}
        self._connection.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")

        def work() -> list[tuple[Any, ...]]:
            cursor = self._connection.execute(query, used)
            return cursor.fetchall() if fetch else []

        def done() -> float:
            return float(max(0.0, self._connection.query_progress())) / 100

        return self._guarded(lambda: run_in_thread(work, progress, done, self._connection.interrupt))

    def _guarded(self, work: Callable[[], T]) -> T:
        """What DuckDB says in our words; never with a value of a cell."""
        import duckdb  # noqa: PLC0415 -- as above

        try:
            return work()
        except duckdb.Error as error:
            what, advice = _explained(error)
            code = "CX807" if what is DISK_FULL else "CX802"
            raise BatchFailed(Diagnostic(code, what, self._span, advice)) from error


def _scan(source: Source, style: CsvStyle) -> str:
    """The function of DuckDB that reads the files."""
    paths = "[" + ", ".join(text_literal(_without_globs(path)) for path in source.paths) + "]"
    match source.format:
        case FileFormat.PARQUET:
            return f"read_parquet({paths}, union_by_name = true)"
        case FileFormat.JSONL:
            return f"read_json({paths}, format = 'newline_delimited', sample_size = -1, union_by_name = true)"
        case FileFormat.CSV:
            # Of one file, lines that are no rows are set apart; DuckDB cannot do so while it matches columns by name.
            several = "union_by_name = true" if len(source.paths) > 1 else "store_rejects = true"
            options = ["all_varchar = true", "header = true", several]
            options += [f"delim = {text_literal(style.delimiter)}"] if style.delimiter else []
            options += [f"encoding = {text_literal(style.encoding)}"] if style.encoding else []
            return f"read_csv({paths}, {', '.join(options)})"


def _without_globs(path: Path) -> str:
    return "".join(f"[{mark}]" if mark in "*?[" else mark for mark in str(path.absolute()))


def _explained(error: Exception) -> tuple[Message, Message | None]:
    import duckdb  # noqa: PLC0415 -- as above

    text = str(error)
    if "unicode" in text.lower() or "utf-8" in text.lower() or "encod" in text.lower():
        return NOT_TEXT, NOT_TEXT_ADVICE
    if isinstance(error, duckdb.OutOfMemoryException):
        return message("there is not enough memory for this"), message("raise --memory, or decide fewer files at once")
    if isinstance(error, duckdb.IOException) and ("space" in text.lower() or "write" in text.lower()):
        return DISK_FULL, None
    if "parquet" in text.lower():
        return message("this is no whole Parquet file"), message("was it cut off while being copied?")
    if "csv" in text.lower() or "sniff" in text.lower():
        return message("this cannot be read as CSV"), message("say what stands between its cells: --delimiter ';'")
    if "json" in text.lower():
        return message("this cannot be read as JSON, one object a line"), None
    return message("DuckDB cannot do this ({kind})", kind=type(error).__name__), None
