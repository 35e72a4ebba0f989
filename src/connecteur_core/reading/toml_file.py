"""One TOML file, read and parsed, that can say where each of its keys stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomli
from attrs import define, frozen

from connecteur_core.diagnostics import Diagnostic, Severity
from connecteur_core.messages import Message, message
from connecteur_core.positions.lines import find_line_starts
from connecteur_core.positions.span import Span
from connecteur_core.reading.guard import UnreadableFile, read_guarded_text, refuse_leaving

if TYPE_CHECKING:
    from connecteur_core.positions.toml_outline import TomlOutline

KeyPath = tuple[str | int, ...]

_VERSION = re.compile(r"[1-9][0-9]{0,8}")
_FIRST_NAME = re.compile(r"\s*(\[[^#]*\]|[^=#]*[^=#\s])")
_DUPLICATES = ("Cannot overwrite a value", "Cannot declare", "Duplicate inline table key", "Cannot mutate")


@define(slots=False)
class TomlFile:
    """A parsed file; `find_span` works out places only when somebody asks."""

    path: Path
    text: str
    data: dict[str, Any]

    def find_span(self, key_path: KeyPath, *, of_key: bool = False) -> Span:
        """Where the value (or key) of `key_path` stands."""
        return self._outline.span_of(key_path, str(self.path), of_key=of_key)

    def diagnostic(
        self,
        code: str,
        what: Message,
        key_path: KeyPath,
        *,
        help: Message | None = None,
        of_key: bool = False,
        severity: Severity = Severity.ERROR,
    ) -> Diagnostic:
        """A finding about one key of this file, with its place and line."""
        span = self.find_span(key_path, of_key=of_key)
        return Diagnostic(code, what, span, help, severity, self.source_line(span))

    def span_in_string(self, span: Span, offset: int, length: int) -> Span:
        """The place of characters of the string whose opening quote `span` points to; up to the end of their line."""
        from connecteur_core.positions.toml_string import index_in_string  # noqa: PLC0415 -- only for findings

        opening = self._line_starts[span.line - 1] + span.column - 1
        first, end = (index_in_string(self.text, opening, count) for count in (offset, offset + length))
        line = bisect_right(self._line_starts, first)
        on_line = self.text[first:end].partition("\n")[0]
        return Span(span.file, line, first - self._line_starts[line - 1] + 1, max(1, len(on_line)))

    def source_line(self, span: Span) -> str:
        """The text of the line a span of this file points into."""
        starts = self._line_starts
        return self.text[starts[span.line - 1] : starts[span.line] if span.line < len(starts) else None].rstrip("\n")

    @cached_property
    def _line_starts(self) -> list[int]:
        return find_line_starts(self.text)

    @cached_property
    def _outline(self) -> TomlOutline:
        from connecteur_core.positions.toml_outline import TomlOutline  # noqa: PLC0415 -- only for findings

        return TomlOutline(self.text)


@frozen
class Origin:
    """Where a value came from, kept beside it: the file and the key path inside.

    Attributes:
        inherited: keys of the value that the file gives in its `[defaults]`.
    """

    file: TomlFile
    key_path: KeyPath
    inherited: frozenset[str] = frozenset()

    def place(self, *below: str | int) -> tuple[Span, str]:
        """Where the key path `below` this value stands, and the text of that line."""
        span = self.file.find_span(self._path(below))
        return span, self.file.source_line(span)

    def value(self, *below: str | int) -> Any:
        """What the file has at the key path `below` this value; None when there is nothing."""
        value: Any = self.file.data
        for part in self._path(below):
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    def _path(self, below: KeyPath) -> KeyPath:
        return ("defaults", *below) if below and below[0] in self.inherited else (*self.key_path, *below)

    def place_in_text(self, offset: int, length: int, *below: str | int) -> tuple[Span, str]:
        """Where characters of the text at the key path `below` this value stand, and the text of that line."""
        span = self.file.span_in_string(self.place(*below)[0], offset, length)
        return span, self.file.source_line(span)

    def diagnostic(
        self,
        code: str,
        what: Message,
        *below: str | int,
        help: Message | None = None,
        of_key: bool = False,
        severity: Severity = Severity.ERROR,
    ) -> Diagnostic:
        """A finding about the key path `below` this value."""
        return self.file.diagnostic(code, what, self._path(below), help=help, of_key=of_key, severity=severity)


def load_toml(path: Path, *, inside: Path | None = None) -> TomlFile:
    """The file behind `path`, guarded and parsed.

    Args:
        path: of the file.
        inside: the folder that the file belongs to, and that no link may leave.

    Raises:
        UnreadableFile: refused by the guard, or not valid TOML; with line and column.
    """
    if inside is not None:
        refuse_leaving(path, inside)
    return parse_toml(read_guarded_text(path), path)


def parse_toml(text: str, path: Path) -> TomlFile:
    """Text that the guard has passed, parsed as TOML.

    Raises:
        UnreadableFile: not valid TOML; with line and column.
    """
    try:
        return TomlFile(path, text, tomli.loads(text))
    except (ValueError, RecursionError) as error:
        # ValueError covers TOMLDecodeError and integers beyond the digits Python converts.
        raise UnreadableFile(_syntax_finding(text, path, error)) from error


def check_format(file: TomlFile, kind: str, newest: int = 1) -> None:
    """Make sure that a file says it is `connecteur-<kind>/N` with an N this program knows.

    Raises:
        UnreadableFile: another format, no format, or a newer version.
    """
    wanted = f"connecteur-{kind}/"
    found = file.data.get("format")
    if not isinstance(found, str) or not found.startswith("connecteur-"):
        what = message("this is not a connecteur file: it has no `format` key")
        advice = message('its first line should be `format = "{wanted}{newest}"`', wanted=wanted, newest=newest)
        raise UnreadableFile(Diagnostic("CX111", what, Span(str(file.path)), advice))
    version = found.removeprefix(wanted)
    if not found.startswith(wanted) or not _VERSION.fullmatch(version):
        what = message("the format is `{found}`, not `{wanted}{newest}`", found=found, wanted=wanted, newest=newest)
        raise UnreadableFile(file.diagnostic("CX111", what, ("format",)))
    if int(version) > newest:
        what = message("written for a newer connecteur (format `{found}`)", found=found)
        advice = message("this program reads up to version {newest}; update it", newest=newest)
        raise UnreadableFile(file.diagnostic("CX112", what, ("format",), help=advice))


def _syntax_finding(text: str, path: Path, error: Exception) -> Diagnostic:
    lines = text.split("\n")
    line, column, cause = len(lines), 1, str(error)
    if isinstance(error, tomli.TOMLDecodeError):
        cause = error.msg
        if error.pos < len(text):
            line, column = error.lineno, error.colno
    if cause.startswith(_DUPLICATES):
        what = message("this key or table is there twice")
        advice = message("keep one of the two")
        # The parser stops behind the second one, which may be the next line; point at its key or header.
        if column == 1 and line > 1:
            line -= 1
        from connecteur_core.reading.toml_slips import find_doubled  # noqa: PLC0415 -- only for findings

        slip = find_doubled(text, line)
        if slip is not None:
            span = Span(str(path), slip.line, slip.column, slip.length)
            return Diagnostic("CX109", slip.what, span, slip.help, source_line=lines[slip.line - 1])
        name = _FIRST_NAME.match(lines[line - 1])
        column, length = (name.start(1) + 1, len(name[1])) if name else (1, 1)
        return Diagnostic("CX109", what, Span(str(path), line, column, length), advice, source_line=lines[line - 1])
    what = message("not valid TOML: {cause}", cause=cause)
    from connecteur_core.reading.toml_slips import find_broken  # noqa: PLC0415 -- only for findings

    meant = find_broken(lines[line - 1], column)
    return Diagnostic("CX108", what, Span(str(path), line, column, 1), meant, source_line=lines[line - 1])
