"""Batches on Spark, local or a cluster: the queries of the other engine, in Spark's words."""

from __future__ import annotations

import contextlib
import heapq
import logging
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import col, collect_list, monotonically_increasing_id, sort_array, struct, transform

from connecteur_core.backends.fact_typing import StoredType
from connecteur_core.backends.sql_dialects import Dialect, to_dialect
from connecteur_core.backends.sql_query import values_in
from connecteur_core.batch.csv_header import CsvHeader, group_alike
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
from connecteur_core.batch.spark_types import stored_type
from connecteur_core.decisions.table_plan import FILE, ROW_NUMBER
from connecteur_core.diagnostics import Diagnostic
from connecteur_core.messages import Message, message
from connecteur_core.positions.span import Span

T = TypeVar("T")

LOCAL = "local[*]"

_BLOCK, _TORN = "connecteur_block", "connecteur_torn"
_OWN = frozenset({FILE, _BLOCK, _TORN})
# Spark reads a file in blocks, each in one task, and numbers rows by task: a row's number in its file is its place in
# its block after all rows of the blocks before.
_NUMBERED = f"""
    WITH placed AS (SELECT *, MONOTONICALLY_INCREASING_ID() AS place FROM raw),
    blocks AS (SELECT {FILE}, {_BLOCK}, MIN(place) AS first, COUNT(*) AS size FROM placed GROUP BY {FILE}, {_BLOCK}),
    starts AS (
        SELECT {FILE}, {_BLOCK}, first,
            COALESCE(SUM(size) OVER (PARTITION BY {FILE} ORDER BY {_BLOCK} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
            AS before
        FROM blocks
    )
    SELECT placed.*, place - first + before + 1 AS {ROW_NUMBER} FROM placed JOIN starts USING ({FILE}, {_BLOCK})
"""  # noqa: E501


