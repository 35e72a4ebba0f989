"""The outline of a TOML text: for each key path, where its key, its value and its table stand.

Parsed with tree-sitter only when somebody asks: to place a finding, or to change a file without
disturbing what people wrote around it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from attrs import define

from connecteur_core.positions.lines import find_line_starts
from connecteur_core.positions.span import Span

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

Path = tuple[str | int, ...]
_PLACED_ARRAYS = 4
"""Elements of arrays in arrays deeper than this are placed by the array they are in; no format has such."""


class Extent(NamedTuple):
    """Byte offsets [start, end) into the UTF-8 text."""

    start: int
    end: int


@define
class Entry:
    """One key path of the text.

    Attributes:
        key: the key (of a pair) or the header (of a table).
        value: the value of a pair; for a table, from header to its last pair.
        pair: the whole `key = value`; for a table the same as `value`.
        is_table: written as `[table]` or `[[table]]`, rather than as `key = value`.
    """

    key: Extent
    value: Extent
    pair: Extent
    is_table: bool


class TomlOutline:
    """Key paths of one TOML text; array elements are numbered from 0.

    Read only as far as somebody asks, and into tables and values only when asked for what is in them: a long file
    mostly has findings about a few places.
    """

    def __init__(self, text: str) -> None:
        self._bytes = text.encode()
        self._line_starts = find_line_starts(self._bytes)
        self._entries: dict[Path, Entry] = {}
        self._array_lengths: dict[Path, int] = {}
        self._named_below: set[Path] = set()
        """Tables that only headers of tables below them have named so far: a header of their own may follow."""
        self._closed: dict[Path, tuple[Node, ...]] = {}
        """Pairs of tables, and values, that were not read yet."""
        self._unread = iter(_parser().parse(self._bytes).root_node.named_children)

    def __reduce__(self) -> tuple[type[TomlOutline], tuple[str]]:
        """Copied and pickled as its text: what a parser holds can be neither."""
        return TomlOutline, (self._bytes.decode(),)

    @property
    def entries(self) -> Mapping[Path, Entry]:
        """All key paths, in the order they stand, unless places were asked for before."""
        self._open_whole()
        for node in self._unread:
            self._read(node)
            self._open_whole()
        return self._entries

    def span_of(self, path: Path, file: str, *, of_key: bool = False) -> Span:
        """The place of a path's value (or key); of the nearest path above it when it is not in the text."""
        known = self._find(path)
        if not known:
            return Span(file)
        entry = self._entries[known]
        at_key = of_key or entry.is_table or known != path
        return self._span(entry.key if at_key else entry.value, file)

    def _find(self, path: Path) -> Path:
        """The path itself, or the nearest one above it; the text is read up to it."""
        header_follows: bool | None = None
        while True:
            for length in range(1, len(path)):
                if path[:length] in self._closed:
                    self._open(path[:length])
            if path in self._named_below and header_follows is None:
                header_follows = self._may_have_header(path)
            if path in self._entries and not (path in self._named_below and header_follows):
                return path
            node = next(self._unread, None)
            if node is None:
                return next((path[:length] for length in range(len(path), 0, -1) if path[:length] in self._entries), ())
            self._read(node)

    def _may_have_header(self, path: Path) -> bool:
        """Whether a table seems to have a header of its own somewhere: one search, where reading on would be long."""
        names = (str(name) for name in path if isinstance(name, str))
        dotted = rb"\s*\.\s*".join(rb"[\"']?" + re.escape(name.encode()) + rb"[\"']?" for name in names)
        return re.search(rb"^[ \t]*\[\s*" + dotted + rb"\s*\]", self._bytes, re.MULTILINE) is not None

    def _span(self, extent: Extent, file: str) -> Span:
        line = bisect_right(self._line_starts, extent.start)
        start = self._line_starts[line - 1]
        end = extent.end if line == len(self._line_starts) else min(extent.end, self._line_starts[line] - 1)
        return Span(
            file,
            line=line,
            column=len(self._bytes[start : extent.start].decode()) + 1,
            length=max(1, len(self._bytes[extent.start : end].decode())),
        )

    def _read(self, node: Node) -> None:
        if node.type == "pair":
            self._read_pair(node, ())
        elif node.type in {"table", "table_array_element"}:
            self._read_table(node)

    def _read_table(self, node: Node) -> None:
        header, *pairs = (child for child in node.named_children if child.type != "comment")
        path = self._resolve(_key_parts(header), is_array=node.type == "table_array_element")
        end_of_header = _header_end(node)
        extent = Extent(node.start_byte, pairs[-1].end_byte if pairs else end_of_header)
        self._add(path, Entry(Extent(extent.start, end_of_header), extent, extent, is_table=True))
        if pairs:
            self._closed[path] = tuple(pairs)

    def _resolve(self, parts: tuple[str, ...], *, is_array: bool) -> Path:
        """The path a header means: names of arrays of tables stand for their latest element."""
        path: Path = ()
        for position, part in enumerate(parts):
            path = (*path, part)
            is_last = position == len(parts) - 1
            if is_last and is_array:
                self._array_lengths[path] = self._array_lengths.get(path, 0) + 1
            if path in self._array_lengths:
                path = (*path, self._array_lengths[path] - 1)
        return path

    def _read_pair(self, node: Node, above: Path) -> None:
        key, value = (child for child in node.named_children if child.type != "comment")
        path = (*above, *_key_parts(key))
        at_key, at_value = (Extent(part.start_byte, part.end_byte) for part in (key, value))
        at_pair = Extent(at_key.start, at_value.end)  # the grammar's pair also holds a comment behind it
        self._add(path, Entry(at_key, at_value, at_pair, is_table=False))
        self._close(value, path)

    def _close(self, value: Node, path: Path) -> None:
        """Leave what is inside a value for later."""
        is_placed_array = value.type == "array" and sum(isinstance(part, int) for part in path) < _PLACED_ARRAYS
        if is_placed_array or value.type == "inline_table":
            self._closed[path] = tuple(child for child in value.named_children if child.type != "comment")

    def _open(self, path: Path, *, whole: bool = False) -> None:
        """Read what is inside a table or value; `whole`: also what is inside that."""
        for index, node in enumerate(self._closed.pop(path)):
            if node.type == "pair":
                self._read_pair(node, path)
            else:
                extent = Extent(node.start_byte, node.end_byte)
                self._add((*path, index), Entry(extent, extent, extent, is_table=False))
                self._close(node, (*path, index))
            if whole:
                self._open_whole()

    def _open_whole(self) -> None:
        while self._closed:
            self._open(next(reversed(self._closed)), whole=True)

    def _add(self, path: Path, entry: Entry) -> None:
        if len(path) > 1 and path[:-1] not in self._entries:
            for length in range(1, len(path)):
                above = path[:length]
                # A dotted key or header also names the tables above it; the first mention places them.
                if above not in self._entries:
                    self._entries[above] = entry
                    if entry.is_table and isinstance(path[length], str):
                        self._named_below.add(above)
        self._entries[path] = entry
        self._named_below.discard(path)


def _key_parts(node: Node) -> tuple[str, ...]:
    if node.type == "dotted_key":  # itself the dotted key of all parts but the last, and that one
        parts: list[str] = []
        while node.type == "dotted_key":
            node, last = node.named_children
            parts.append(_name(last))
        return (_name(node), *reversed(parts))
    return (_name(node),)


def _name(node: Node) -> str:
    text = (node.text or b"").decode()
    if node.type == "quoted_key":
        import tomllib  # noqa: PLC0415 -- escapes in quoted keys are rare; the parser already knows them

        return next(iter(tomllib.loads(f"{text} = 0")))
    return text


def _header_end(node: Node) -> int:
    closing = next(child for child in node.children if child.type in {"]", "]]"})
    return closing.end_byte


@cache
def _parser() -> Parser:
    import tree_sitter_toml  # noqa: PLC0415 -- loaded only when a place is asked for
    from tree_sitter import Language, Parser  # noqa: PLC0415

    return Parser(Language(tree_sitter_toml.language()))
