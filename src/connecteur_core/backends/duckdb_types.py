"""The types of columns as DuckDB tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from connecteur_core.backends.fact_typing import COMMON_KINDS, StoredKind, StoredType

if TYPE_CHECKING:
    from duckdb.sqltypes import DuckDBPyType

_KINDS = (
    COMMON_KINDS
    | {
        "enum": StoredKind.TEXT,
        "timestamp_s": StoredKind.MOMENT,
        "timestamp_ms": StoredKind.MOMENT,
        "timestamp_ns": StoredKind.MOMENT,
        "null": StoredKind.NOTHING,
        '"null"': StoredKind.NOTHING,
    }
    | dict.fromkeys(
        ("tinyint", "smallint", "bigint", "utinyint", "usmallint", "uinteger", "ubigint", "hugeint"),
        StoredKind.INTEGER,
    )
)


def stored_type(kind: DuckDBPyType) -> StoredType:
    """The type of a stored column of DuckDB."""
    name = kind.id
    members: dict[str, Any] = dict(kind.children) if name in {"list", "array", "struct"} else {}
    text = str(kind).replace(", ", ",")
    if name in {"list", "array"}:
        return StoredType(StoredKind.LIST, text, member=stored_type(members["child"]))
    if name == "struct":
        fields = {field: stored_type(inner) for field, inner in members.items()}
        return StoredType(StoredKind.RECORD, text, fields=fields)
    return StoredType(_KINDS.get(name, StoredKind.OTHER), text)
