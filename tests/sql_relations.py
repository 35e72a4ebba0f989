"""Typed relations for the SQL backends, made of facts as the reader types them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa

from connecteur_core.definitions.vocabulary import FactDeclaration, FactKind
from fact_strategies import VOCABULARY


def arrow_type(declaration: FactDeclaration) -> pa.DataType:
    match declaration.type:
        case FactKind.TRUTH:
            return pa.bool_()
        case FactKind.DAY if not declaration.may_be_absent:
            return pa.date32()
        case FactKind.COUNTRIES:
            return pa.list_(pa.string())
        case FactKind.INTEGER:
            return pa.int64()
        case FactKind.NUMBER:
            return pa.decimal128(24, 6)
        case FactKind.RECORDS:
            members = VOCABULARY.facts[declaration.record or ""].values()
            return pa.list_(pa.struct([(member.id, arrow_type(member)) for member in members]))
        case _:
            return pa.string()


def _plain(value: Any, declaration: FactDeclaration) -> Any:
    match value:
        case None:
            return None
        case date() if declaration.may_be_absent:
            return value.isoformat()
        case frozenset():
            return sorted(value)
        case list():
            members = VOCABULARY.facts[declaration.record or ""]
            return [{name: _plain(member.get(name), fact) for name, fact in members.items()} for member in value]
        case int() | Fraction() if declaration.type is FactKind.NUMBER:
            return Decimal(value.numerator) / Decimal(value.denominator)
        case _:
            return value


def arrow_table(subject: str, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    facts = VOCABULARY.facts[subject]
    schema = pa.schema([("facts_row", pa.int64()), *((name, arrow_type(fact)) for name, fact in facts.items())])
    lines = [
        {"facts_row": number, **{name: _plain(row.get(name), fact) for name, fact in facts.items()}}
        for number, row in enumerate(rows)
    ]
    return pa.Table.from_pylist(lines, schema=schema)
