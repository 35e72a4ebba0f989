"""Whole tables: `batch` against a query by hand, ten times the rows, peak memory, and other ways to do the same.

Run by the environment of the peers, where connecteur is installed too; prints one JSON object.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from by_hand import fr_immigre, nl_herkomst, uk_non_uk_born
from interleaved import interleaved

from connecteur_core import get_definition
from connecteur_core.batch.duckdb_engine import DuckDbEngine
from connecteur_core.batch.made_data import write_persons
from connecteur_core.batch.run import Job, decide_source
from connecteur_core.batch.sources import FileFormat, Source
from connecteur_core.model.countries import COUNTRY_CODES

DAY = date(2026, 9, 1)
MILLION = 1_000_000
GIB = 1 << 20  # in KiB, as getrusage counts

COUNTRY_COLUMNS = ("residence_country", "birth_country")
LIST_COLUMNS = ("birth_citizenships",)

# What a programmer would write for fr.immigre and uk.non_uk_born in DuckDB: native three-valued logic, word for word.
BY_HAND = """
SELECT *,
  CASE (residence_country = 'FR' AND birth_country <> 'FR' AND NOT list_contains(birth_citizenships, 'FR'))
    WHEN TRUE THEN 'yes' WHEN FALSE THEN 'no' ELSE 'undetermined' END AS "fr.immigre",
  CASE (residence_country = 'GB' AND birth_country <> 'GB')
    WHEN TRUE THEN 'yes' WHEN FALSE THEN 'no' ELSE 'undetermined' END AS "uk.non_uk_born"
FROM '{source}'
"""
# The checks and counts that `batch` makes on the way to the same file, as one would write them by hand.
CODE = "^(" + "|".join(sorted(COUNTRY_CODES)) + ")$"
CHECKS = (
    """
