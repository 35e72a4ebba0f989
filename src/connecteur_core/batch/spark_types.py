"""The types of columns as Spark tells them."""

from __future__ import annotations

from pyspark.sql.types import ArrayType, DataType, StructType

from connecteur_core.backends.fact_typing import COMMON_KINDS, StoredKind, StoredType

_KINDS = (
    COMMON_KINDS
    | {
        "string": StoredKind.TEXT,
        "char": StoredKind.TEXT,
        "timestamp_ntz": StoredKind.MOMENT,
        "void": StoredKind.NOTHING,
    }
    | dict.fromkeys(("byte", "short", "long"), StoredKind.INTEGER)
)


def stored_type(kind: DataType) -> StoredType:
    """The type of a stored column of Spark."""
    text = kind.simpleString()
    match kind:
        case ArrayType(elementType=member):
            return StoredType(StoredKind.LIST, text, member=stored_type(member))
        case StructType(fields=fields):
            return StoredType(StoredKind.RECORD, text, fields={one.name: stored_type(one.dataType) for one in fields})
        case _:
            return StoredType(_KINDS.get(kind.typeName(), StoredKind.OTHER), text)