class SparkEngine:
    """A session of Spark; the one at hand, if there is one."""

    def __init__(self, *, master: str = LOCAL, memory: str | None = None) -> None:
        settings = {
            "spark.ui.showConsoleProgress": "false",
            "spark.sql.session.timeZone": "UTC",
            "spark.sql.ansi.enabled": "true",
            # A line is judged by all its cells, whichever of them a query reads.
            "spark.sql.csv.parser.columnPruning.enabled": "false",
        }
        if master.startswith("local"):
            settings |= {"spark.ui.enabled": "false", "spark.driver.memory": memory or "2g"}
            settings |= {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}
        elif memory:
            settings["spark.executor.memory"] = memory
        builder = SparkSession.builder.master(master).appName("connecteur")
        for name, value in settings.items():
            builder = builder.config(name, value)
        try:
            with _without_log():
                self._session = builder.getOrCreate()
        except (PySparkException, OSError) as error:
            what = message("Spark did not start on {master}", master=master)
            raise BatchFailed(Diagnostic("CX802", what, help=message("Spark needs Java 17 or newer"))) from error
        self._session.sparkContext.setLogLevel("OFF")
        logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL + 1)
        self._span, self._csv = Span(""), False
        self._names: dict[str, Path] = {}
        self._column = ""
        self._lists: list[ListTable] = []
        self._kept: list[DataFrame] = []

    def add_list(self, table: ListTable, style: CsvStyle) -> Mapping[str, StoredType]:
        """Read a list that the rows of what is opened next have beside them; its columns."""
        columns = self._stored(table.source, style)
        facts = members_in(table, columns)
        if facts:
            if torn := self.malformed():
                raise torn_list(table, torn)
            member = struct(monotonically_increasing_id().alias(PLACE), *map(col, map(_quoted, facts)))
            ordered = sort_array(collect_list("member"))
            bare = transform(ordered, lambda one: struct(*(one[name].alias(name) for name in facts)))
            keyed = self._session.table(STORED).select(
                col(_quoted(table.key)).cast("string").alias(KEY), member.alias("member")
            )
            grouped = keyed.groupBy(KEY).agg(bare.alias(MEMBERS)).persist()
            grouped.createOrReplaceTempView(table.relation)
            self._kept.append(grouped)
        self._lists.append(table)
        return columns

    def open(self, source: Source, style: CsvStyle) -> Mapping[str, StoredType]:
        """Make the source the view `input`; its columns and their types."""
        check_rows(self._lists, self._stored(source, style), source)
        query = to_dialect(with_lists(STORED, self._lists), Dialect.SPARK)
        rows = self._guarded(lambda: self._session.sql(query))
        rows.createOrReplaceTempView("input")
        return _columns(rows)

    def _stored(self, source: Source, style: CsvStyle) -> Mapping[str, StoredType]:
        self._span, self._csv = source.span, source.format is FileFormat.CSV
        self._names = {str(path.absolute()): path for path in source.paths}
        raw = self._guarded(lambda: self._read(source, style))
        raw.createOrReplaceTempView("raw")
        names = [_quoted(name) for name in raw.columns if name not in _OWN]
        self._column = names[0]
        whole = f" WHERE {_TORN} IS NULL" if self._csv else ""
        stored = self._session.sql(f"SELECT {', '.join(names)} FROM raw{whole}")
        stored.createOrReplaceTempView(STORED)
        return _columns(stored)

    @property
    def order(self) -> None:
        """Rows go to as many files as there are tasks, in no promised order."""
        return

    def malformed(self) -> int:
        """How many lines of CSV files are no rows."""
        if not self._csv:
            return 0
        # Spark refuses to look at the column of torn lines alone.
        count = f"SELECT COUNT({_TORN}), COUNT({self._column}) FROM raw"
        return int(self._guarded(lambda: self._session.sql(count).collect())[0][0])

    def rejects(self, query: Callable[[str], str] | None) -> Iterator[Reject]:
        """The rows that do not fit, as `query` over a numbered relation finds them, and lines that are no rows."""
        self._session.sql(_NUMBERED).createOrReplaceTempView("numbered")
        whole = f"(SELECT * FROM numbered WHERE {_TORN} IS NULL)" if self._csv else "numbered"
        found: list[Iterator[Reject]] = []
        if query is not None:
            numbered = f"({with_lists(whole, self._lists)})"
            found.append(self._rejects(to_dialect(query(numbered), Dialect.SPARK)))
        if self._csv:
            places = f"{FILE}, {ROW_NUMBER}"
            torn = f"SELECT {places}, NULL AS reason, {self._column} FROM numbered WHERE {_TORN} IS NOT NULL"
            found.append(self._rejects(f"{torn} ORDER BY {places}"))
        return heapq.merge(*found, key=lambda one: (one.file, one.row))

    def _rejects(self, query: str) -> Iterator[Reject]:
        for file, row, reason, *_ in self._guarded(lambda: self._session.sql(query).toLocalIterator()):
            path = unquote(urlsplit(file).path)
            yield Reject(str(self._names.get(path, path)), int(row), reason)

    def rows(self, query: str, values: Mapping[str, Any], progress: Progress) -> list[tuple[Any, ...]]:
        """The rows of a small result."""
        return [tuple(row) for row in self._run(lambda: self._query(query, values).collect(), progress)]

    def write(self, query: str, values: Mapping[str, Any], path: Path, kind: FileFormat, progress: Progress) -> None:
        """Write a result as a folder of files, one a task."""
        writer = self._query(query, values).write
        uri = _uri(path)
        match kind:
            case FileFormat.CSV:
                self._run(lambda: writer.options(header="true", escape='"').csv(uri), progress)
            case FileFormat.PARQUET:
                self._run(lambda: writer.option("compression", "zstd").parquet(uri), progress)
            case FileFormat.JSONL:
                self._run(lambda: writer.json(uri), progress)

    def close(self) -> None:
        """Forget the views; the session stays, as others may use it."""
        for view in ("raw", STORED, "input", "numbered", *(table.relation for table in self._lists)):
            self._session.catalog.dropTempView(view)
        for frame in self._kept:
            frame.unpersist()

    def _read(self, source: Source, style: CsvStyle) -> DataFrame:
        reader = self._session.read
        if source.folder is not None:
            reader = reader.option("basePath", _uri(source.folder))
        paths = [_uri(path) for path in source.paths]
        match source.format:
            case FileFormat.PARQUET:
                frames = [reader.option("mergeSchema", "true").parquet(*paths)]
            case FileFormat.JSONL:
                frames = [reader.option("mode", "FAILFAST").json(paths)]
            case FileFormat.CSV:
                frames = [
                    reader.options(**_csv_options(header, style)).schema(_schema(header)).csv([*map(_uri, files)])
                    for header, files in group_alike(source.paths, style).items()
                ]
        own = (f"_metadata.file_path AS {FILE}", f"_metadata.file_block_start AS {_BLOCK}")
        return reduce(
            lambda one, two: one.unionByName(two, allowMissingColumns=True),
            (frame.selectExpr("*", *own) for frame in frames),
        )

    def _query(self, query: str, values: Mapping[str, Any]) -> DataFrame:
        used = values_in(query, values)
        return self._guarded(lambda: self._session.sql(to_dialect(query, Dialect.SPARK), args=used))

    def _run(self, work: Callable[[], T], progress: Progress) -> T:
        context = self._session.sparkContext
        tracker = context.statusTracker()

        def done() -> float:
            stages = [tracker.getStageInfo(number) for number in tracker.getActiveStageIds()]
            tasks = sum(stage.numTasks for stage in stages if stage)
            return sum(stage.numCompletedTasks for stage in stages if stage) / tasks if tasks else 0.0

        return self._guarded(lambda: run_in_thread(work, progress, done, context.cancelAllJobs))

    def _guarded(self, work: Callable[[], T]) -> T:
        """What Spark says in our words; never with a value of a cell."""
        from py4j.protocol import Py4JError  # noqa: PLC0415 -- comes with Spark

        try:
            return work()
        except (PySparkException, Py4JError) as error:
            what, advice = _explained(str(error), type(error).__name__)
            code = "CX807" if what is DISK_FULL else "CX802"
            raise BatchFailed(Diagnostic(code, what, self._span, advice)) from error


