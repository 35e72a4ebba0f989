"""A ruleset as tables and back is the same ruleset; a translator's mistakes are told by row and column."""

from __future__ import annotations

import csv
import json
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest
from attrs import fields, fields_dict
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from conftest import ROOT
from connecteur_core.authoring.ruleset_from_tables import entry_classes
from connecteur_core.authoring.table_cells import from_cell, to_cell
from connecteur_core.model.locale import Locale
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.rulesets.loader import ItemsFile, load_ruleset
from connecteur_core.rulesets.locales import load_locale
from connecteur_core.rulesets.shipped import find_ruleset_folders
from connecteur_core.testing.checking import check_path
from running import Run

MODEL = Path(__file__).parent / "data" / "authoring" / "reading-room"
RULESETS = [*find_ruleset_folders(), MODEL]


def content(value: Any, *, left_out: tuple[str, ...] = ()) -> dict[str, Any]:
    """Every attribute of a ruleset or locale; tables as lists of pairs, so that their order counts."""
    found = {field.name: getattr(value, field.name) for field in fields(type(value)) if field.name not in left_out}
    return {name: list(one.items()) if isinstance(one, dict) else one for name, one in found.items()}


def whole(folder: Path) -> dict[str, Any]:
    ruleset = load_ruleset(folder)
    return {
        "ruleset": content(ruleset, left_out=("folder", "origin", "origins")),
        "ids": list(ruleset.origins),
        "locales": {lang: content(load_locale(ruleset, lang)) for lang in ruleset.languages},
        "cases": {
            path.name: tomllib.loads(path.read_text(encoding="utf-8")) for path in (folder / "cases").glob("*.toml")
        },
        "files": sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.toml")),
    }


@pytest.mark.parametrize("target", ["all.xlsx", "tables"])
@pytest.mark.parametrize("folder", RULESETS, ids=lambda folder: folder.name)
def test_to_tables_and_back_is_the_identity(run: Run, tmp_path: Path, folder: Path, target: str) -> None:
    again = tmp_path / folder.name
    assert run("convert", folder, tmp_path / target).code == 0
    assert run("convert", tmp_path / target, again).code == 0
    assert whole(again) == whole(folder)
    assert check_path(again) == []


def test_no_key_of_the_formats_is_forgotten() -> None:
    assert fields_dict(ItemsFile).keys() - {"format", "defaults"} <= entry_classes().keys()
    assert {field.name for field in fields(Ruleset)} >= {"items", "levels", "kinds", "scores"}


VALUES = st.recursive(
    st.text() | st.booleans() | st.integers(-(2**62), 2**62) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(min_size=1), inner, max_size=3),
    max_leaves=6,
)


@given(value=VALUES)
def test_each_value_survives_its_cell(value: Any) -> None:
    plain = [one for one in value if isinstance(one, str)] if isinstance(value, list) else None
    wanted = tuple[str, ...] if plain and plain == value else type(value)
    cell = to_cell(value)
    assert from_cell(cell, wanted) == value
    assert not cell.startswith(("=", "+", "@"))


def test_cells_are_text_and_no_formula(run: Run, tmp_path: Path) -> None:
    shutil.copytree(MODEL, tmp_path / "reading-room")
    path = tmp_path / "reading-room" / "locale" / "en.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"Ask publishers for copies."', '"=1+1"'), encoding="utf-8")
    assert run("convert", tmp_path / "reading-room", tmp_path / "t.xlsx").code == 0
    cells = [cell for page in load_workbook(tmp_path / "t.xlsx") for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert run("convert", tmp_path / "t.xlsx", tmp_path / "again").code == 0
    assert load_locale(load_ruleset(tmp_path / "again"), "en").texts["1.1"] == "=1+1"


def rewrite(path: Path, rows: list[list[str]]) -> None:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        return
    book = Workbook()
    page = book.active
    page.title = "fr"
    for row in rows:
        page.append(row)
    book.save(path)


def rows_of(path: Path) -> list[list[str]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file))
    return [[value or "" for value in row] for row in load_workbook(path)["fr"].iter_rows(values_only=True)]


