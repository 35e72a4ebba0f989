"""Whole tables: each row decided like a single record, bad rows apart, files whole or not at all."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from batch_engines import open_engine, read_jsonl
from connecteur_core import get_definition
from connecteur_core.batch.engine import Engine
from connecteur_core.batch.made_data import write_persons
from connecteur_core.batch.run import Job, decide_source
from connecteur_core.batch.sources import FileFormat, find_sources
from messy_tables import AS_OF, decide_rows, messy_rows, write_csv
from running import Run

DEFINITIONS = {
    "person": ("fr.immigre", "nl.herkomst", "de.einwanderungsgeschichte", "pt.imigrante_permanente"),
    "enterprise": ("eu.micro", "city.diverse_owned", "iwa34.women_owned"),
}
IMMIGRE = ("--definition", "fr.immigre", "--on", "2026-09-01")


@pytest.fixture(params=["duckdb", "spark"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    yield from open_engine(request.param)


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_parquet(path: Path, source: Path) -> Path:
    duckdb.connect().execute(f"COPY (SELECT * FROM read_csv('{source}', all_varchar = true)) TO '{path}'")
    return path


@pytest.mark.parametrize("subject", ["person", "enterprise"])
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_each_row_is_decided_and_refused_like_a_single_record(
    subject: str, kind: str, engine: Engine, tmp_path: Path
) -> None:
    rows = messy_rows(subject, 200, bad=0.2, missing=0.15)
    path = write_csv(tmp_path / "rows.csv", rows)
    if kind == "parquet":
        path = as_parquet(tmp_path / "rows.parquet", path)
    definitions = {name: get_definition(name, on=AS_OF) for name in DEFINITIONS[subject]}
    output, rejects = tmp_path / "out.jsonl", tmp_path / "rejects.csv"
    (source,) = find_sources([str(path)], together=True)
    job = Job(definitions, missing=True)
    outcome = decide_source(source, job, engine, output=output, rejects=rejects, progress=lambda _: None)
    decided = {int(row["id"]): row for row in read_jsonl(output)}
    refused = {int(row["row"]) for row in read_csv(rejects)}
    assert (outcome.rows, outcome.rejected) == (len(decided), len(refused))
    assert outcome.rejected > 10
    for name, definition in definitions.items():
        for row, wanted in zip(rows, decide_rows(definition, rows, beside=definitions.values()), strict=True):
            number = int(row["id"])
            if wanted is None:
                assert number in refused
                assert number not in decided
            else:
                missing = decided[number].get(f"{name}.missing") or ""
                assert (decided[number][name], frozenset(missing.split(";")) - {""}) == wanted, (name, number)


@pytest.mark.parametrize(
    ("style", "options"),
    [
        ({"delimiter": ";"}, ()),
        ({"delimiter": "\t"}, ("--delimiter", "\t")),
        ({"delimiter": "|", "quoting": csv.QUOTE_ALL}, ()),
        ({"encoding": "latin-1"}, ("--encoding", "latin-1")),
        ({"encoding": "utf-16"}, ("--encoding", "utf-16")),
    ],
)
def test_tables_may_be_written_otherwise(
    style: dict[str, Any], options: tuple[str, ...], run: Run, tmp_path: Path
) -> None:
    rows = messy_rows("person", 60, bad=0)
    for row in rows:
        row["region"] = row["region"] and f"Île, {row['region']}"
    path = write_csv(tmp_path / "rows.csv", rows, **style)
    outcome = run("batch", path, *IMMIGRE, *options, "--summary", "region", "--min-cell", 0, "--json")
    (told,) = json.loads(outcome.out)["definitions"]
    answers = [one for one in decide_rows(get_definition("fr.immigre", on=AS_OF), rows) if one]
    assert told["counts"]["yes"] == sum(value == "yes" for value, _ in answers)
    groups = told["by"]["region"]["groups"]
    assert "Île, North" in json.dumps(groups, ensure_ascii=False)


def test_one_percent_of_bad_rows_costs_nothing_but_themselves(run: Run, tmp_path: Path) -> None:
    rows = messy_rows("person", 1000, bad=0)
    spoiled = {17, 250, 251, 999, 1000}
    for number in spoiled:
        rows[number - 1]["birth_country"] = "Frnace"
    path = write_csv(tmp_path / "rows.csv", rows)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    torn = {3, 252}
    for number in torn:
        lines.insert(number, "half a line\n")
    path.write_text("".join(lines), encoding="utf-8")
    outcome = run("batch", path, *IMMIGRE, "-o", tmp_path / "out.csv")
    assert outcome.code == 0
    assert "Frnace" not in outcome.out + outcome.err
    assert [int(row["id"]) for row in read_csv(tmp_path / "out.csv")] == [
        number for number in range(1, 1001) if number not in spoiled
    ]
    rejects = {int(row["row"]): row["reason"] for row in read_csv(tmp_path / "out.rejects.csv")}
    assert sorted(rejects) == [3, 18, 251, 252, 253, 1001, 1002]
    assert rejects[18].startswith("birth_country: ")
    assert "cells" in rejects[3]
    assert "Frnace" not in (tmp_path / "out.rejects.csv").read_text(encoding="utf-8")


def _cut(path: Path) -> Path:
    whole = as_parquet(path.with_suffix(".parquet"), path).read_bytes()
    path.with_suffix(".parquet").write_bytes(whole[: len(whole) // 2])
    return path.with_suffix(".parquet")


def _renamed(path: Path, old: str, new: str) -> Path:
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def _typed(path: Path) -> Path:
    target = path.with_suffix(".parquet")
    select = f"SELECT * REPLACE (1.5::DOUBLE AS birth_country) FROM read_csv('{path}', all_varchar = true)"
    duckdb.connect().execute(f"COPY ({select}) TO '{target}'")
    return target


def _latin(path: Path) -> Path:
    path.write_text(path.read_text(encoding="utf-8").replace("North", "Nörd"), encoding="latin-1")
    return path


@pytest.mark.parametrize(
    ("spoil", "code", "said"),
    [
        (_cut, "CX802", "no whole Parquet file"),
        (lambda path: _renamed(path, "birth_date", "birth_country"), "CX803", "birth_country"),
        (_typed, "CX804", "birth_country"),
        (_latin, "CX802", "--encoding latin-1"),
        (lambda path: _renamed(path, "id,", "fr.immigre,"), "CX803", "fr.immigre"),
        (lambda path: path.with_name("elsewhere.csv"), "CX801", "no such file"),
        (lambda path: path.rename(path.with_suffix(".xls")), "CX801", "kind of table"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_tables_that_cannot_be_read_are_told_and_leave_nothing(
    spoil: Callable[[Path], Path], code: str, said: str, lang: str, run: Run, tmp_path: Path
) -> None:
    path = spoil(write_csv(tmp_path / "rows.csv", messy_rows("person", 50, bad=0)))
    before = set(tmp_path.iterdir())
    outcome = run("batch", path, *IMMIGRE, "-o", tmp_path / "out.parquet", "--lang", lang)
    assert outcome.code == 2
    assert code in outcome.err
    assert path.name in outcome.err
    assert lang == "fr" or said in outcome.err
    assert set(tmp_path.iterdir()) == before


def test_a_misspelt_column_is_told_and_the_rest_decided(run: Run, tmp_path: Path) -> None:
    path = _renamed(write_csv(tmp_path / "r.csv", messy_rows("person", 9, bad=0)), ",birth_country,", ",birth_contry,")
    outcome = run("batch", path, *IMMIGRE)
    assert outcome.code == 0
    assert "birth_contry" in outcome.err


def test_a_folder_goes_on_where_it_stopped(run: Run, tmp_path: Path) -> None:
    for name in ("a", "b/c"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        write_csv(tmp_path / "in" / f"{name}.csv", messy_rows("person", 30, bad=0))
    arguments = ("batch", tmp_path / "in", *IMMIGRE, "-o", tmp_path / "out", "--json")
    assert json.loads(run(*arguments).out)["rows"] == 60
    (tmp_path / "out/b/c.csv").unlink()
    again = json.loads(run(*arguments).out)
    assert (again["rows"], again["skipped_files"]) == (30, 1)
    other = run("batch", tmp_path / "in", "--definition", "uk.non_uk_born", "-o", tmp_path / "out")
    assert (other.code, "CX807" in other.err) == (2, True)


def test_rejects_of_several_files_name_the_file(engine: Engine, tmp_path: Path) -> None:
    for name in ("a", "b"):
        rows = messy_rows("person", 20, bad=0, seed=len(name))
        rows[4 if name == "a" else 7]["birth_country"] = "Frnace"
        write_csv(tmp_path / f"{name}.csv", rows)
    (source,) = find_sources([str(tmp_path)], together=True)
    job = Job({"fr.immigre": get_definition("fr.immigre", on=AS_OF)})
    rejects = tmp_path / "rejects.csv"
    outcome = decide_source(source, job, engine, output=None, rejects=rejects, progress=lambda _: None)
    assert (outcome.rows, outcome.rejected) == (38, 2)
    assert [(Path(row["file"]).name, row["row"]) for row in read_csv(rejects)] == [("a.csv", "5"), ("b.csv", "8")]


def test_names_of_folders_are_columns(engine: Engine, tmp_path: Path) -> None:
    for region in ("Nord", "Sud"):
        folder = tmp_path / "in" / f"land={region}"
        folder.mkdir(parents=True)
        as_parquet(folder / "0.parquet", write_csv(tmp_path / "rows.csv", messy_rows("person", 20, bad=0)))
    (source,) = find_sources([str(tmp_path / "in")], together=True)
    job = Job({"fr.immigre": get_definition("fr.immigre", on=AS_OF)}, by=("land",))
    outcome = decide_source(source, job, engine, output=None, rejects=None, progress=lambda _: None)
    assert [sum(row.values()) for row in outcome.groups["land"]["fr.immigre"].values()] == [20, 20]
    assert list(outcome.groups["land"]["fr.immigre"]) == ["Nord", "Sud"]


def test_small_counts_are_null_in_json(run: Run, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "rows.csv", messy_rows("person", 40, bad=0))
    told = json.loads(run("batch", path, *IMMIGRE, "--summary", "region", "--json").out)
    assert told["format"] == "connecteur-summary/1"
    groups = told["definitions"][0]["by"]["region"]["groups"].values()
    shown = [count for group in groups for count in group.values() if count]
    assert all(count >= 10 for count in shown)
    assert any(count is None for group in groups for count in group.values())


def _leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_ctrl_c_leaves_no_half_file(tmp_path: Path) -> None:
    write_persons(400_000, tmp_path / "rows.csv", FileFormat.CSV, lambda _: None)
    command = [sys.executable, "-m", "connecteur_cli.main", "batch", "rows.csv", "-o", "out.csv", "--missing"]
    definitions = [word for name in DEFINITIONS["person"] for word in ("--definition", name)]
    process = subprocess.Popen(
        [*command, *definitions], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob(".connecteur-*/out.csv")) and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, (out, err)
    assert "Traceback" not in err
    assert _leftovers(tmp_path) == ["rows.csv"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="limits on file sizes are of Unix")
def test_a_full_disk_leaves_no_half_file(tmp_path: Path) -> None:
    write_persons(20_000, tmp_path / "rows.parquet", FileFormat.PARQUET, lambda _: None)
    # A limit on the size of files is met like a full disk: writing fails half-way.
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000));"
        "from connecteur_cli.main import main; sys.argv[0] = 'connecteur'; main()"
    )
    command = [sys.executable, "-c", code, "batch", "rows.parquet", "--definition", "fr.immigre", "-o", "out.csv"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, "CX807" in done.stderr) == (2, True), done.stderr
    assert "disk full" in done.stderr
    assert "Traceback" not in done.stderr
    assert _leftovers(tmp_path) == ["rows.parquet"]


def test_names_and_values_that_look_like_sql_are_names_and_values(run: Run, tmp_path: Path) -> None:
    column, value = 'a"; DROP TABLE input; --', "'); DROP TABLE input; --"
    path, result = tmp_path / "it's; DROP TABLE input.csv", tmp_path / "o'; --.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["residence_country", "birth_country", column], ["FR", "FR", value]])
    outcome = run("batch", path, *IMMIGRE, "--summary", column, "--min-cell", 0, "--json", "-o", result)
    assert outcome.code == 0, outcome.err
    (groups,) = json.loads(outcome.out)["definitions"][0]["by"].values()
    assert value in groups["groups"]
    with result.open(encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file))[column] == value
