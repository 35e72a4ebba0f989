"""Writes a file whole or not at all, one writer at a time.

lock → clear what a killed writer left → reread → change → temporary file → flush to disk → note in the journal →
rename → flush the folder. What each step may promise is in docs/explanation/reliability.md.
"""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from connecteur_core.diagnostics import Diagnostic
from connecteur_core.messages import Message, message
from connecteur_core.positions.span import Span
from connecteur_core.store.errors import SaveFailed, SaveUnconfirmed

if TYPE_CHECKING:
    from filelock import BaseFileLock

LOCK_SECONDS = 30.0
_POLL_SECONDS = 0.01
_CANNOT_FLUSH_FOLDERS = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF})


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the write lock of a file; other writers of this package wait.

    Raises:
        SaveFailed: somebody else has held it for `LOCK_SECONDS`, or the folder cannot be written.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 -- 40 ms, paid by writers only

    lock = FileLock(path.with_name(f".{path.name}.lock"), timeout=LOCK_SECONDS)
    try:
        lock.acquire(poll_interval=_POLL_SECONDS)
    except Timeout as error:
        what = message("another program has been writing this file for {seconds} seconds", seconds=int(LOCK_SECONDS))
        raise _failure(path, what, message("try again when it has finished")) from error
    except OSError as error:
        raise _failure(path, message("cannot be written: {reason}", reason=error.strerror or error)) from error
    try:
        _remove_leftovers(path)
        yield
    finally:
        _release(lock)


def replace_text(path: Path, text: str, *, before_rename: Callable[[], None] | None = None, mode: int = 0o644) -> None:
    """Put `text` in place of the file's content, in one step that a crash cannot split.

    Args:
        path: an existing file, or a new one; its permissions are kept, its owner and group where the system allows it.
        text: the whole new content.
        before_rename: called when the new content is safe on disk but not yet visible.
        mode: the permissions of a new file.

    Raises:
        SaveFailed: anything went wrong before the change became visible; the old content is untouched.
        SaveUnconfirmed: the change is visible, but the disk did not confirm that it stays.
    """
    replace_bytes(path, encoded(path, text), before_rename=before_rename, mode=mode)


def replace_bytes(
    path: Path, content: bytes, *, before_rename: Callable[[], None] | None = None, mode: int = 0o644
) -> None:
    """The same as `replace_text` for a file that is no text."""
    try:
        # Opened first: once the change is visible, failing to open it could no longer be taken back.
        folder = _open_folder(path.parent)
        try:
            _replace(path, content, before_rename, mode)
            _flush_folder(folder, path)
        finally:
            _close_folder(folder)
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
        SaveUnconfirmed: the file is there, but the disk did not confirm that it stays.
    """
    create_bytes(path, encoded(path, text), mode=mode)


def create_bytes(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """The same as `create_text` for a file that is no text."""
    try:
        folder = _open_folder(path.parent)
        try:
            temporary = _write_temporary(path, content, mode)
            try:
                os.link(temporary, path)
            finally:
                with suppress(OSError):
                    temporary.unlink()
            _flush_folder(folder, path)
        finally:
            _close_folder(folder)
    except FileExistsError as error:
        advice = message("choose another name, or remove it first")
        raise SaveFailed(Diagnostic("CX401", message("there is already a file"), Span(str(path)), advice)) from error
    except OSError as error:
        raise _failure(path, message("cannot be saved: {reason}", reason=error.strerror or error)) from error


def encoded(path: Path, text: str) -> bytes:
    """The text as UTF-8.

    Raises:
        SaveFailed: it has characters that are no Unicode, such as bytes of a command line that are not UTF-8.
    """
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise _failure(path, message("the text contains characters that are not valid Unicode")) from error


def write_all(descriptor: int, content: bytes) -> None:
    """Write all of `content`: a disk that fills up takes a part first, and says so only when asked again.

    Raises:
        OSError: not all of it could be written.
    """
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _replace(path: Path, content: bytes, before_rename: Callable[[], None] | None, mode: int) -> None:
    before = _state_of(path)
    if before is not None and not before.st_mode & 0o222:
        # The system would let us: renaming asks for rights on the folder only. Whoever took them away meant it.
        advice = message("allow writing it first, or work on a copy")
        raise _failure(path, message("this file is read-only"), advice)
    temporary = _write_temporary(path, content, mode if before is None else stat.S_IMODE(before.st_mode), owner=before)
    try:
        if before_rename is not None:
            before_rename()
        _rename(temporary, path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _rename(temporary: Path, path: Path) -> None:
    try:
        temporary.replace(path)
    except OSError as error:
        if os.path.lexists(temporary):
            raise
        raise _unconfirmed(path, error) from error  # done, and yet reported as an error: NFS may lose the reply


def _state_of(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _write_temporary(path: Path, content: bytes, mode: int, *, owner: os.stat_result | None = None) -> Path:
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        try:
            if owner is not None and hasattr(os, "chown"):
                with suppress(PermissionError):  # only an administrator may give files away
                    os.chown(temporary, owner.st_uid, owner.st_gid)
            temporary.chmod(mode)
            write_all(descriptor, content)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    return temporary


def _remove_leftovers(path: Path) -> None:
    """Temporary files of writers that were killed: who holds the lock is the only one who can be writing."""
    with suppress(OSError), os.scandir(path.parent) as entries:
        for entry in entries:
            if entry.name.startswith(f".{path.name}.") and entry.name.endswith(".tmp"):
                Path(entry.path).unlink()


def _release(lock: BaseFileLock) -> None:
    """Let others write; the change is made by then, so a failure to unlock is not one of saving."""
    with suppress(OSError):
        lock.release()


def _open_folder(folder: Path) -> int | None:
    """A descriptor to flush the folder with; where folders cannot be opened (Windows) the system does it."""
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY) if hasattr(os, "O_DIRECTORY") else None


def _flush_folder(folder: int | None, path: Path) -> None:
    """Make the new name itself durable."""
    if folder is None:
        return
    try:
        os.fsync(folder)
    except OSError as error:
        if error.errno in _CANNOT_FLUSH_FOLDERS:
            return  # some network file systems have no such thing; they promise what they promise
        raise _unconfirmed(path, error) from error


def _close_folder(folder: int | None) -> None:
    if folder is not None:
        with suppress(OSError):
            os.close(folder)


def _failure(path: Path, what: Message, help: Message | None = None) -> SaveFailed:
    return SaveFailed(Diagnostic("CX501", what, Span(str(path)), help))


def _unconfirmed(path: Path, error: OSError) -> SaveUnconfirmed:
    what = message("was changed, but the disk did not confirm it: {reason}", reason=error.strerror or error)
    advice = message("look at what the file says now before you do it again")
    return SaveUnconfirmed(Diagnostic("CX503", what, Span(str(path)), advice))