SELECT "fr.immigre", "uk.non_uk_born", COUNT(*), SUM(CASE WHEN bad THEN 1 ELSE 0 END) FROM (
  SELECT """
    + BY_HAND.partition("*,")[2].partition("FROM")[0]
    + ", "
    + " OR ".join(
        [f"NOT regexp_matches({name}, '{CODE}')" for name in COUNTRY_COLUMNS]
        + [f"len(list_filter({name}, lambda c : NOT regexp_matches(c, '{CODE}'))) > 0" for name in LIST_COLUMNS]
    )
    + " AS bad FROM '{source}') GROUP BY ALL"
)
NAMES = ("fr.immigre", "uk.non_uk_born")


def source_of(path: Path) -> Source:
    return Source((path,), FileFormat.PARQUET, Path(path.name))


def against_hand(million: Path, folder: Path) -> dict[str, float]:
    """The compiled query, and all of `batch` with its checks, against the query by hand; each writes Parquet."""
    job = Job({name: get_definition(name, on=DAY) for name in NAMES})
    engine, other = DuckDbEngine(), DuckDbEngine()
    from connecteur_core.decisions.table_plan import plan_table

    plan = plan_table(job.definitions, engine.open(source_of(million), job.style), source_of(million).span)
    compiled = plan.answer_query(missing=False, only_fitting=False)

    def write(query: str, name: str) -> Callable[[], object]:
        return lambda: engine.write(query, plan.values, folder / name, FileFormat.PARQUET, lambda _: None)

    def batch() -> object:
        return decide_source(
            source_of(million), job, other, output=folder / "batch.parquet", rejects=None, progress=lambda _: None
        )

    by_hand = BY_HAND.format(source=million)
    functions = {
        "hand": write(by_hand, "h.parquet"),
        "query": write(compiled, "c.parquet"),
        "batch": batch,
        "checked": lambda: (
            other.rows(CHECKS.format(source=million), {}, lambda _: None),
            write(by_hand, "h.parquet")(),
        ),
    }
    times = interleaved(functions, rounds=5)
    import duckdb

    same = "SELECT COUNT(*) FROM (SELECT id, {0} FROM '{1}' EXCEPT SELECT id, {0} FROM '{2}')"
    columns = ", ".join(f'"{name}"' for name in NAMES)
    found = duckdb.sql(same.format(columns, folder / "h.parquet", folder / "batch.parquet")).fetchone()
    assert found == (0,), "both say the same"
    return {
        "compiled query / by hand": times["query"] / times["hand"],
        "batch / by hand with its checks and counts": times["batch"] / times["checked"],
        "batch / by hand without": times["batch"] / times["hand"],
    }


def growth(million: Path, ten: Path, folder: Path) -> dict[str, float]:
    """Ten times the rows; each run is a process of its own, as a user starts it."""
    command = [str(Path(sys.executable).with_name("connecteur")), "batch"]
    options = [word for name in (*NAMES, "nl.herkomst") for word in ("--definition", name)]

    def run(path: Path) -> Callable[[], object]:
        words = [*command, str(path), *options, "--on", "2026-09-01", "-o", str(folder / "grown.parquet")]
        return lambda: subprocess.run(words, check=True, stdout=subprocess.DEVNULL)

    times = interleaved({"million": run(million), "ten": run(ten)}, rounds=3)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {"10 M rows / 1 M rows": times["ten"] / times["million"], "peak memory of 10 M rows, GiB": peak / GIB}


def other_ways(million: Path) -> dict[str, float]:
    """From a Parquet file to the number of each answer under three definitions; times against `batch` without output.

    `batch` checks every fact on its way; none of the others does. OpenFisca gets the flat rule only.
    """
    import pandas
    import pyarrow.parquet

    names = ("uk.non_uk_born", "nl.herkomst", "fr.immigre")
    job = Job({name: get_definition(name, on=DAY) for name in names})
    engine = DuckDbEngine()
    columns = ["residence_country", "birth_country", "p1_birth_country", "p2_birth_country", "birth_citizenships"]

    def by_batch() -> list[int]:
        outcome = decide_source(source_of(million), job, engine, output=None, rejects=None, progress=lambda _: None)
        return [outcome.answers[name]["yes"] for name in names]

    def by_pandas() -> list[int]:
        frame = pandas.read_parquet(million, columns=columns, dtype_backend="pyarrow")
        residence, birth = frame["residence_country"], frame["birth_country"]
        uk = residence.eq("GB") & birth.ne("GB")
        abroad = birth.ne("NL") | frame["p1_birth_country"].ne("NL") | frame["p2_birth_country"].ne("NL")
        foreign = frame["birth_citizenships"].map(lambda codes: "FR" not in codes, na_action="ignore")
        fr = residence.eq("FR") & birth.ne("FR") & foreign.astype("bool[pyarrow]")
        return [int(uk.sum()), int((residence.eq("NL") & abroad).sum()), int(fr.sum())]

    def by_loop() -> list[int]:
        uk = nl = fr = 0
        for row in pyarrow.parquet.read_table(million, columns=columns).to_pylist():
            fr += fr_immigre(row) is True
            uk += uk_non_uk_born(row) is True
            parents = [{"birth_country": row["p1_birth_country"]}, {"birth_country": row["p2_birth_country"]}]
            nl += nl_herkomst({**row, "parents": parents}) is True
        return [uk, nl, fr]

    ways: dict[str, Callable[[], list[int]]] = {
        "pandas": by_pandas,
        "a Python loop by hand": by_loop,
        "OpenFisca, one rule of the three": by_openfisca(million),
    }
    wanted = by_batch()
    assert by_pandas() == by_loop() == wanted
    assert ways["OpenFisca, one rule of the three"]() == wanted[:1]
    times = interleaved({"batch": by_batch, **ways}, rounds=3)
    return {f"{name} / batch": times[name] / times["batch"] for name in ways}


def by_openfisca(million: Path) -> Callable[[], list[int]]:
    """The same rule as an OpenFisca variable; it knows no open facts, so it gives two answers only."""
    import numpy as np
    import pyarrow.parquet
    from openfisca_core.entities import build_entity
    from openfisca_core.periods import DateUnit
    from openfisca_core.simulations import SimulationBuilder
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    person = build_entity(key="person", plural="persons", label="", is_person=True)

    class residence_country(Variable):  # type: ignore[misc]  # noqa: N801 -- OpenFisca names variables so
        value_type, entity, definition_period, max_length = str, person, DateUnit.YEAR, 2

    class birth_country(Variable):  # type: ignore[misc]  # noqa: N801 -- OpenFisca names variables so
        value_type, entity, definition_period, max_length = str, person, DateUnit.YEAR, 2

    class non_uk_born(Variable):  # type: ignore[misc]  # noqa: N801 -- OpenFisca names variables so
        value_type, entity, definition_period = bool, person, DateUnit.YEAR

        def formula(person, period, parameters):  # type: ignore[no-untyped-def]  # noqa: N805 -- OpenFisca's way
            return (
                (person("residence_country", period) == b"GB")
                * (person("birth_country", period) != b"GB")
                * (person("birth_country", period) != b"")
            )

    system = TaxBenefitSystem([person])
    system.add_variables(residence_country, birth_country, non_uk_born)

    def run() -> list[int]:
        table = pyarrow.parquet.read_table(million, columns=["residence_country", "birth_country"])
        residence, birth = (np.array([value or "" for value in column.to_pylist()]) for column in table.columns)
        simulation = SimulationBuilder().build_default_simulation(system, count=len(residence))
        simulation.set_input("residence_country", "2026", residence)
        simulation.set_input("birth_country", "2026", birth)
        return [int(simulation.calculate("non_uk_born", "2026").sum())]

    return run


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        million, ten = folder / "1m.parquet", folder / "10m.parquet"
        write_persons(MILLION, million, FileFormat.PARQUET, lambda _: None)
        write_persons(10 * MILLION, ten, FileFormat.PARQUET, lambda _: None)
        print(json.dumps({**against_hand(million, folder), **growth(million, ten, folder), **other_ways(million)}))
