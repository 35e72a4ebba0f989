"""Changes single keys of a TOML text and leaves every other byte as people wrote it.

Own code because a save must cost under 20 ms: tomlkit takes 45 ms to read a filled-in assessment, and
moves comments when tables are out of order (docs/adr/0004). Each edit is made from a fresh outline.
"""

from __future__ import annotations

from collections.abc import Sequence

from connecteur_core.positions.toml_outline import Entry, Path, TomlOutline
from connecteur_core.store.toml_values import TomlValue, toml_key, toml_value


class TomlEditor:
    """A TOML text under change; `text` is always the current state."""

    def __init__(self, text: str) -> None:
        self.text = text

    def set_key(self, table: Path, key: str, value: TomlValue, *, new_table_after: Sequence[Path] = ()) -> None:
        """Give `key` of `table` a value; the table is added when it is not there.

        Args:
            table: path of the table, such as ("answers", "L1.1").
            key: name of the key.
            value: what to write.
            new_table_after: tables of the file after which a new table may stand, best last.
        """
        outline = TomlOutline(self.text)
        entry = outline.entries.get((*table, key))
        written = f"{toml_key(key)} = {toml_value(value)}"
        if entry is not None and not entry.is_table:
            self._splice(entry.value.start, entry.value.end, toml_value(value))
        elif table in outline.entries:
            self._add_to_table(outline, table, written)
        else:
            self._add_table(outline, table, written, new_table_after)

    def remove_key(self, table: Path, key: str) -> None:
        """Take `key` out of `table`, with its line when nothing else stands on it; no-op when absent."""
        entry = TomlOutline(self.text).entries.get((*table, key))
        if entry is None:
            return
        start, end = entry.pair.start, entry.pair.end
        raw = self.text.encode()
        line_start, line_end = raw.rfind(b"\n", 0, start) + 1, _line_end(raw, end)
        rest = raw[line_start:start] + raw[end:line_end]
        if not rest.strip():
            self._splice(line_start, min(line_end + 1, len(raw)), "")
        elif rest.lstrip().startswith(b"#"):
            self._splice(start, end, "")  # a comment beside the key is a person's: it stays
        else:
            self._splice(*_with_one_comma(raw, start, end), "")

    def append_to_array(self, table: Path, key: str, value: TomlValue, *, new_table_after: Sequence[Path] = ()) -> None:
        """Add an element to an array of `table`, which is made when it is not there."""
        outline = TomlOutline(self.text)
        path = (*table, key)
        elements = [outline.entries[(*path, index)] for index in range(_length(outline, path))]
        if not elements:
            self.set_key(table, key, [value], new_table_after=new_table_after)
        elif elements[-1].is_table:
            header = ".".join(toml_key(str(part)) for part in path)
            assert isinstance(value, dict), "elements of arrays of tables are tables"
            pairs = "\n".join(f"{toml_key(name)} = {toml_value(entry)}" for name, entry in value.items())
            self._insert_line_after(elements[-1].value.end, f"\n[[{header}]]\n{pairs}")
        else:
            raw = self.text.encode()
            previous = elements[-1].value
            line_start = raw.rfind(b"\n", 0, previous.start) + 1
            before = raw[line_start : previous.start]
            separator = f",\n{before.decode()}" if not before.strip() else ", "
            self._splice(previous.end, previous.end, separator + toml_value(value))

    def _add_to_table(self, outline: TomlOutline, table: Path, written: str) -> None:
        entry = outline.entries[table]
        pairs = [found for path, found in outline.entries.items() if path[:-1] == table and not found.is_table]
        if entry.is_table and not pairs:
            self._insert_line_after(entry.key.end, written)
        elif entry.is_table:
            self._insert_line_after(pairs[-1].pair.end, written)
        elif self._is_inline(entry):
            self._add_to_inline_table(entry, pairs, written)
        else:
            # The table exists through dotted keys only: repeat the prefix of the last one.
            last = pairs[-1].pair
            raw = self.text.encode()
            prefix = raw[last.start : pairs[-1].value.start].decode().rpartition(".")[0]
            self._insert_line_after(last.end, f"{prefix}.{written}")

    def _is_inline(self, entry: Entry) -> bool:
        return self.text.encode()[entry.value.start : entry.value.start + 1] == b"{"

    def _add_to_inline_table(self, entry: Entry, pairs: list[Entry], written: str) -> None:
        if pairs:
            self._splice(pairs[-1].pair.end, pairs[-1].pair.end, f", {written}")
        else:
            self._splice(entry.value.start, entry.value.end, f"{{ {written} }}")

    def _add_table(self, outline: TomlOutline, table: Path, written: str, after: Sequence[Path]) -> None:
        header = ".".join(toml_key(str(part)) for part in table)
        block = f"\n[{header}]\n{written}"
        neighbour = next((path for path in reversed(after) if path in outline.entries), None)
        if neighbour is None or not outline.entries[neighbour].is_table:
            separator = "" if self.text.endswith("\n") else "\n"
            self.text += f"{separator}{block}\n"
            return
        end = max(found.value.end for path, found in outline.entries.items() if path[: len(neighbour)] == neighbour)
        self._insert_line_after(end, block)

    def _insert_line_after(self, offset: int, line: str) -> None:
        raw = self.text.encode()
        end = _line_end(raw, offset)
        self._splice(end, end, f"\n{line}")

    def _splice(self, start: int, end: int, replacement: str) -> None:
        raw = self.text.encode()
        self.text = (raw[:start] + replacement.encode() + raw[end:]).decode()


def _length(outline: TomlOutline, path: Path) -> int:
    length = 0
    while (*path, length) in outline.entries:
        length += 1
    return length


def _line_end(raw: bytes, offset: int) -> int:
    found = raw.find(b"\n", offset)
    return len(raw) if found < 0 else found


def _with_one_comma(raw: bytes, start: int, end: int) -> tuple[int, int]:
    """A pair inside an inline table, with the comma that follows it or else the one before it."""
    behind = end + len(raw[end:]) - len(raw[end:].lstrip(b" \t"))
    if raw[behind : behind + 1] == b",":
        following = raw[behind + 1 :]
        return start, behind + 1 + len(following) - len(following.lstrip(b" \t"))
    before = raw[:start].rstrip(b" \t")
    return (len(before) - 1, end) if before.endswith(b",") else (start, end)
