"""Batches on DuckDB, in this process; what does not fit into memory goes to disk."""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar

from connecteur_core.backends.duckdb_types import stored_type
from connecteur_core.backends.fact_columns import quoted
from connecteur_core.backends.fact_sql import text_literal
from connecteur_core.backends.fact_typing import StoredType
from connecteur_core.backends.sql_query import values_in
from connecteur_core.batch.csv_header import NOT_TEXT, NOT_TEXT_ADVICE, CsvHeader, group_alike
from connecteur_core.batch.engine import Progress, Reject
from connecteur_core.batch.errors import DISK_FULL, BatchFailed
from connecteur_core.batch.in_thread import run_in_thread
from connecteur_core.batch.list_tables import (
    KEY,
    MEMBERS,
    PLACE,
    STORED,
    ListTable,
    check_rows,
    members_in,
    torn_list,
    with_lists,
)
from connecteur_core.batch.sources import CsvStyle, FileFormat, Source
from connecteur_core.decisions.table_plan import FILE, ROW_NUMBER
from connecteur_core.diagnostics import Diagnostic
from connecteur_core.messages import Message, message
from connecteur_core.positions.span import Span

T = TypeVar("T")
MEMORY = "1200MB"
"""What DuckDB may hold in memory; Python, buffers of the reader and the writer come on top."""

