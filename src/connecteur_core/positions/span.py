"""A place in a file, as shown to people."""

from __future__ import annotations

from attrs import frozen


@frozen(order=True)
class Span:
    """A stretch of one line: file, line and column from 1, length in characters (0 = the whole file).

    >>> str(Span("incubator.toml", 4, 10, 5))
    'incubator.toml:4:10'
    """

    file: str
    line: int = 1
    column: int = 1
    length: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"
