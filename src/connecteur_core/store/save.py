"""Writes a file whole or not at all, one writer at a time.

lock → reread → change → temporary file → flush to disk → note in the journal → rename → flush the folder.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from connecteur_core.diagnostics import Diagnostic
from connecteur_core.messages import Message, message
from connecteur_core.positions.span import Span
from connecteur_core.store.errors import SaveFailed

LOCK_SECONDS = 10.0


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the write lock of a file; other writers of this package wait.

    Raises:
        SaveFailed: somebody else has held it for `LOCK_SECONDS`, or the folder cannot be written.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 -- 40 ms, paid by writers only

    lock = FileLock(path.with_name(f".{path.name}.lock"), timeout=LOCK_SECONDS)
    try:
        lock.acquire()
    except Timeout as error:
        what = message("another program has been writing this file for {seconds} seconds", seconds=int(LOCK_SECONDS))
        raise _failure(path, what, message("try again when it has finished")) from error
    except OSError as error:
        raise _failure(path, message("cannot be written: {reason}", reason=error.strerror or error)) from error
    try:
        yield
    finally:
        lock.release()


def replace_text(path: Path, text: str, *, before_rename: Callable[[], None] | None = None) -> None:
    """Put `text` in place of the file's content, in one step that a crash cannot split.

    Args:
        path: an existing file, or a new one; its permissions are kept.
        text: the whole new content.
        before_rename: called when the new content is safe on disk but not yet visible.

    Raises:
        SaveFailed: anything went wrong before the change became visible; the old content is untouched.
    """
    replace_bytes(path, _encode(path, text), before_rename=before_rename)


def replace_bytes(path: Path, content: bytes, *, before_rename: Callable[[], None] | None = None) -> None:
    """The same as `replace_text` for a file that is no text."""
    try:
        _replace(path, content, before_rename)
    except OSError as error:
        raise _failure(path, message("cannot be saved: {reason}", reason=error.strerror or error)) from error


def create_text(path: Path, text: str, *, mode: int = 0o644) -> None:
    """Make a new file with `text`; it appears whole or not at all, and never replaces another one.

    Args:
        path: of the new file.
        text: its content.
        mode: its permissions.

    Raises:
        SaveFailed: something is there already, or it cannot be written.
    """
    try:
        temporary = _write_temporary(path, _encode(path, text), mode)
        try:
            os.link(temporary, path)
        finally:
            temporary.unlink()
        _flush_folder(path.parent)
    except FileExistsError as error:
        advice = message("choose another name, or remove it first")
        raise SaveFailed(Diagnostic("CX401", message("there is already a file"), Span(str(path)), advice)) from error
    except OSError as error:
        raise _failure(path, message("cannot be saved: {reason}", reason=error.strerror or error)) from error


def _replace(path: Path, content: bytes, before_rename: Callable[[], None] | None) -> None:
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    temporary = _write_temporary(path, content, mode)
    try:
        if before_rename is not None:
            before_rename()
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    _flush_folder(path.parent)


def _write_temporary(path: Path, content: bytes, mode: int) -> Path:
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(mode)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    return temporary


def _flush_folder(folder: Path) -> None:
    """Make the rename itself durable; where folders cannot be opened (Windows) the system does it."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _encode(path: Path, text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise _failure(path, message("the text contains characters that are not valid Unicode")) from error


def _failure(path: Path, what: Message, help: Message | None = None) -> SaveFailed:
    return SaveFailed(Diagnostic("CX501", what, Span(str(path)), help))
