"""What a batch needs of an engine; DuckDB and Spark give it. Queries are ours, in the SQL that DuckDB reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from attrs import frozen

from connecteur_core.backends.fact_typing import StoredType
from connecteur_core.batch.list_tables import ListTable
from connecteur_core.batch.sources import CsvStyle, FileFormat, Source

Progress = Callable[[float], None]
"""Told now and then which part of the work is done, from 0 to 1."""


@frozen
class Reject:
    """A row that was not decided.

    Attributes:
        row: its number in its file, from 1; the header is not counted.
        reason: which column does not fit, and what it must be; None = the line does not have the cells of a row.
    """

    file: str
    row: int
    reason: str | None


class Engine(Protocol):
    """Reads tables and runs queries over them."""

    def add_list(self, table: ListTable, style: CsvStyle) -> Mapping[str, StoredType]:
        """Read a list; all that is opened from now on has it as a column. The columns of its table.

        Raises:
            BatchFailed: it cannot be read as a table, not to its last line, or has no key.
        """

    def open(self, source: Source, style: CsvStyle) -> Mapping[str, StoredType]:
        """Make the source the relation `input`; its columns.

        Raises:
            BatchFailed: it cannot be read as a table, or cannot take the lists.
        """

    @property
    def order(self) -> str | None:
        """The column of `input` that rows must be sorted by to stand as in the source; None = they do anyhow."""

    def malformed(self) -> int:
        """How many lines of CSV files are no rows; known after a query has read them."""

    def rejects(self, query: Callable[[str], str] | None) -> Iterator[Reject]:
        """The rows that do not fit and the lines that are no rows, in their order.

        Args:
            query: gives the query for the file, number and reason of rows that do not fit, over a relation with
                `FILE` and `ROW_NUMBER`; None = all fit.
        """

    def rows(self, query: str, values: Mapping[str, Any], progress: Progress) -> list[tuple[Any, ...]]:
        """The rows of a small result."""

    def write(self, query: str, values: Mapping[str, Any], path: Path, kind: FileFormat, progress: Progress) -> None:
        """Write a result as a file, or a folder of files where the engine has it so."""

    def close(self) -> None:
        """Let go of everything."""
