"""The first line of a CSV file: its columns, and how its cells are set apart."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

from connecteur_core.batch.errors import BatchFailed
from connecteur_core.batch.sources import CsvStyle
from connecteur_core.diagnostics import Diagnostic
from connecteur_core.messages import message
from connecteur_core.positions.span import Span

DELIMITERS = ",;\t|"
NOT_TEXT = message("this is not UTF-8 text")
NOT_TEXT_ADVICE = message("say how it is written: --encoding latin-1 or --encoding utf-16")

_LONGEST = 1 << 20


@frozen
class CsvHeader:
    """What the first line tells.

    Attributes:
        names: the columns, in their order.
        quote: what stands around cells, `"` or `'`.
    """

    names: tuple[str, ...]
    delimiter: str
    quote: str


def read_header(path: Path, style: CsvStyle) -> CsvHeader:
    """The header of a file, packed with gzip or not.

    Raises:
        BatchFailed: the file cannot be read, is not written as said, or has two columns of the same name.
    """
    opened = gzip.open if path.suffix == ".gz" else open
    encoding = "utf-8-sig" if style.encoding in (None, "utf-8") else style.encoding
    try:
        with opened(path, "rt", encoding=encoding, newline="") as file:
            line = file.readline(_LONGEST)
    except UnicodeDecodeError as error:
        raise BatchFailed(Diagnostic("CX802", NOT_TEXT, Span(str(path)), NOT_TEXT_ADVICE)) from error
    except (OSError, EOFError) as error:
        what = message("cannot be read: {reason}", reason=getattr(error, "strerror", None) or error)
        raise BatchFailed(Diagnostic("CX801", what, Span(str(path)))) from error
    delimiter = style.delimiter or max(DELIMITERS, key=line.count)
    quote = "'" if line.startswith("'") else '"'
    names = tuple(next(csv.reader([line], delimiter=delimiter, quotechar=quote), []))
    repeated = next((name for name in names if name and names.count(name) > 1), None)
    if repeated is not None:
        what = message("two columns are called `{name}`", name=repeated)
        raise BatchFailed(Diagnostic("CX803", what, Span(str(path), 1, 1), message("rename or remove one of them")))
    return CsvHeader(names, delimiter, quote)


def group_alike(paths: Sequence[Path], style: CsvStyle) -> dict[CsvHeader, list[Path]]:
    """Files by their header: those that one scan can read; errors as in `read_header`."""
    alike: dict[CsvHeader, list[Path]] = {}
    for path in paths:
        alike.setdefault(read_header(path, style), []).append(path)
    return alike
