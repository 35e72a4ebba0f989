"""Long work of an engine in a thread of its own, so that Ctrl-C gets through and progress can be told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from connecteur_core.batch.engine import Progress

T = TypeVar("T")

_POLL_SECONDS = 0.1


def run_in_thread(work: Callable[[], T], progress: Progress, done: Callable[[], float], stop: Callable[[], None]) -> T:
    """The result of `work`, or its exception.

    Args:
        work: what to do.
        progress: told how far it is.
        done: which part of it is done, from 0 to 1.
        stop: called on Ctrl-C; makes `work` end soon.
    """
    results: list[T] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(_POLL_SECONDS)
            if thread.is_alive():
                progress(done())
    except KeyboardInterrupt:
        stop()
        thread.join()
        raise
    if failures:
        raise failures[0]
    progress(1.0)
    return results[0]
