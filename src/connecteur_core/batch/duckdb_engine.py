"""Batches on DuckDB, in this process; what does not fit into memory goes to disk."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from connecteur_core.backends.duckdb_types import stored_type
from connecteur_core.backends.fact_sql import text_literal
from connecteur_core.backends.fact_typing import StoredType
from connecteur_core.batch.engine import Progress
from connecteur_core.batch.errors import BatchFailed
from connecteur_core.batch.sources import CsvStyle, FileFormat, Source
from connecteur_core.decisions.table_plan import ROW_NUMBER
from connecteur_core.diagnostics import Diagnostic
from connecteur_core.messages import Message, message
from connecteur_core.positions.span import Span

T = TypeVar("T")
MEMORY = "1200MB"
"""What DuckDB may hold in memory; Python, buffers of the reader and the writer come on top."""

_POLL_SECONDS = 0.1
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
        self._span = Span("")
        self._csv = False

    def open(self, source: Source, style: CsvStyle) -> Mapping[str, StoredType]:
        """Make the source the view `input`; its columns and their types."""
        self._span, self._csv = source.span, source.format is FileFormat.CSV
        self._connection.execute("DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans")
        if self._csv:
            for path in source.paths:
                _refuse_repeated_columns(path, style)
        scan = _scan(source, style)
        self._guarded(lambda: self._connection.execute(f"CREATE OR REPLACE TEMP VIEW input AS SELECT * FROM {scan}"))
        relation = self._guarded(lambda: self._connection.table("input"))
        return {name: stored_type(kind) for name, kind in zip(relation.columns, relation.types, strict=True)}

    def numbered(self) -> str:
        """The input with the number of each row."""
        return f"(SELECT *, ROW_NUMBER() OVER () AS {ROW_NUMBER} FROM input)"

    def malformed(self) -> Sequence[tuple[int, str]]:
        """Lines that are no rows, each once."""
        if not self._csv or not self._connection.execute(_HAS_REJECTS).fetchall():
            return []
        found = self._connection.execute(
            "SELECT line, MIN(CAST(error_type AS VARCHAR)) FROM reject_errors GROUP BY ALL ORDER BY line"
        )
        return [(line, kind) for line, kind in found.fetchall()]

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
        """Run a query in a thread of its own, so that Ctrl-C gets through and progress can be told."""
        used = {name: value for name, value in values.items() if f"${name} " in query}
        answer: list[tuple[Any, ...]] = []
        failures: list[BaseException] = []

        def work() -> None:
            try:
                cursor = self._connection.execute(query, used)
                if fetch:
                    answer.extend(cursor.fetchall())
            except BaseException as error:
                failures.append(error)

        thread = threading.Thread(target=work, daemon=True)
        self._connection.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
        thread.start()
        try:
            while thread.is_alive():
                thread.join(_POLL_SECONDS)
                if thread.is_alive():
                    progress(max(0.0, self._connection.query_progress()) / 100)
        except KeyboardInterrupt:
            self._connection.interrupt()
            thread.join()
            raise
        if failures:
            self._guarded(lambda: _raise(failures[0]))
        progress(1.0)
        return answer

    def _guarded(self, work: Callable[[], T]) -> T:
        """What DuckDB says in our words; never with a value of a cell."""
        import duckdb  # noqa: PLC0415 -- as above

        try:
            return work()
        except duckdb.Error as error:
            what, advice = _explained(error)
            raise BatchFailed(Diagnostic("CX802", what, self._span, advice)) from error


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


def _refuse_repeated_columns(path: Path, style: CsvStyle) -> None:
    """DuckDB would rename the second of two columns of the same name."""
    import csv  # noqa: PLC0415 -- only for CSV files
    import gzip  # noqa: PLC0415 -- as above

    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding=style.encoding or "utf-8-sig", newline="") as file:
            line = file.readline(1 << 20)
    except (UnicodeDecodeError, LookupError) as error:
        raise BatchFailed(Diagnostic("CX802", _ENCODING, Span(str(path)), _ENCODING_ADVICE)) from error
    except OSError as error:
        what = message("cannot be read: {reason}", reason=error.strerror or error)
        raise BatchFailed(Diagnostic("CX801", what, Span(str(path)))) from error
    delimiter = style.delimiter or max(",;\t|", key=line.count)
    names = next(csv.reader([line], delimiter=delimiter), [])
    repeated = next((name for name in names if name and names.count(name) > 1), None)
    if repeated is not None:
        what = message("two columns are called `{name}`", name=repeated)
        raise BatchFailed(Diagnostic("CX803", what, Span(str(path), 1, 1), message("rename or remove one of them")))


_ENCODING = message("this is not UTF-8 text")
_ENCODING_ADVICE = message("say how it is written: --encoding latin-1 or --encoding utf-16")


def _explained(error: Exception) -> tuple[Message, Message | None]:
    import duckdb  # noqa: PLC0415 -- as above

    text = str(error)
    if "unicode" in text.lower() or "utf-8" in text.lower() or "encod" in text.lower():
        return _ENCODING, _ENCODING_ADVICE
    if isinstance(error, duckdb.OutOfMemoryException):
        return message("there is not enough memory for this"), message("raise --memory, or decide fewer files at once")
    if isinstance(error, duckdb.IOException) and ("space" in text.lower() or "write" in text.lower()):
        return message("the result cannot be written: is the disk full?"), None
    if "parquet" in text.lower():
        return message("this is no whole Parquet file"), message("was it cut off while being copied?")
    if "csv" in text.lower() or "sniff" in text.lower():
        return message("this cannot be read as CSV"), message("say what stands between its cells: --delimiter ';'")
    if "json" in text.lower():
        return message("this cannot be read as JSON, one object a line"), None
    return message("DuckDB cannot do this ({kind})", kind=type(error).__name__), None


def _raise(error: BaseException) -> None:
    raise error
