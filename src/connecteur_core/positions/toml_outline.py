"""The outline of a TOML text: for each key path, where its key, its value and its table stand.

Parsed with tree-sitter only when somebody asks: to place a finding, or to change a file without
disturbing what people wrote around it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from attrs import define

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
    """Key paths of one TOML text, in the order they stand; array elements are numbered from 0."""

    def __init__(self, text: str) -> None:
        self._bytes = text.encode()
        self.entries: dict[Path, Entry] = {}
        self._array_lengths: dict[Path, int] = {}
        self._read_document(_parser().parse(self._bytes).root_node)

    def span_of(self, path: Path, file: str, *, of_key: bool = False) -> Span:
        """The place of a path's value (or key); of the nearest path above it when it is not in the text."""
        known = path
        while known and known not in self.entries:
            known = known[:-1]
        if not known:
            return Span(file)
        entry = self.entries[known]
        at_key = of_key or entry.is_table or known != path
        return self._span(entry.key if at_key else entry.value, file)

    def _span(self, extent: Extent, file: str) -> Span:
        before = self._bytes[: extent.start]
        line_start = before.rfind(b"\n") + 1
        line_end = self._bytes.find(b"\n", extent.start)
        end = extent.end if line_end < 0 else min(extent.end, line_end)
        return Span(
            file,
            line=before.count(b"\n") + 1,
            column=len(before[line_start:].decode()) + 1,
            length=max(1, len(self._bytes[extent.start : end].decode())),
        )

    def _read_document(self, root: Node) -> None:
        for node in root.named_children:
            if node.type == "pair":
                self._read_pair(node, ())
            elif node.type in {"table", "table_array_element"}:
                self._read_table(node)

    def _read_table(self, node: Node) -> None:
        header, *pairs = (child for child in node.named_children if child.type != "comment")
        path = self._resolve(tuple(_key_parts(header)), is_array=node.type == "table_array_element")
        end = pairs[-1].end_byte if pairs else _header_end(node)
        extent = Extent(node.start_byte, end)
        self._add(path, Entry(Extent(node.start_byte, _header_end(node)), extent, extent, is_table=True))
        for pair in pairs:
            self._read_pair(pair, path)

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
        self._read_value(value, path)

    def _read_value(self, value: Node, path: Path) -> None:
        if value.type == "inline_table":
            for pair in value.named_children:
                if pair.type == "pair":
                    self._read_pair(pair, path)
        elif value.type == "array" and sum(isinstance(part, int) for part in path) < _PLACED_ARRAYS:
            elements = (child for child in value.named_children if child.type != "comment")
            for index, element in enumerate(elements):
                extent = Extent(element.start_byte, element.end_byte)
                self._add((*path, index), Entry(extent, extent, extent, is_table=False))
                self._read_value(element, (*path, index))

    def _add(self, path: Path, entry: Entry) -> None:
        if len(path) > 1 and path[:-1] not in self.entries:
            for length in range(1, len(path)):
                # A dotted key or header also names the tables above it; the first mention places them.
                self.entries.setdefault(path[:length], entry)
        self.entries[path] = entry


def _key_parts(node: Node) -> Iterator[str]:
    if node.type == "dotted_key":
        for child in node.named_children:
            yield from _key_parts(child)
        return
    text = (node.text or b"").decode()
    if node.type == "quoted_key":
        import tomllib  # noqa: PLC0415 -- escapes in quoted keys are rare; the parser already knows them

        yield next(iter(tomllib.loads(f"{text} = 0")))
    else:
        yield text


def _header_end(node: Node) -> int:
    closing = next(child for child in node.children if child.type in {"]", "]]"})
    return closing.end_byte


@cache
def _parser() -> Parser:
    import tree_sitter_toml  # noqa: PLC0415 -- loaded only when a place is asked for
    from tree_sitter import Language, Parser  # noqa: PLC0415

    return Parser(Language(tree_sitter_toml.language()))
