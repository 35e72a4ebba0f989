"""Decides facts through the SQL backend, on DuckDB and on Spark: many expressions in one query."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import duckdb
from attrs import frozen

from connecteur_core.backends.fact_columns import FactColumns, quoted
from connecteur_core.backends.fact_sql import compile_sql
from connecteur_core.backends.sql_dialects import Dialect, to_dialect
from connecteur_core.backends.sql_query import select_query
from connecteur_core.expr.fact_tree import FactNode, Setting, iter_nodes
from fact_strategies import VOCABULARY
from spark_session import local_spark, quiet_sockets
from sql_relations import arrow_table

Answers = list[list[bool | None]]


@frozen(eq=False)
class Asked:
    """One expression and what it is asked with."""

    root: FactNode
    host: str
    as_of: date
    parameters: Mapping[str, Any]


Backend = Callable[[str, Sequence[Asked], Sequence[Mapping[str, Any]]], Answers]


def _query(subject: str, asked: Sequence[Asked], columns: Sequence[str]) -> tuple[str, dict[str, Any]]:
    relation = FactColumns(VOCABULARY, subject, present={name: quoted(name) for name in columns})
    expressions, values = {}, dict[str, Any]()
    for number, one in enumerate(asked):
        compiled = compile_sql(one.root, relation, host=one.host, as_of=one.as_of, prefix=f"step{number}")
        names = {node.name for node in iter_nodes(one.root) if isinstance(node, Setting)}
        values |= {name: _bindable(one.parameters.get(name)) for name in names}
        expressions[f"v{number}"] = compiled
    return select_query("facts", expressions, keep=("facts_row",)), values


def _bindable(value: Any) -> Any:
    return Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else value


def by_duckdb(subject: str, asked: Sequence[Asked], rows: Sequence[Mapping[str, Any]]) -> Answers:
    """What each expression says of each row."""
    table = arrow_table(subject, rows)
    text, values = _query(subject, asked, table.column_names)
    with duckdb.connect() as connection:
        connection.register("facts", table)
        answers = connection.execute(text, values).fetchall()
    return [
        list(column)
        for column in zip(*(answer[1:] for answer in sorted(answers, key=lambda answer: answer[0])), strict=True)
    ]


def by_spark(subject: str, asked: Sequence[Asked], rows: Sequence[Mapping[str, Any]]) -> Answers:
    """The same on Spark, its SQL made from the same text."""
    table = arrow_table(subject, rows)
    text, values = _query(subject, asked, table.column_names)
    with quiet_sockets():
        spark = local_spark()
        spark.createDataFrame(table).createOrReplaceTempView("facts")
        answers = [tuple(row) for row in spark.sql(to_dialect(text, Dialect.SPARK), args=values).collect()]
    answers.sort(key=lambda answer: answer[0])
    return [list(column) for column in zip(*(answer[1:] for answer in answers), strict=True)]