@pytest.mark.parametrize("name", ["fr.xlsx", "fr.csv"])
def test_five_mistakes_of_a_translator_are_told_by_row_and_column(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(MODEL, "reading-room")
    english = Path("reading-room/locale/en.toml")
    text = english.read_text(encoding="utf-8")
    english.write_text(text.replace("Swap with other rooms.", "Swap with {count} rooms."), encoding="utf-8")
    before = Path("reading-room/locale/fr.toml").read_text(encoding="utf-8")
    assert run("convert", "reading-room", name, "--translate", "fr").code == 0
    rows = rows_of(Path(name))
    assert rows[0] == ["table", "id", "source", "translation"]
    places = {(row[0], row[1]): number for number, row in enumerate(rows)}
    rows[places["titles", "L1"]][1] = "L9"  # an unknown id; so the row of L1 is missing
    rows[places["titles", "L2"]][3] = ""  # no translation
    rows[places["texts", "L1.1"]][2] = "At least ninety books."  # the source text was changed
    rows.append(rows[places["texts", "L1.2"]])  # a row twice
    # And {count} was lost in the translation of 1.2.
    rewrite(Path(name), rows)
    document = json.loads(run("convert", name, "reading-room", "--translate", "fr", "--json").out)
    sheet = f"{name}[fr]" if name.endswith("xlsx") else name
    assert [(one["code"], one["file"], one["line"], one["column"]) for one in document["diagnostics"]] == [
        ("CX253", sheet, places["titles", "L1"] + 1, 2),
        ("CX258", sheet, places["titles", "L1"] + 1, 2),
        ("CX255", sheet, places["titles", "L2"] + 1, 4),
        ("CX256", sheet, places["texts", "L1.1"] + 1, 3),
        ("CX257", sheet, places["texts", "1.2"] + 1, 4),
        ("CX254", sheet, len(rows), 2),
    ]
    assert Path("reading-room/locale/fr.toml").read_text(encoding="utf-8") == before


def test_translations_are_written_where_they_belong_and_comments_stay(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(MODEL, "reading-room")
    french = Path("reading-room/locale/fr.toml")
    french.write_text(french.read_text(encoding="utf-8").replace("[titles]", "# à relire\n[titles]"), encoding="utf-8")
    assert run("convert", "reading-room", "fr.csv", "--translate", "fr").code == 0
    rows = rows_of(Path("fr.csv"))
    for row in rows:
        row[3] = {"Étagère": "Rayon", "dons": "dons, legs"}.get(row[3], row[3])
    rewrite(Path("fr.csv"), rows)
    assert run("convert", "fr.csv", "reading-room", "--translate", "fr").code == 0
    text = french.read_text(encoding="utf-8")
    assert '# à relire\n[titles]\n"L1" = "Rayon"' in text
    assert '"1.1" = ["dons", "legs"]' in text
    assert check_path(Path("reading-room")) == []


def test_a_new_language_is_added(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(MODEL, "reading-room")
    assert run("convert", "reading-room", "pt.xlsx", "--translate", "pt", "--from", "fr").code == 0
    book = load_workbook("pt.xlsx")
    for row in book["pt"].iter_rows(min_row=2):
        row[3].value = row[2].value.replace("é", "e")
    book.save("pt.xlsx")
    assert run("convert", "pt.xlsx", "reading-room", "--translate", "pt", "--from", "fr").code == 0
    assert load_ruleset(Path("reading-room")).languages == ("en", "fr", "pt")
    assert check_path(Path("reading-room")) == []


def test_a_plain_checklist_becomes_a_ruleset(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("list.csv").write_text(
        "Level;Element;Text;Title\n"
        "Shelf;Books;There are a hundred books.;Books\n"
        ";Books;There is a list;\n"
        "Room;Doors;It is open;Open\n",
        encoding="utf-8",
    )
    assert run("convert", "list.csv", "our-rooms").code == 0
    assert check_path(Path("our-rooms")) == []
    ruleset = load_ruleset(Path("our-rooms"))
    assert [(item.id, item.level, item.element) for item in ruleset.items.values()] == [
        ("L1.1", "L1", "1"),
        ("L1.2", "L1", "1"),
        ("L2.1", "L2", "2"),
    ]
    locale: Locale = load_locale(ruleset, "en")
    assert (locale.titles["L1"], locale.titles["L1.1"], locale.titles["L1.2"]) == ("Shelf", "Books", "There is a list")


def test_cells_that_do_not_fit_are_told_at_once(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("convert", MODEL, "t.xlsx").code == 0
    book = load_workbook("t.xlsx")
    book["levels"]["A2"].value = 1.1
    rank = next(cell for cell in book["levels"][1] if cell.value == "rank").column
    book["levels"].cell(3, rank).value = "two"
    book["items"].cell(1, 2).value = "kin"
    book["ruleset"].cell(2, 1).value = "idd"
    book.create_sheet("itms")
    book.save("t.xlsx")
    document = json.loads(run("convert", "t.xlsx", "again", "--json").out)
    assert [(one["code"], one["file"], one["line"], one["column"]) for one in document["diagnostics"]] == [
        ("CX260", "t.xlsx[items]", 1, 2),
        ("CX260", "t.xlsx[itms]", 1, 1),
        ("CX261", "t.xlsx[levels]", 2, 1),
        ("CX262", "t.xlsx[levels]", 3, rank),
        ("CX113", "t.xlsx[ruleset]", 2, 1),
    ]
    assert not Path("again").exists()


@pytest.mark.parametrize(
    ("source", "code"),
    [
        pytest.param(b"a,b\n1,2\n", "CX259", id="no checklist"),
        pytest.param(b"", "CX259", id="empty"),
        pytest.param(b"text\n\xff\n", "CX104", id="another encoding"),
        pytest.param(b'text\n"open\n', "CX259", id="a quote that is not closed"),
    ],
)
def test_what_is_no_table_is_refused(run: Run, tmp_path: Path, source: bytes, code: str) -> None:
    (tmp_path / "t.csv").write_bytes(source)
    (tmp_path / "t.xlsx").write_bytes(source)
    outcome = run("convert", tmp_path / "t.csv", tmp_path / "m")
    assert (outcome.code, code in outcome.err) == (2, True)
    outcome = run("convert", tmp_path / "t.xlsx", tmp_path / "m")
    assert (outcome.code, "CX259" in outcome.err) == (2, True)


def test_nothing_that_is_there_is_replaced(run: Run, tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_text("mine", encoding="utf-8")
    outcome = run("convert", "diversity-connector", tmp_path / "t.xlsx")
    assert (outcome.code, "CX401" in outcome.err) == (2, True)
    assert (tmp_path / "t.xlsx").read_text(encoding="utf-8") == "mine"
    assert run("convert", tmp_path / "absent.xlsx", tmp_path / "m").code == 2
    assert run("convert", "diversity-connector", tmp_path / "fr.csv", "--translate", "../fr").code == 2
    assert (ROOT / "rulesets").is_dir()


@pytest.mark.parametrize("name", ["all.csv", "ALL.CSV"])
def test_one_csv_file_is_refused_because_it_holds_one_table(run: Run, tmp_path: Path, name: str) -> None:
    outcome = run("convert", MODEL, tmp_path / name)
    assert (outcome.code, "CX405" in outcome.err) == (2, True)
    stem = Path(name).stem
    assert (
        f"a folder for CSV files, `{tmp_path / stem}-tables`, or one XLSX file, `{tmp_path / stem}.xlsx`" in outcome.err
    )
    assert list(tmp_path.iterdir()) == []


def test_an_overlay_is_told_from_a_ruleset(run: Run, tmp_path: Path) -> None:
    overlay = ROOT / "examples" / "overlays" / "port-saint-aubin"
    outcome = run("convert", overlay, tmp_path / "t.xlsx")
    assert (outcome.code, "CX404" in outcome.err) == (2, True)
    assert run("test", overlay).code == 0


def test_a_damaged_spreadsheet_is_refused_however_it_is_damaged(run: Run, tmp_path: Path) -> None:
    assert run("convert", "diversity-connector", tmp_path / "all.xlsx").code == 0
    whole = (tmp_path / "all.xlsx").read_bytes()
    for number in range(60):
        at = number * len(whole) // 60
        (tmp_path / "bad.xlsx").write_bytes(whole[:at] + b"\x80\x80\x80\xf0" + whole[at + 9 :])
        outcome = run("convert", tmp_path / "bad.xlsx", tmp_path / f"made-{number}")
        assert outcome.code == 0 or "bad.xlsx" in outcome.err
        assert "CX900" not in outcome.err


def test_a_sheet_of_billions_of_cells_is_refused(run: Run, tmp_path: Path) -> None:
    book = Workbook()
    book.active["XFD1048576"] = "far out"
    book.save(tmp_path / "wide.xlsx")
    outcome = run("convert", tmp_path / "wide.xlsx", tmp_path / "made")
    assert "CX103 a sheet of more than 1000000 cells" in outcome.err
