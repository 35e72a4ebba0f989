"""Where the lines of a text begin."""

from __future__ import annotations

from itertools import accumulate, count
from operator import add


def find_line_starts(text: str | bytes) -> list[int]:
    r"""The index of the first character, or byte, of each line.

    >>> find_line_starts("a\n\nbc")
    [0, 2, 3]
    """
    lines = text.split("\n") if isinstance(text, str) else text.split(b"\n")
    return [0, *map(add, accumulate(map(len, lines[:-1])), count(1))]
