"""What a batch needs of an engine; DuckDB and Spark give it. Queries are ours, in the SQL that DuckDB reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from connecteur_core.backends.fact_typing import StoredType
from connecteur_core.batch.sources import CsvStyle, FileFormat, Source

Progress = Callable[[float], None]
"""Told now and then which part of the work is done, from 0 to 1."""


class Engine(Protocol):
    """Reads tables and runs queries over them."""

    def open(self, source: Source, style: CsvStyle) -> Mapping[str, StoredType]:
        """Make the source the relation `input`; its columns.

        Raises:
            BatchFailed: it cannot be read as a table.
        """

    def numbered(self) -> str:
        """A relation: the input with `ROW_NUMBER`."""

    def malformed(self) -> Sequence[tuple[int, str]]:
        """Lines of a CSV file that are no rows, with the reason; known after a query has read it."""

    def rows(self, query: str, values: Mapping[str, Any], progress: Progress) -> list[tuple[Any, ...]]:
        """The rows of a small result."""

    def write(self, query: str, values: Mapping[str, Any], path: Path, kind: FileFormat, progress: Progress) -> None:
        """Write a result as a file, or a folder of files where the engine has it so."""

    def close(self) -> None:
        """Let go of everything."""
