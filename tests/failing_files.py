"""A layer between the program and the system: it counts calls on files, and makes chosen ones fail or end the process.

It stands in module `os`, so that the same test runs on every system, in CI too; what it cannot show (the kernel's own
order of things) was tried with strace by hand (docs/explanation/reliability.md).
"""

from __future__ import annotations

import errno
import fcntl
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

from attrs import define, field, frozen

ERRORS = ("EIO", "ENOSPC", "EDQUOT", "EACCES", "EROFS")
_CALLS = ("open", "read", "write", "fsync", "close", "fstat", "stat", "lstat", "scandir", "chmod", "chown", "lseek")
_CHANGES = ("replace", "rename", "link", "unlink", "remove", "mkdir", "rmdir", "ftruncate")
GROWING = frozenset({"open", "write", "fsync", "mkdir", "link"})
"""What a disk without room refuses; removing and renaming still work."""


@frozen
class Fault:
    """What goes wrong at the call of number `at`, counted from 0.

    Attributes:
        how: the name of an error; or `kill` before or `killed` after the call was made; or `torn`, half of what is
            written arrives, and no more fits from then on; or `lost`, it is done and yet reported as an error.
        stays: whether all later calls that need room fail alike.
    """

    at: int
    how: str
    stays: bool = False


@define
class FailingFiles:
    """The calls made so far, by name."""

    fault: Fault | None = None
    calls: list[str] = field(factory=list)

    def wrap(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            number = len(self.calls)
            self.calls.append(name)
            fault = self.fault
            if fault is None or number < fault.at:
                return real(*arguments, **named)
            if number > fault.at:
                if (fault.stays or fault.how == "torn") and name in GROWING:
                    raise _error("ENOSPC" if fault.how == "torn" else fault.how)
                return real(*arguments, **named)
            return self._fail(fault.how, name, lambda: real(*arguments, **named), real, arguments)

        return call

    def _fail(
        self, how: str, name: str, act: Callable[[], Any], real: Callable[..., Any], arguments: tuple[Any, ...]
    ) -> Any:
        match how:
            case "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            case "killed":
                try:
                    act()
                finally:
                    os.kill(os.getpid(), signal.SIGKILL)
            case "torn":
                if name != "write":
                    raise _error("ENOSPC")
                return real(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
            case "lost":
                act()
                raise _error("EIO")
            case _:
                if name == "close":  # the system lets go of the file even when it reports an error
                    act()
                raise _error(how)


@contextmanager
def failing_files(fault: Fault | None = None) -> Iterator[FailingFiles]:
    """All calls on files inside the block, with a fault in one of them."""
    layer = FailingFiles(fault)
    with ExitStack() as patches:
        for module, name in ((fcntl, "flock"), *((os, name) for name in (*_CALLS, *_CHANGES) if hasattr(os, name))):
            patches.enter_context(mock.patch.object(module, name, layer.wrap(name, getattr(module, name))))
        yield layer


def _error(name: str) -> OSError:
    number = getattr(errno, name)
    return OSError(number, os.strerror(number))
