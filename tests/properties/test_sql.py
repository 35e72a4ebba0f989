"""SQL on DuckDB and Spark decides like the compiled function, whatever the expression, whatever is missing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connecteur_core.backends.fact_python import compile_facts
from connecteur_core.backends.sql_dialects import Dialect, to_dialect
from connecteur_core.model.months import completed_months
from fact_rows import random_rows
from fact_strategies import AS_OF, HOST, checked, expressions
from spark_session import local_spark, quiet_sockets
from sql_backends import Asked, Backend, by_duckdb, by_spark

ROWS = {subject: random_rows(subject, 100) for subject in ("person", "enterprise")}
PARAMETERS = st.fixed_dictionaries({}, optional={"flag": st.booleans(), "bar": st.sampled_from([0, 50, 100])})
SUBJECTS = pytest.mark.parametrize("subject", ["person", "enterprise"])


def agree(backend: Backend, subject: str, texts: list[str], parameters: dict[str, Any]) -> None:
    asked = [Asked(checked(text, subject).root, HOST, AS_OF, parameters) for text in texts]
    rows = ROWS[subject]
    for text, one, answers in zip(texts, asked, backend(subject, asked, rows), strict=True):
        decide = compile_facts(one.root)
        assert answers == [decide(row, HOST, AS_OF, parameters) for row in rows], text


@SUBJECTS
@given(data=st.data(), parameters=PARAMETERS)
def test_duckdb_decides_like_the_compiled_function(
    subject: str, data: st.DataObject, parameters: dict[str, Any]
) -> None:
    agree(by_duckdb, subject, [data.draw(expressions(subject))], parameters)  # `fuzz`: 2 × 5,000 expressions × 100 rows


@SUBJECTS
@settings(max_examples=3)
@given(data=st.data(), parameters=PARAMETERS)
def test_spark_decides_like_the_compiled_function(
    subject: str, data: st.DataObject, parameters: dict[str, Any]
) -> None:
    agree(by_spark, subject, data.draw(st.lists(expressions(subject), min_size=8, max_size=8)), parameters)


def test_the_month_rule_holds_for_every_pair_of_days_around_the_ends_of_months() -> None:
    days = [date(2023, 12, 27) + timedelta(days=count) for count in range(100)]
    days += [date(2025, 2, 26) + timedelta(days=count) for count in range(5)]
    pairs = [(one, two) for one in days for two in days]
    wanted = [completed_months(*pair) if pair[0] <= pair[1] else -completed_months(*reversed(pair)) for pair in pairs]
    text = "SELECT CAST(DATESUB('month', one, two) AS BIGINT) AS months FROM pairs ORDER BY number"
    values = ", ".join(f"({number}, DATE '{one}', DATE '{two}')" for number, (one, two) in enumerate(pairs))
    source = f"(VALUES {values}) AS pairs(number, one, two)"
    duck = duckdb.connect().execute(text.replace("pairs", source, 1)).fetchall()
    assert [months for (months,) in duck] == wanted
    with quiet_sockets():
        frame = local_spark().createDataFrame(
            [(n, *pair) for n, pair in enumerate(pairs)], "number int, one date, two date"
        )
        frame.createOrReplaceTempView("pairs")
        spark = [row[0] for row in local_spark().sql(to_dialect(text, Dialect.SPARK)).collect()]
    assert spark == wanted
