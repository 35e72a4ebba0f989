"""The files of a batch: what was named, a folder's or a glob's files, each with its format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from pathlib import Path

from attrs import frozen

from connecteur_core.batch.errors import BatchFailed
from connecteur_core.diagnostics import Diagnostic
from connecteur_core.messages import Message, message
from connecteur_core.positions.span import Span


class FileFormat(Enum):
    """The formats of tables, by the ending of their files."""

    CSV = "csv"
    PARQUET = "parquet"
    JSONL = "jsonl"


_ENDINGS = {
    ".csv": FileFormat.CSV,
    ".tsv": FileFormat.CSV,
    ".csv.gz": FileFormat.CSV,
    ".parquet": FileFormat.PARQUET,
    ".pq": FileFormat.PARQUET,
    ".jsonl": FileFormat.JSONL,
    ".ndjson": FileFormat.JSONL,
    ".jsonl.gz": FileFormat.JSONL,
}


@frozen
class CsvStyle:
    """How CSV files are written; None = found out from the file.

    Attributes:
        delimiter: what stands between cells.
        encoding: such as utf-8, latin-1 or utf-16.
    """

    delimiter: str | None = None
    encoding: str | None = None


@frozen
class Source:
    """Files of one format that are decided together.

    Attributes:
        paths: the files.
        relative: where the result goes below a folder of results.
        folder: the folder that was named; the names of folders below it, such as `region=Sud`, are values of columns.
    """

    paths: tuple[Path, ...]
    format: FileFormat
    relative: Path
    folder: Path | None = None

    @property
    def span(self) -> Span:
        """The first file, for findings."""
        return Span(str(self.paths[0]))


def format_of(path: Path) -> FileFormat | None:
    """The format that the ending of a name tells, or None."""
    name = path.name.lower()
    return next((kind for ending, kind in _ENDINGS.items() if name.endswith(ending)), None)


def find_sources(names: Sequence[str], *, together: bool) -> tuple[Source, ...]:
    """The files that were named: files, folders with all tables below them, or globs.

    Args:
        names: paths or globs.
        together: whether all files make one table.

    Raises:
        BatchFailed: nothing there, an unknown format, or formats that cannot be put together.
    """
    files: dict[Path, Path] = {}
    for name in names:
        for path, relative in _files(name):
            files.setdefault(path, relative)
    folder = Path(names[0]) if len(names) == 1 and Path(names[0]).is_dir() else None
    formats = {path: _known_format(path) for path in files}
    if not together:
        return tuple(Source((path,), formats[path], relative, folder) for path, relative in files.items())
    kinds = set(formats.values())
    if len(kinds) > 1:
        what = message(
            "these files are of different formats: {formats}", formats=", ".join(sorted(k.value for k in kinds))
        )
        raise BatchFailed(Diagnostic("CX801", what, help=message("give -o a folder, to decide each file by itself")))
    first = next(iter(files))
    return (Source(tuple(files), kinds.pop(), files[first], folder),)


def _files(name: str) -> Iterator[tuple[Path, Path]]:
    path = Path(name)
    if path.is_file():
        yield path, Path(path.name)
        return
    if path.is_dir():
        found = sorted(
            file for file in path.rglob("*") if file.is_file() and format_of(file) and not _is_hidden(file, path)
        )
        if not found:
            raise _failure(path, message("no table in this folder"), message("tables end in .csv, .parquet or .jsonl"))
        yield from ((file, file.relative_to(path)) for file in found)
        return
    base = Path(path.anchor) if path.is_absolute() else Path()
    pattern = str(path.relative_to(path.anchor)) if path.is_absolute() else name
    found = sorted(file for file in base.glob(pattern) if file.is_file()) if any(mark in name for mark in "*?[") else []
    if not found:
        raise _failure(path, message("there is no such file"))
    yield from ((file, Path(file.name)) for file in found)


def _is_hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith((".", "_")) for part in file.relative_to(folder).parts)


def _known_format(path: Path) -> FileFormat:
    known = format_of(path)
    if known is None:
        raise _failure(
            path, message("this is no kind of table known here"), message("tables end in .csv, .parquet or .jsonl")
        )
    return known


def _failure(path: Path, what: Message, advice: Message | None = None) -> BatchFailed:
    return BatchFailed(Diagnostic("CX801", what, Span(str(path)), advice))
