"""Both engines of batches for tests, and what they wrote."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from connecteur_core.batch.duckdb_engine import DuckDbEngine
from connecteur_core.batch.engine import Engine
from spark_session import local_spark, quiet_sockets


def open_engine(name: str) -> Iterator[Engine]:
    """DuckDB or Spark, closed at the end."""
    if name == "duckdb":
        engine: Engine = DuckDbEngine()
        yield engine
        engine.close()
        return
    with quiet_sockets():
        local_spark()
        from connecteur_core.batch.spark_engine import SparkEngine

        engine = SparkEngine(master="local[2]")
        yield engine
        engine.close()


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """The rows of a file, or of a folder that Spark wrote."""
    files = [path] if path.is_file() else sorted(path.glob("part-*"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
