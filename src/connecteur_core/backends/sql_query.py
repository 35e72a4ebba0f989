"""Compiled expressions → one query over a relation: a scan, whatever the number of expressions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from connecteur_core.backends.fact_columns import quoted
from connecteur_core.backends.fact_sql import SqlExpression

T = TypeVar("T")


class Query(str):
    """The text of a query, with the values to bind where it says so.

    Attributes:
        parameters: the values by name; None = an open setting.
    """

    __slots__ = ("parameters",)
    parameters: Mapping[str, bool | int | Decimal | None]

    def __new__(cls, text: str, parameters: Mapping[str, bool | int | Decimal | None]) -> Query:  # noqa: D102
        query = super().__new__(cls, text)
        query.parameters = parameters
        return query


def values_in(query: str, values: Mapping[str, T]) -> dict[str, T]:
    """Those of the values that a query binds; engines refuse others."""
    named = set(re.findall(r"\$(\w+)", query))
    return {name: value for name, value in values.items() if name in named}


def select_query(
    source: str, expressions: Mapping[str, SqlExpression], *, keep: Sequence[str] | None = None, lateral: bool = False
) -> str:
    """`SELECT kept columns, each expression AS its name FROM source`; what is worked out first stands below it.

    Args:
        source: a name of a relation, or a query in brackets.
        expressions: SQL by the name of the column it makes.
        keep: columns of the source to go along; None = all.
        lateral: work things out beside the source, for engines that cannot leave columns out of `*`.
    """
    relation, helpers = source, list[str]()
    for number in range(max((len(one.steps) for one in expressions.values()), default=0)):
        step: dict[str, str] = {}
        for one in expressions.values():
            step |= one.steps[number] if number < len(one.steps) else {}
        if lateral:
            relation = f"{relation} CROSS JOIN LATERAL (SELECT {_columns(step)}) AS worked_out_{number + 1}"
        else:
            relation = f"(SELECT *, {_columns(step)} FROM {relation})"
        helpers += step
    everything = f"{source}.*" if lateral else f"* EXCLUDE ({', '.join(helpers)})" if helpers else "*"
    kept = [everything] if keep is None else list(keep)
    columns = _columns({name: one.value for name, one in expressions.items()})
    return f"SELECT {', '.join(filter(None, (*kept, columns)))} FROM {relation}"


def as_word(value: str) -> str:
    """A truth in SQL as the word for it: yes, no, undetermined."""
    return f"CASE {value} WHEN TRUE THEN 'yes' WHEN FALSE THEN 'no' ELSE 'undetermined' END"


def _columns(columns: Mapping[str, str]) -> str:
    return ", ".join(f"{sql} AS {quoted(name)}" for name, sql in columns.items())
