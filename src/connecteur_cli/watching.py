"""Does something again whenever a file changes, until Ctrl-C."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

POLL_SECONDS = 0.3

State = dict[Path, tuple[int, int]]


def watch(paths: Iterable[Path], act: Callable[[], object]) -> None:
    """Call `act` now, and again after each change of the files named or of TOML files below the folders named.

    Files are looked at, not listened to: that works on every system and network drive. Ends when interrupted.
    """
    watched = list(paths)
    try:
        while True:
            before = _state(watched)
            act()
            while _state(watched) == before:
                time.sleep(POLL_SECONDS)
    except KeyboardInterrupt:
        return


def _state(paths: list[Path]) -> State:
    state: State = {}
    for path in paths:
        for file in path.rglob("*.toml") if path.is_dir() else (path,):
            try:
                found = file.stat()
            except OSError:
                continue
            state[file] = (found.st_mtime_ns, found.st_size)
    return state
