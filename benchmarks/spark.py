"""How Spark scales here: over cores, and with more rows; one process a measurement, Spark's start included and apart.

Run by hand (`.venv/bin/python benchmarks/spark.py`): it takes some minutes. Prints one JSON object of seconds.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CODE = """
import sys, time
from datetime import date
from pathlib import Path
from connecteur_core import get_definition
from connecteur_core.batch.run import Job, decide_source
from connecteur_core.batch.sources import find_sources
from connecteur_core.batch.spark_engine import SparkEngine
job = Job({name: get_definition(name, on=date(2026, 9, 1)) for name in ("fr.immigre", "uk.non_uk_born", "nl.herkomst")})
engine = SparkEngine(master=sys.argv[1])
(source,) = find_sources([sys.argv[2]], together=True)
decide_source(source, job, engine, output=None, rejects=None, progress=lambda _: None)  # warm
start = time.perf_counter()
decide_source(source, job, engine, output=None, rejects=None, progress=lambda _: None)
print(time.perf_counter() - start)
"""
PARTS = {"1 M rows": 1, "4 M rows": 4, "16 M rows": 16}


def main() -> None:
    from connecteur_core.batch.made_data import write_persons
    from connecteur_core.batch.sources import FileFormat

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        million = folder / "part.parquet"
        write_persons(1_000_000, million, FileFormat.PARQUET, lambda _: None)
        seconds: dict[str, float] = {}
        for title, copies in PARTS.items():
            table = folder / str(copies)
            table.mkdir()
            for number in range(copies):  # growth is simulated: the same million again
                (table / f"{number}.parquet").hardlink_to(million)
            for master in ("local[1]", "local[2]"):
                done = subprocess.run(
                    [sys.executable, "-c", CODE, master, str(table)], check=True, capture_output=True, text=True
                )
                seconds[f"{title} on {master}"] = float(done.stdout.split()[-1])
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, "-c", CODE.partition("(source,)")[0], "local[2]"], check=True, capture_output=True
        )
        seconds["starting Spark"] = time.perf_counter() - started
        print(json.dumps(seconds))


if __name__ == "__main__":
    main()