_TORN = """
    SELECT DISTINCT file_path, line FROM reject_errors JOIN reject_scans USING (scan_id, file_id) ORDER BY ALL
"""
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
        self._paths: Sequence[Path] = ()
        self._named_scan = ""
        self._lists: list[ListTable] = []

    def add_list(self, table: ListTable, style: CsvStyle) -> Mapping[str, StoredType]:
        """Read a list that the rows of what is opened next have beside them; its columns."""
        columns = self._view(STORED, table.source, style)
        facts = ", ".join(f"{text_literal(name)}: {quoted(name)}" for name in members_in(table, columns))
        if facts:
            numbered = f"SELECT *, ROW_NUMBER() OVER () AS {PLACE} FROM {STORED}"
            grouped = (
                f"SELECT CAST({quoted(table.key)} AS VARCHAR) AS {KEY}, LIST({{{facts}}} ORDER BY {PLACE}) AS {MEMBERS}"
                f" FROM ({numbered}) AS members GROUP BY ALL"
            )
            self._execute(f"CREATE OR REPLACE TEMP TABLE {table.relation} AS {grouped}")
            if torn := self.malformed():
                raise torn_list(table, torn)
        self._lists.append(table)
        return columns

    def open(self, source: Source, style: CsvStyle) -> Mapping[str, StoredType]:
        """Make the source the view `input`; its columns and their types."""
        columns = self._view(STORED, source, style)
        check_rows(self._lists, columns, source)
        placed = f"(SELECT *, ROW_NUMBER() OVER () AS {PLACE} FROM {STORED})" if self._lists else STORED
        self._execute(f"CREATE OR REPLACE TEMP VIEW input AS {with_lists(placed, self._lists)}")
        return {name: kind for name, kind in self._columns("input").items() if name != PLACE}

    @property
    def order(self) -> str | None:
        """The place of each row where lists have been looked up, as that mixes rows."""
        return PLACE if self._lists else None

    def _view(self, name: str, source: Source, style: CsvStyle) -> Mapping[str, StoredType]:
        self._span, self._paths = source.span, source.paths
        self._connection.execute("DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans")
        alike = group_alike(source.paths, style) if source.format is FileFormat.CSV else {}
        self._named_scan = _scan(source, alike, style, named=True)
        self._execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM {_scan(source, alike, style)}")
        return self._columns(name)

    def _columns(self, view: str) -> Mapping[str, StoredType]:
        relation = self._guarded(lambda: self._connection.table(view))
        return {name: stored_type(kind) for name, kind in zip(relation.columns, relation.types, strict=True)}

    def _execute(self, statement: str) -> None:
        self._guarded(lambda: self._connection.execute(statement))

    def malformed(self) -> int:
        """How many lines are no rows."""
        return sum(len(lines) for lines in self._torn().values())

    def rejects(self, query: Callable[[str], str] | None) -> Iterator[Reject]:
        """The rows that do not fit, as `query` over a numbered relation finds them, and lines that are no rows."""
        torn = self._torn()
        rows = self._rows(query(f"({with_lists(self._numbered(), self._lists)})")) if query is not None else iter(())
        for file, unfit in groupby(rows, key=itemgetter(0)):
            yield from _merged(file, unfit, torn.pop(file, []))
        for file, lines in torn.items():
            yield from _merged(file, (), lines)

    def _rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        cursor = self._guarded(lambda: self._connection.execute(query))
        while rows := cursor.fetchmany(10_000):
            yield from rows

    def _torn(self) -> dict[str, list[int]]:
        """The numbers of the lines that are no rows, as if they were, by file."""
        if not self._connection.execute(_HAS_REJECTS).fetchall():
            return {}
        found: dict[str, list[int]] = {}
        shown = {str(path.absolute()): str(path) for path in self._paths}
        for path, line in self._connection.execute(_TORN).fetchall():
            found.setdefault(shown.get(path, path), []).append(line - 1)
        return found

    def _numbered(self) -> str:
        """The input with the file of each row and its number in it, not counting lines that are no rows."""
        if len(self._paths) == 1:
            file = text_literal(str(self._paths[0]))
            return f"(SELECT *, {file} AS {FILE}, ROW_NUMBER() OVER () AS {ROW_NUMBER} FROM {STORED})"
        counted = f"SELECT *, ROW_NUMBER() OVER () AS counted FROM {self._named_scan}"
        first = f"SELECT {FILE} AS file, MIN(counted) AS first FROM ({counted}) AS rows GROUP BY {FILE}"
        shown = ", ".join(f"({text_literal(str(path.absolute()))}, {text_literal(str(path))})" for path in self._paths)
        return (
            f"(SELECT rows.* EXCLUDE ({FILE}, counted), shown AS {FILE}, counted - first + 1 AS {ROW_NUMBER}"
            f" FROM ({counted}) AS rows JOIN ({first}) AS starts ON rows.{FILE} = starts.file"
            f" JOIN (VALUES {shown}) AS names(file, shown) ON rows.{FILE} = names.file)"
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
        used = values_in(query, values)
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
            named = next((path for path in self._paths if str(path.absolute()) in str(error)), None)
            raise BatchFailed(Diagnostic(code, what, Span(str(named)) if named else self._span, advice)) from error


def _scan(source: Source, alike: Mapping[CsvHeader, Sequence[Path]], style: CsvStyle, *, named: bool = False) -> str:
    """What reads the files; `named` adds the path of each row's file."""
    file = [f"filename = '{FILE}'"] if named else []
    match source.format:
        case FileFormat.PARQUET:
            return f"read_parquet({', '.join([_paths(source.paths), 'union_by_name = true', *file])})"
        case FileFormat.JSONL:
            options = ["format = 'newline_delimited'", "sample_size = -1", "union_by_name = true", *file]
            return f"read_json({', '.join([_paths(source.paths), *options])})"
        case FileFormat.CSV:
            # DuckDB sets lines apart that are no rows, but not while it matches columns by name: we match them.
            scans = [_csv_scan(header, paths, style, file) for header, paths in alike.items()]
            if len(scans) == 1:
                return scans[0]
            return f"({' UNION ALL BY NAME '.join(f'SELECT * FROM {scan}' for scan in scans)})"


def _csv_scan(header: CsvHeader, paths: Sequence[Path], style: CsvStyle, file: Sequence[str]) -> str:
    options = ["all_varchar = true", "header = true", "store_rejects = true", *file]
    if len(header.names) > 1:  # DuckDB's own guess takes the whole line for one column where a file has few good lines
        options.append(f"delim = {text_literal(header.delimiter)}")
        options.append(f"quote = {text_literal(header.quote)}")
    options += [f"encoding = {text_literal(style.encoding)}"] if style.encoding else []
    return f"read_csv({', '.join([_paths(paths), *options])})"


def _merged(file: str, unfit: Iterable[tuple[Any, ...]], torn: Sequence[int]) -> Iterator[Reject]:
    """Rows and lines of a file in their order; DuckDB counts rows without the lines it could not read."""
    waiting = deque(torn)
    for _, row, reason in unfit:
        place = row + len(torn) - len(waiting)
        while waiting and waiting[0] <= place:
            yield Reject(file, waiting.popleft(), None)
            place += 1
        yield Reject(file, place, reason)
    for line in waiting:
        yield Reject(file, line, None)


def _paths(paths: Sequence[Path]) -> str:
    return "[" + ", ".join(text_literal(_without_globs(path)) for path in paths) + "]"


def _without_globs(path: Path) -> str:
    return "".join(f"[{mark}]" if mark in "*?[" else mark for mark in str(path.absolute()))


def _explained(error: Exception) -> tuple[Message, Message | None]:
    import duckdb  # noqa: PLC0415 -- as above

    text = str(error)
    if any(words in text.lower() for words in ("invalid unicode", "not utf-8 encoded", "byte sequence", "decod")):
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
