"""A Spark job that decides a table under several definitions and counts the answers.

    spark-submit spark_job.py people.parquet decided.parquet 2026-09-01 fr.immigre oecd.immigrant

connecteur writes the query; Spark runs it like any other, so workers need nothing of connecteur. The query expects
typed columns and does not check them; `connecteur batch --engine spark` does, lists rejects and hides small counts.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import col

from connecteur_core import get_definition

HOST = "FR"


def decide(spark: SparkSession, people: DataFrame, definition_ids: Sequence[str], on: date) -> DataFrame:
    """The table with a column for each definition, called like it: yes, no or undetermined."""
    decided = people
    for name in definition_ids:
        definition = get_definition(name, on=on, host=HOST)
        query = definition.sql("spark", table="people_to_decide")
        decided.createOrReplaceTempView("people_to_decide")
        decided = spark.sql(str(query), args=dict(query.parameters))
    return decided


def counts(decided: DataFrame, definition_ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """How many rows there are of each answer. Hide small ones before you publish them."""
    found = {}
    for name in definition_ids:
        rows = decided.groupBy(col(f"`{name}`").alias("answer")).count().collect()
        found[name] = {row["answer"]: row["count"] for row in sorted(rows)}
    return found


def main(source: str, target: str, day: str, *definition_ids: str) -> None:
    """Read, decide, write, and print the counts."""
    spark = SparkSession.builder.appName("connecteur").getOrCreate()
    decided = decide(spark, spark.read.parquet(source), definition_ids, date.fromisoformat(day))
    decided.write.mode("errorifexists").parquet(target)
    for name, answers in counts(decided, definition_ids).items():
        sys.stdout.write(f"{name}: {answers}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