def _csv_options(header: CsvHeader, style: CsvStyle) -> dict[str, str]:
    return {
        "header": "true",
        "enforceSchema": "true",
        "sep": header.delimiter,
        "quote": header.quote,
        "escape": header.quote,
        "encoding": style.encoding or "utf-8",
        # Cells with line breaks would keep Spark from reading a file in several tasks; such lines count as torn.
        "multiLine": "true" if style.encoding == "utf-16" else "false",
        "columnNameOfCorruptRecord": _TORN,
    }


def _uri(path: Path) -> str:
    """A path as Spark takes it: nothing encoded, but marks of globs escaped."""
    return "file://" + re.sub(r"([][{}*?\\])", r"\\\1", str(path.absolute()))


def _schema(header: CsvHeader) -> str:
    return ", ".join(f"{_quoted(name)} STRING" for name in (*header.names, _TORN))


def _columns(frame: DataFrame) -> dict[str, StoredType]:
    return {column.name: stored_type(column.dataType) for column in frame.schema}


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _explained(text: str, kind: str) -> tuple[Message, Message | None]:
    lower = text.lower()
    if "no space left" in lower:
        return DISK_FULL, None
    if "parquet" in lower or "footer" in lower:
        return message("this is no whole Parquet file"), message("was it cut off while being copied?")
    if "malformed_record" in lower or "json" in lower:
        return message("this cannot be read as JSON, one object a line"), None
    if "memory" in lower:
        return message("there is not enough memory for this"), message("raise --memory, or decide fewer files at once")
    return message("Spark cannot do this ({kind})", kind=kind), None


@contextlib.contextmanager
def _without_log() -> Iterator[None]:
    """Starts Spark with its log out of sight; what matters comes back as an exception."""
    kept = os.dup(2)
    with tempfile.TemporaryFile() as log:
        os.dup2(log.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
