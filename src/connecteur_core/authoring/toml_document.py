"""A TOML text for plain data, laid out as the files of rulesets are: keys, then tables, then arrays of tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from connecteur_core.store.toml_values import TomlValue, toml_key, toml_value


def toml_document(data: Mapping[str, TomlValue], *, comment: str = "") -> str:
    """The text of a whole file.

    Args:
        data: its keys, in order; `format` first.
        comment: a line to stand behind `format`, without its `#`.
    """
    lines = list(_lines(data, comment))
    return "\n".join(lines) + "\n"


def _lines(data: Mapping[str, TomlValue], comment: str) -> Iterator[str]:
    tables = {key: value for key, value in data.items() if isinstance(value, Mapping)}
    arrays = {key: value for key, value in data.items() if _is_array_of_tables(value)}
    for key, value in data.items():
        if key in tables or key in arrays:
            continue
        yield _pair(key, value)
        if key == "format":
            yield ""
            yield from (f"# {comment}", "") if comment else ()
    for key, table in tables.items():
        if table and all(isinstance(value, Mapping) for value in table.values()):
            for name, inner in table.items():
                yield from _table(f"[{toml_key(key)}.{toml_key(name)}]", inner)  # type: ignore[arg-type]
        else:
            yield from _table(f"[{toml_key(key)}]", table)
    for key, array in arrays.items():
        for entry in array:  # type: ignore[union-attr]
            yield from _table(f"[[{toml_key(key)}]]", entry)  # type: ignore[arg-type]


def _table(header: str, table: Mapping[str, TomlValue]) -> Iterator[str]:
    yield from ("", header)
    yield from (_pair(key, value) for key, value in table.items())


def _pair(key: str, value: TomlValue) -> str:
    return f"{toml_key(key)} = {toml_value(value)}"


def _is_array_of_tables(value: TomlValue) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(entry, Mapping) for entry in value)
