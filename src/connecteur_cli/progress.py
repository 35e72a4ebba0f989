"""Progress of long work: a bar on stderr, on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

_STEPS = 1000


@contextmanager
def progress_bar(label: str, *, shown: bool = True) -> Iterator[Callable[[float], None]]:
    """A function to be told which part of the work is done, from 0 to 1."""
    if not shown or not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=_STEPS, label=label, file=sys.stderr) as bar:
        yield lambda part: bar.update(max(0, int(part * _STEPS) - bar.pos))
