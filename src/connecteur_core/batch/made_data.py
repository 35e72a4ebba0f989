"""Made-up persons, as many as one likes, to try batches with: the same number gives the same rows; nobody is real."""

from __future__ import annotations

from pathlib import Path

from connecteur_core.batch.duckdb_engine import DuckDbEngine
from connecteur_core.batch.engine import Progress
from connecteur_core.batch.run import whole_file
from connecteur_core.batch.sources import FileFormat

_COUNTRIES = "FR GB DE MA DZ TR SY UA PL RO PT IT ES NG IN BR"
_REGIONS = "Nord Sud Est Ouest Centre"

# A number from 0 to 1 for a row and a column: the engine's hash, so that no order of rows and no thread matters.
_CHANCE = "(HASH(number, '{}') % 1000003 / 1000003.0)"


def made_persons(rows: int) -> str:
    """A query for that many persons; about one fact in ten is missing, most live in France."""
    country = f"STRING_SPLIT('{_COUNTRIES}', ' ')[CAST(FLOOR(POWER({_CHANCE}, 2.5) * 16) AS INTEGER) + 1]"

    def chance(name: str) -> str:
        return _CHANCE.format(name)

    def pick(name: str) -> str:
        return country.format(name)

    def known(name: str, value: str) -> str:
        return f"CASE WHEN {chance('has ' + name)} >= 0.1 THEN {value} END AS {name}"

    def day(name: str, first: str, days: int) -> str:
        return f"(DATE '{first}' + CAST(FLOOR({chance(name)} * {days}) AS INTEGER))"

    both = f"LIST_DISTINCT([{pick('birth')}, 'FR'])"
    citizenships = f"CASE WHEN {chance('naturalised')} < 0.3 THEN {both} ELSE [{pick('birth')}] END"
    columns = [
        "number AS id",
        f"STRING_SPLIT('{_REGIONS}', ' ')[CAST(FLOOR({chance('region')} * 5) AS INTEGER) + 1] AS region",
        f"CASE WHEN {chance('residence')} < 0.9 THEN 'FR' ELSE {pick('residence')} END AS residence_country",
        known("birth_country", pick("birth")),
        known("birth_date", day("birth_date", "1940-01-01", 27000)),
        known("citizenships", citizenships),
        known("birth_citizenships", f"[{pick('birth')}]"),
        known("residence_since", day("residence_since", "1990-01-01", 12000)),
        known("previous_residence_country", f"CASE WHEN {pick('birth')} = 'FR' THEN '-' ELSE {pick('birth')} END"),
        known("previous_residence_months", f"CAST(FLOOR({chance('months')} * 400) AS BIGINT)"),
        known("intended_stay_months", f"CAST(FLOOR({chance('stay')} * 60) AS BIGINT)"),
    ]
    for parent in ("p1", "p2"):
        columns += [
            f"TRUE AS {parent}_recorded",
            known(f"{parent}_birth_country", f"CASE WHEN {chance(parent)} < 0.7 THEN {pick('birth')} ELSE 'FR' END"),
            known(f"{parent}_citizenships", f"[CASE WHEN {chance(parent)} < 0.5 THEN {pick('birth')} ELSE 'FR' END]"),
        ]
    return f"SELECT {', '.join(columns)} FROM RANGE(1, {rows + 1}) AS made(number)"


def write_persons(rows: int, path: Path, kind: FileFormat, progress: Progress) -> None:
    """Write made-up persons to a file.

    Raises:
        BatchFailed: it cannot be written.
    """
    query = made_persons(rows)
    if kind is FileFormat.CSV:  # a cell holds codes with spaces between
        listed = ("citizenships", "birth_citizenships", "p1_citizenships", "p2_citizenships")
        joined = ", ".join(f"ARRAY_TO_STRING({name}, ' ') AS {name}" for name in listed)
        query = f"SELECT * REPLACE ({joined}) FROM ({query})"
    engine = DuckDbEngine()
    try:
        with whole_file(path) as temporary:
            engine.write(query, {}, temporary, kind, progress)
    finally:
        engine.close()
