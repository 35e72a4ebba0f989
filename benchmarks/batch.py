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
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from by_hand import uk_non_uk_born
from interleaved import interleaved

from connecteur_core import get_definition
from connecteur_core.batch.duckdb_engine import DuckDbEngine
from connecteur_core.batch.made_data import write_persons
from connecteur_core.batch.run import Job, decide_source
from connecteur_core.batch.sources import FileFormat, Source

DAY = date(2026, 9, 1)
MILLION = 1_000_000
GIB = 1 << 20  # in KiB, as getrusage counts

# What a programmer would write for fr.immigre and uk.non_uk_born in DuckDB: native three-valued logic, word for word.
BY_HAND = """
SELECT *,
  CASE (residence_country = 'FR' AND birth_country <> 'FR' AND NOT list_contains(birth_citizenships, 'FR'))
    WHEN TRUE THEN 'yes' WHEN FALSE THEN 'no' ELSE 'undetermined' END AS "fr.immigre",
  CASE (residence_country = 'GB' AND birth_country <> 'GB')
    WHEN TRUE THEN 'yes' WHEN FALSE THEN 'no' ELSE 'undetermined' END AS "uk.non_uk_born"
FROM '{source}'
"""
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
    functions = {"hand": write(by_hand, "h.parquet"), "query": write(compiled, "c.parquet"), "batch": batch}
    times = interleaved(functions, rounds=5)
    import duckdb

    same = "SELECT COUNT(*) FROM (SELECT id, {0} FROM '{1}' EXCEPT SELECT id, {0} FROM '{2}')"
    columns = ", ".join(f'"{name}"' for name in NAMES)
    found = duckdb.sql(same.format(columns, folder / "h.parquet", folder / "batch.parquet")).fetchone()
    assert found == (0,), "both say the same"
    return {
        "compiled query / by hand": times["query"] / times["hand"],
        "batch, checks included / by hand without": times["batch"] / times["hand"],
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
    """uk.non_uk_born on a million rows in memory, answers as a column; times against `apply` on Arrow."""
    import duckdb
    import numpy as np
    import pandas

    definition = get_definition("uk.non_uk_born", on=DAY)
    columns = "residence_country, birth_country"
    arrow = duckdb.sql(f"SELECT {columns} FROM '{million}'").to_arrow_table()
    frame = arrow.to_pandas(types_mapper=pandas.ArrowDtype)
    rows = arrow.to_pylist()
    residence, birth = (
        np.array([value or "" for value in arrow.column(name).to_pylist()]) for name in columns.split(", ")
    )

    def by_apply() -> Any:
        return definition.apply(arrow).column(definition.id)

    def by_pandas() -> Any:
        truth = frame["residence_country"].eq("GB") & frame["birth_country"].ne("GB")
        return truth.map({True: "yes", False: "no"}).fillna("undetermined")

    def by_numpy() -> Any:
        resident, abroad = residence == "GB", birth != "GB"
        no = (~resident & (residence != "")) | ((birth == "GB") & (birth != ""))
        yes = resident & abroad & (birth != "")
        return np.where(no, "no", np.where(yes, "yes", "undetermined"))

    def by_loop() -> Any:
        words = {True: "yes", False: "no", None: "undetermined"}
        return [words[uk_non_uk_born(row)] for row in rows]

    def by_function() -> Any:
        words, decide = {True: "yes", False: "no", None: "undetermined"}, definition.function
        return [words[decide(row)] for row in rows]

    ways: dict[str, Callable[[], Any]] = {
        "apply on Arrow": by_apply,
        "pandas": by_pandas,
        "NumPy": by_numpy,
        "OpenFisca": by_openfisca(residence, birth),
        "a Python loop by hand": by_loop,
        "a Python loop over the compiled function": by_function,
    }
    wanted = by_apply().to_pylist()
    for name in ("NumPy", "a Python loop by hand", "a Python loop over the compiled function", "pandas"):
        assert list(ways[name]()) == wanted, name
    times = interleaved(ways, rounds=3)
    return {f"{name} / apply": times[name] / times["apply on Arrow"] for name in ways if name != "apply on Arrow"}


def by_openfisca(residence: Any, birth: Any) -> Callable[[], Any]:
    """The same rule as an OpenFisca variable; it knows no open facts, so it gives two answers only."""
    from openfisca_core.entities import build_entity
    from openfisca_core.periods import DateUnit
    from openfisca_core.simulations import SimulationBuilder
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    person = build_entity(key="person", plural="persons", label="", is_person=True)

    class residence_country(Variable):
        value_type, entity, definition_period, max_length = str, person, DateUnit.ETERNITY, 2

    class birth_country(Variable):
        value_type, entity, definition_period, max_length = str, person, DateUnit.ETERNITY, 2

    class non_uk_born(Variable):
        value_type, entity, definition_period = bool, person, DateUnit.ETERNITY

        def formula(person, period, parameters):  # type: ignore[no-untyped-def]  # noqa: N805 -- OpenFisca's way
            return (person("residence_country", period) == b"GB") * (person("birth_country", period) != b"GB")

    system = TaxBenefitSystem([person])
    system.add_variables(residence_country, birth_country, non_uk_born)

    def run() -> Any:
        simulation = SimulationBuilder().build_default_simulation(system, count=len(residence))
        simulation.set_input("residence_country", "eternity", residence)
        simulation.set_input("birth_country", "eternity", birth)
        return simulation.calculate("non_uk_born", "eternity")

    return run


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        million, ten = folder / "1m.parquet", folder / "10m.parquet"
        write_persons(MILLION, million, FileFormat.PARQUET, lambda _: None)
        write_persons(10 * MILLION, ten, FileFormat.PARQUET, lambda _: None)
        print(json.dumps({**against_hand(million, folder), **growth(million, ten, folder), **other_ways(million)}))
