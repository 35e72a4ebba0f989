"""Lists of records in tables of their own decide like the same lists nested in cells."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from batch_engines import open_engine, read_jsonl
from connecteur_core import get_definition
from connecteur_core.batch.engine import Engine
from connecteur_core.batch.list_tables import add_lists, find_lists
from connecteur_core.batch.run import Job, Outcome, decide_source
from connecteur_core.batch.sources import CsvStyle, find_sources
from messy_tables import AS_OF, Row, messy_rows, write_csv
from running import Run

LISTS = ("owners", "managers", "relations")
DEFINITIONS = ("eu.micro", "city.diverse_owned", "iwa34.women_owned")
OWNED = ("--definition", "city.diverse_owned", "--on", "2026-09-01")


@pytest.fixture(params=["duckdb", "spark"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    yield from open_engine(request.param)


def decide(
    path: Path, engine: Engine, output: Path, lists: dict[str, str], names: tuple[str, ...] = DEFINITIONS
) -> Outcome:
    definitions = {name: get_definition(name, on=AS_OF) for name in names}
    tables = find_lists(definitions, lists, "id")
    add_lists(tables, engine, CsvStyle())
    (source,) = find_sources([str(path)], together=True)
    job = Job(definitions, missing=len(names) == 1, lists=tables)
    return decide_source(
        source, job, engine, output=output, rejects=output.with_suffix(".bad"), progress=lambda _: None
    )


def apart(rows: list[Row], folder: Path) -> dict[str, str]:
    """Write the lists of rows as tables, the members of a row not side by side; take them out of the rows."""
    files = {}
    for name in LISTS:
        members = [
            {
                "id": row["id"],
                **{fact: value if isinstance(value, str) else json.dumps(value) for fact, value in member.items()},
            }
            for row in rows
            for member in json.loads(row.pop(name))
        ]
        members.sort(key=lambda member: int(member["id"]) % 7)
        columns = dict.fromkeys(name for member in members for name in member)
        files[name] = str(folder / f"{name}.csv")
        write_csv(Path(files[name]), [{name: member.get(name, "") for name in columns} for member in members])
    return files


def test_lists_apart_decide_like_nested_ones(engine: Engine, tmp_path: Path) -> None:
    rows = [
        row | {name: row[name] if row[name].startswith("[") else "[]" for name in LISTS}
        for row in messy_rows("enterprise", 300, bad=0.3, missing=0.1)
        if all(_fits_in_a_table(row[name]) for name in LISTS)
    ]
    assert len(rows) > 200
    nested = decide(write_csv(tmp_path / "nested.csv", rows), engine, tmp_path / "nested.jsonl", {})
    files = apart(rows, tmp_path)
    flat = decide(write_csv(tmp_path / "flat.csv", rows), engine, tmp_path / "flat.jsonl", files)
    assert (flat.rows, flat.rejected, flat.answers) == (nested.rows, nested.rejected, nested.answers)
    assert flat.rejected > 10
    assert flat.misfits == nested.misfits
    assert min(len(set(counts.values())) for counts in flat.answers.values()) > 1

    told = [
        {key: value for key, value in row.items() if key not in LISTS} for row in read_jsonl(tmp_path / "nested.jsonl")
    ]
    assert sorted(read_jsonl(tmp_path / "flat.jsonl"), key=_number) == sorted(told, key=_number)
    assert _rejects(tmp_path / "flat.bad") == _rejects(tmp_path / "nested.bad")


def _fits_in_a_table(cell: str) -> bool:
    try:
        members = json.loads(cell or "[]")
    except ValueError:
        return False
    return isinstance(members, list) and all(isinstance(member, dict) for member in members)


def _number(row: dict[str, str]) -> int:
    return int(row["id"])


def _rejects(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["row"], row["reason"]) for row in csv.DictReader(file)]


def test_parents_apart_are_the_first_and_the_second(engine: Engine, tmp_path: Path) -> None:
    people = [{"id": one, "residence_country": "NL", "birth_country": "NL"} for one in ("a", "b", "c", "d", "")]
    parents = [
        {"id": "b", "birth_country": "TR"},
        {"id": "a", "birth_country": "NL"},
        {"id": "a", "birth_country": "MA"},
        *({"id": "c", "birth_country": "MA"} for _ in range(3)),
    ]
    path, file = write_csv(tmp_path / "people.csv", people), write_csv(tmp_path / "parents.csv", parents)
    name, day = "nl.allochtoon", date(2015, 1, 1)
    definitions = {name: get_definition(name, on=day)}
    tables = find_lists(definitions, {"parents": str(file)}, "id")
    add_lists(tables, engine, CsvStyle())
    (source,) = find_sources([str(path)], together=True)
    job = Job(definitions, missing=True, lists=tables)
    output, rejects = tmp_path / "out.jsonl", tmp_path / "bad.csv"
    decide_source(source, job, engine, output=output, rejects=rejects, progress=lambda _: None)
    found = {row.get("id"): (row[name], row.get(f"{name}.missing")) for row in read_jsonl(output)}
    assert found["a"] == ("yes", None)
    assert found["b"] == ("yes", None)
    assert found["d"][0] == found[None][0] == "undetermined"
    assert [row for row, _ in _rejects(rejects)] == ["3"]  # nobody has three


def test_rows_stay_in_their_order(tmp_path: Path, run: Run) -> None:
    count = 150_000  # more than one thread takes at a time
    database = duckdb.connect()
    database.execute(f"COPY (SELECT i AS id FROM range({count}) AS t(i)) TO '{tmp_path}/rows.parquet'")
    database.execute(
        f"COPY (SELECT i % {count} AS id, 25 AS share, i % 3 = 0 AS immigrant FROM range({2 * count}) AS t(i)) "
        f"TO '{tmp_path}/owners.parquet'"
    )
    told = run(
        "batch", tmp_path / "rows.parquet", *OWNED, "--list", f"owners={tmp_path}/owners.parquet",
        "-o", tmp_path / "out.parquet",
    )  # fmt: skip
    assert told.code == 0, told.err
    column = database.execute(f"SELECT id FROM read_parquet('{tmp_path}/out.parquet')").fetchall()
    assert [number for (number,) in column] == list(range(count))


def _two(tmp_path: Path, rows: list[Row], members: list[Row]) -> tuple[Path, str]:
    return write_csv(tmp_path / "rows.csv", rows), f"owners={write_csv(tmp_path / 'owners.csv', members)}"


ROWS = [{"id": "1", "owners_complete": "yes"}, {"id": "2", "owners_complete": "yes"}]
MEMBERS = [{"id": "1", "share": "60", "immigrant": "yes"}, {"id": "2", "share": "100", "immigrant": "no"}]


@pytest.mark.parametrize(
    ("rows", "members", "words"),
    [
        ([{"number": "1"}], MEMBERS, ["rows.csv:1:1: CX803", "--key"]),
        (ROWS, [{"number": "1", "share": "1"}], ["owners.csv:1:1: CX803", "--key"]),
        ([row | {"owners": ""} for row in ROWS], MEMBERS, ["rows.csv:1:1: CX803", "`owners`"]),
        (ROWS, [{"id": "1", "part": "1"}], ["owners.csv:1:1: CX806", "share"]),
        (ROWS, [*MEMBERS, {"id": "1", "share": "1,5,6", "immigrant": "yes"}], ["owners.csv:1:1: CX802", "mend"]),
    ],
)
def test_what_does_not_go_together_is_told(
    rows: list[Row], members: list[Row], words: list[str], tmp_path: Path, run: Run
) -> None:
    path, listed = _two(tmp_path, rows, members)
    if "CX802" in words[0]:
        (tmp_path / "owners.csv").write_text((tmp_path / "owners.csv").read_text().replace('"', ""), encoding="utf-8")
    told = run("batch", path, *OWNED, "--list", listed, "-o", tmp_path / "out.csv")
    assert told.code == 2
    assert all(word in told.err for word in words), told.err
    assert not (tmp_path / "out.csv").exists()


def test_slips_and_strays_are_warned_of(tmp_path: Path, run: Run) -> None:
    path, listed = _two(tmp_path, ROWS, [*MEMBERS, {"id": "01", "share": "1", "immigrant": "no"}])
    told = run("batch", path, *OWNED, "--list", listed, "--min-cell", "1")
    assert (told.code, "CX810" in told.err, "table: 1" in told.err) == (0, True, True)
    path, listed = _two(tmp_path, ROWS, [{"id": "1", "share": "60", "imigrant": "yes"}])
    assert "`imigrant`" in run("batch", path, *OWNED, "--list", listed).err


def test_only_lists_that_are_read_may_be_given(tmp_path: Path, run: Run) -> None:
    path, listed = _two(tmp_path, ROWS, MEMBERS)
    told = run("batch", path, *OWNED, "--list", listed.replace("owners=", "owner=", 1))
    assert (told.code, "CX809" in told.err, "`owners`" in told.err) == (2, True, True)
    assert run("batch", path, *OWNED, "--list", "owners").code == 2


def test_keys_that_are_fractions_are_refused(tmp_path: Path, run: Run) -> None:
    _, listed = _two(tmp_path, ROWS, MEMBERS)
    other = tmp_path / "rows.parquet"
    duckdb.connect().execute(f"COPY (SELECT 1.0::DOUBLE AS id) TO '{other}'")
    told = run("batch", other, *OWNED, "--list", listed)
    assert (told.code, "CX804" in told.err, "DOUBLE" in told.err) == (2, True, True)
