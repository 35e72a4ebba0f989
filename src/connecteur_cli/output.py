"""Text for people: aligned, wrapped to the terminal, coloured only there, meaningful without colour."""

from __future__ import annotations

import os
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence

import click

from connecteur_core.printable import show

_COLOURS = {"met": "green", "unmet": "red", "undetermined": "yellow", "settled": "cyan"}
MAX_WIDTH = 100


def width() -> int:
    """Columns to fill: those of the terminal, at most 100; 80 when it is not one."""
    # `shutil.get_terminal_size` does the same and takes 3 ms to import.
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit() and int(columns) > 0:
        return min(int(columns), MAX_WIDTH)
    try:
        return min(os.get_terminal_size(sys.stdout.fileno()).columns or 80, MAX_WIDTH)
    except (OSError, ValueError):
        return 80


def echo(text: str = "") -> None:
    """One line to stdout."""
    click.echo(text)


def heading(text: str) -> None:
    """A heading with an empty line before it."""
    click.echo()
    click.secho(show(text), bold=True)


def paragraph(text: str, *, indent: int = 0, hanging: int = 0) -> None:
    """Wrapped text; lines after the first are indented by `hanging` more."""
    for line in wrapped(text, indent=indent, hanging=hanging):
        click.echo(line)


def wrapped(text: str, *, indent: int = 0, hanging: int = 0) -> list[str]:
    """The lines of a text cleaned of control characters, wrapped to the width; its own line breaks stay."""
    lines: list[str] = []
    for part in show(text, multiline=True).split("\n"):
        lines += textwrap.wrap(
            part,
            width(),
            initial_indent=" " * indent,
            subsequent_indent=" " * (indent + hanging),
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
    return lines


def coloured(word: str, status: str) -> str:
    """A status word in the colour of its status."""
    colour = _COLOURS.get(status)
    return click.style(word, fg=colour) if colour else word


def table(rows: Sequence[Sequence[str]], *, right: Iterable[int] = (), indent: int = 2) -> None:
    """Rows in aligned columns; the last column is wrapped, those in `right` are right-aligned."""
    cleaned = [[show(cell) for cell in row] for row in rows]
    sizes = [max(display_width(row[column]) for row in cleaned) for column in range(len(cleaned[0]))]
    right_aligned = set(right)
    for row in cleaned:
        cells = [_padded(cell, sizes[column], column in right_aligned) for column, cell in enumerate(row[:-1])]
        start = " " * indent + "".join(f"{cell}  " for cell in cells)
        if len(row) - 1 in right_aligned:
            click.echo(start + _padded(row[-1], sizes[-1], to_right=True))
            continue
        room = max(20, width() - display_width(start))
        first, *rest = textwrap.wrap(row[-1], room, break_long_words=False, break_on_hyphens=False) or [""]
        click.echo((start + first).rstrip())
        for line in rest:
            click.echo(" " * display_width(start) + line)


def display_width(text: str) -> int:
    """Columns a text takes: wide characters two, combining ones none."""
    return sum(_character_width(character) for character in text)


def _character_width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _padded(cell: str, size: int, to_right: bool) -> str:
    space = " " * (size - display_width(cell))
    return space + cell if to_right else cell + space
