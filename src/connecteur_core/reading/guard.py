"""Reads text files that may be hostile: bounded, regular files only, strict UTF-8 with LF line ends.

Everything here happens before a parser sees the text, so that no parser has to be trusted with it.
"""

from __future__ import annotations

import os
import re
import stat
from contextlib import suppress
from itertools import islice
from pathlib import Path

from connecteur_core.diagnostics import ConnecteurError, Diagnostic
from connecteur_core.messages import Message, message
from connecteur_core.positions.span import Span
from connecteur_core.reading.limits import MAX_FILE_BYTES, MAX_NESTING

_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


# Strings and comments are matched whole, so that what is inside them does not count; an unclosed one
# runs to the end of its line or of the text. No alternative can match the same text in two ways, the possessive `*+`
# never gives back what it has read, and text without any token matches up to its end (`\Z`), so that the search
# never starts again one character later: the time is linear in the text.
_TOKENS = re.compile(
    r"""
    (?: (?<=\n) \n++ )?+
    [^"'\#\[\]{}.=,\n]*+
    (?:
      \"{3} (?: [^"\\] | \\. | "(?!"") )*+ (?: "{3} | \Z )
    | '{3} .*? (?: '{3} | \Z )
    | " [^"\\\n]*+ (?: \\. [^"\\\n]*+ )*+ "?
    | ' [^'\n]*+ '?
    | \# [^\n]*+
    | ([\[\]{}.=,\n])
    | \Z
    )
    """,
    re.VERBOSE | re.DOTALL,
)


class UnreadableFile(ConnecteurError):
    """A file that cannot be read, or whose text is not the TOML it should be. Nothing was changed."""


def read_guarded_text(path: Path, *, max_bytes: int = MAX_FILE_BYTES) -> str:
    """The text of a regular UTF-8 file of at most `max_bytes`, with LF line ends and TOML-like nesting.

    Raises:
        UnreadableFile: missing, a directory, a FIFO or device, too large, empty, not UTF-8, with a
            byte order mark or CRLF line ends, or nested deeper than `MAX_NESTING`.
    """
    raw = _read_regular_file(path, max_bytes)
    text = _decode(raw, str(path))
    too_deep = find_too_deep(text)
    if too_deep is not None:
        raise _refusal(
            "CX107",
            message("nested more than {limit} levels deep", limit=MAX_NESTING),
            _span_at(str(path), text, too_deep),
            message("flatten the tables and arrays; no connecteur format needs that depth"),
        )
    return text


def read_guarded_bytes(path: Path, *, max_bytes: int = MAX_FILE_BYTES) -> bytes:
    """The content of a regular file of at most `max_bytes`.

    Raises:
        UnreadableFile: missing, a directory, a FIFO or device, or too large.
    """
    return _read_regular_file(path, max_bytes)


def follow_link(path: Path) -> Path:
    """The file behind a link, so that a writer replaces the file and not the link; any other path as it is.

    Raises:
        UnreadableFile: the system does not say what is there.
    """
    try:
        return Path(os.path.realpath(path, strict=True)) if path.is_symlink() else path
    except FileNotFoundError:
        return path  # whoever reads it says so
    except OSError as error:
        raise _refusal("CX101", message("cannot be read: {reason}", reason=error.strerror or error), path) from error


def refuse_leaving(path: Path, folder: Path) -> None:
    """Make sure that a file which belongs to a folder lies there, links followed.

    Findings quote lines: a folder from a stranger must not make you read, or publish, a file of yours.

    Raises:
        UnreadableFile: it is, or lies behind, a link to somewhere else.
    """
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):
        what = message("this is a link that leaves its folder, {folder}", folder=folder)
        raise _refusal("CX279", what, path, message("put the file itself there"))


def find_too_deep(text: str, *, limit: int = MAX_NESTING) -> int | None:
    """The offset where TOML text first nests deeper than `limit`, or None; one linear pass, no recursion.

    Brackets and braces outside strings and comments count, and so do the dots of a key. A little too
    strict with dots in odd places is fine: no accepted format comes near the limit.
    """
    depth = dots = 0
    for number, character in enumerate("".join(_TOKENS.findall(text))):
        if character in "[{":
            depth += 1
        elif character in "]}":
            depth = max(0, depth - 1)
        elif character == ".":
            dots += 1
        else:
            dots = 0
        if depth > limit or dots > limit:
            return next(islice((token.start(1) for token in _TOKENS.finditer(text) if token[1]), number, None))
    return None


def _read_regular_file(path: Path, max_bytes: int) -> bytes:
    # O_NONBLOCK: opening a FIFO without a writer must not hang before fstat can refuse it.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError as error:
        if path.is_symlink():
            raise _refusal("CX101", message("this link points to a file that does not exist"), path) from error
        raise _refusal("CX101", message("there is no such file"), path) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _refusal("CX101", message("cannot be read: {reason}", reason=reason), path) from error
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            raise _refusal("CX102", _not_regular(mode), path, message("name a regular file"))
        raw = _read_at_most(descriptor, max_bytes + 1)
    except OSError as error:
        raise _refusal("CX101", message("cannot be read: {reason}", reason=error.strerror or error), path) from error
    finally:
        with suppress(OSError):  # what was read is read
            os.close(descriptor)
    if len(raw) > max_bytes:
        raise _refusal(
            "CX103",
            message("larger than {limit} bytes", limit=max_bytes),
            path,
            message("files of this kind are a few kilobytes; is it the right one?"),
        )
    return raw


def _read_at_most(descriptor: int, count: int) -> bytes:
    pieces = []
    while count > 0 and (piece := os.read(descriptor, count)):
        pieces.append(piece)
        count -= len(piece)
    return b"".join(pieces)


def _not_regular(mode: int) -> Message:
    if stat.S_ISDIR(mode):
        return message("is a folder, not a file")
    if stat.S_ISFIFO(mode):
        return message("is a named pipe, not a file")
    return message("is a device or socket, not a file")


def _decode(raw: bytes, file: str) -> str:
    if not raw.strip():
        raise _refusal("CX110", message("the file is empty"), file)
    if raw.startswith(_BYTE_ORDER_MARKS):
        raise _refusal(
            "CX105",
            message("begins with a byte order mark"),
            file,
            message("save it as UTF-8 without byte order mark (“UTF-8”, not “UTF-8 with BOM”)"),
        )
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8")
        raise _refusal(
            "CX104",
            message("byte 0x{byte} is not UTF-8 text", byte=f"{raw[error.start]:02X}"),
            _span_at(file, before, len(before)),
            message("save the file with the encoding UTF-8"),
        ) from error
    carriage_return = text.find("\r")
    if carriage_return >= 0:
        raise _refusal(
            "CX106",
            message("lines end in CRLF (Windows) instead of LF"),
            _span_at(file, text, carriage_return),
            message("save it with line ends LF (“Unix”); most editors show the setting in the status bar"),
        )
    return text


def _span_at(file: str, text: str, offset: int) -> Span:
    line_start = text.rfind("\n", 0, offset) + 1
    return Span(file, text.count("\n", 0, offset) + 1, offset - line_start + 1, 1)


def _refusal(code: str, what: Message, at: Path | str | Span, help: Message | None = None) -> UnreadableFile:
    span = at if isinstance(at, Span) else Span(str(at))
    return UnreadableFile(Diagnostic(code, what, span, help))
