"""Readers of strangers' files: whatever is done to a file, it is read or refused with a place, never more."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example as example_of
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT
from connecteur_core import ConnecteurError, get_definition
from connecteur_core.authoring.checklist_table import is_checklist, sheets_of_checklist
from connecteur_core.authoring.ruleset_from_tables import files_from_sheets
from connecteur_core.authoring.sheets import make_sheet, read_sheets, write_sheets
from connecteur_core.labels.application import load_application
from connecteur_core.labels.baked import bake_svg, load_credential
from connecteur_core.labels.body import load_body
from connecteur_core.labels.verify import Expectations, verify_credential
from connecteur_core.reading.json_file import parse_json_object
from connecteur_core.store.journal import journal_path, read_history
from connecteur_core.testing.checking import check_path
from label_cases import AWARDED, make_scene

FACTS = {
    "residence_country": "GB",
    "parents": [{"birth_country": "MA", "citizenships": ["FR"]}],
    "owners": [{"share": 50.5, "immigrant": True}],
}
OWNED, BORN = get_definition("city.immigrant_owned"), get_definition("uk.non_uk_born")


def read_toml(path: Path) -> None:
    for finding in check_path(path):
        assert finding.at is None or finding.at.line >= 1
        assert finding.headline("fr")


def read_ruleset(path: Path) -> None:
    folder = path.parent / "model"
    folder.mkdir(exist_ok=True)
    (folder / "ruleset.toml").write_bytes(path.read_bytes())
    read_toml(folder)


def read_overlay(path: Path) -> None:
    folder = path.parent / "overlay"
    folder.mkdir(exist_ok=True)
    (folder / "overlay.toml").write_bytes(path.read_bytes())
    read_toml(folder)


def read_facts(path: Path) -> None:
    given_facts = parse_json_object(path.read_bytes().decode("utf-8", "replace"), "facts.json")
    for definition in (OWNED, BORN):
        try:
            definition.read(given_facts.data, given_facts.places)
        except ConnecteurError as error:
            assert str(error)


def read_journal(path: Path) -> None:
    journal_path(path).write_bytes(path.read_bytes())
    for entry in read_history(path):
        assert isinstance(entry.id, str)


def read_credential(path: Path) -> None:
    """Only the label as it was issued is valid, and no status list but its own lets it be so."""
    text = load_credential(path)
    content, made = text.removesuffix("\n").encode(), label_files()
    trusted = {made["issuer"].decode()}
    assert verify_credential(text, Expectations(AWARDED, trusted)).valid == (
        content in {made["credential"], made["jwt"]}
    )
    with_list = verify_credential(made["jwt"].decode(), Expectations(AWARDED, trusted, status_list=text))
    assert with_list.valid == (content == made["status list"])


def read_application(path: Path) -> None:
    load_application(path)


def read_table(path: Path) -> None:
    """As `convert` does; a checklist or the tables of a ruleset."""
    for suffix in (".csv", ".xlsx"):
        table = path.with_suffix(suffix)
        table.write_bytes(path.read_bytes())
        try:
            sheets = read_sheets(table)
            if is_checklist(sheets):
                sheets = sheets_of_checklist(sheets, name="made", lang="en", published=date(2026, 11, 1))
            files_from_sheets(sheets)
        except ConnecteurError as error:
            assert error.diagnostics[0].at is not None


@cache
def label_files() -> dict[str, bytes]:
    """A label and what belongs to it, made once."""
    with TemporaryDirectory() as folder:
        scene = make_scene(Path(folder))
        reviews = scene.review("amina"), scene.review("luc")
        credential, token, status_list = scene.award(*reviews).files
        return {
            "issuer": load_body(scene.body_file).issuer.key.encode(),
            "credential": credential.read_bytes().removesuffix(b"\n"),
            "jwt": token.read_bytes().removesuffix(b"\n"),
            "badge": bake_svg("<svg></svg>", token.read_text(encoding="utf-8"), "a badge").encode(),
            "status list": status_list.read_bytes().removesuffix(b"\n"),
            "application": (scene.folder / "application.json").read_bytes(),
            "body": scene.body_file.read_bytes(),
            "review": reviews[0].read_bytes(),
        }


@cache
def spreadsheet() -> bytes:
    """A checklist as an XLSX file."""
    with TemporaryDirectory() as folder:
        rows = [{"level": "Start", "text": "A line"}, {"level": "Further", "text": "Another"}]
        (path,) = write_sheets(Path(folder) / "list.xlsx", [make_sheet("lines", rows)])
        return path.read_bytes()


def example(name: str) -> Callable[[], bytes]:
    """A file of this repository, its end left out if it is long."""
    return lambda: (ROOT / name).read_bytes()[:6000]


ENTRY = '{"at": "2026-01-01T00:00:00+00:00", "by": null, "id": "L1.1", "from": "met", "to": "met", "note": null, '
ENTRY += '"evidence": null, "before": "a", "after": "b"}\n'
READERS: dict[str, tuple[Callable[[Path], None], Callable[[], bytes]]] = {
    "assessment": (read_toml, example("examples/assessments/fresh-start.toml")),
    "definitions": (read_toml, (ROOT / "src/connecteur_plugins/no.toml").read_bytes),
    "vocabulary": (read_toml, example("src/connecteur_core/definitions/facts.toml")),
    "profile": (
        read_toml,
        lambda: b'format = "connecteur-profile/1"\nname = "x"\nhost = "FR"\ndefinition = "coe.connector_2017"\n',
    ),
    "portfolio": (
        read_toml,
        lambda: b'format = "connecteur-portfolio/1"\nassessments = ["a.toml", "b/*.toml"]\n',
    ),
    "costs": (read_toml, example("examples/costs/ateliers-du-port.toml")),
    "mapping": (read_toml, example("examples/mappings/connector-to-open-door.toml")),
    "cases": (read_toml, example("examples/rulesets/careful-work/cases/scores.toml")),
    "locale": (read_toml, example("examples/rulesets/open-door/locale/fr.toml")),
    "ruleset": (
        read_ruleset,
        lambda: (ROOT / "rulesets/diversity-connector/ruleset.toml").read_bytes().replace(b"include = [", b"x = ["),
    ),
    "measures": (read_ruleset, (ROOT / "examples/rulesets/careful-work/ruleset.toml").read_bytes),
    "matrix": (read_ruleset, (ROOT / "examples/rulesets/delivery-matrix/ruleset.toml").read_bytes),
    "overlay": (read_overlay, (ROOT / "examples/overlays/port-saint-aubin/overlay.toml").read_bytes),
    "facts": (read_facts, lambda: json.dumps(FACTS).encode()),
    "journal": (read_journal, lambda: ENTRY.encode() * 3),
    "checklist": (read_table, lambda: b"level,text,question\nStart,A line,Is it?\nFurther,Another,\n"),
    "spreadsheet": (read_table, spreadsheet),
    "awarding body": (read_toml, lambda: label_files()["body"]),
    "review": (read_toml, lambda: label_files()["review"]),
    "application": (read_application, lambda: label_files()["application"]),
    "credential": (read_credential, lambda: label_files()["credential"]),
    "token": (read_credential, lambda: label_files()["jwt"]),
    "badge": (read_credential, lambda: label_files()["badge"]),
    "status list": (read_credential, lambda: label_files()["status list"]),
}
WORDS = ('"""', "\n", "-1", "9" * 40, "1e999", "true", "1979-05-27", "not ", " and ", "met(", "[[items]]\n", "\r\n")
PIECES = st.sampled_from([*WORDS, *"[]{}\"'\\=#.,()-é*", "\x00", "\u202e", "\ufeff", "\U0001f600"])
CHANGES = st.lists(st.tuples(st.integers(0, 2**16), st.integers(0, 40), PIECES | st.text(max_size=5)), max_size=6)


@pytest.mark.parametrize("kind", READERS)
@example_of(changes=[(19, 40, "")])
@given(changes=CHANGES)
def test_a_file_somebody_tampered_with_is_read_or_refused(kind: str, changes: list[tuple[int, int, str]]) -> None:
    read, make = READERS[kind]
    content = make()
    for at, gone, piece in changes:
        start = at % (len(content) + 1)
        content = content[:start] + piece.encode("utf-8", "surrogatepass") + content[start + gone :]
    check(read, content)


@pytest.mark.parametrize("kind", READERS)
@given(content=st.binary(max_size=200))
def test_bytes_of_any_kind_are_read_or_refused(kind: str, content: bytes) -> None:
    check(READERS[kind][0], content)


def check(read: Callable[[Path], None], content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.toml"
        path.write_bytes(content)
        try:
            read(path)
        except ConnecteurError as error:
            assert error.diagnostics[0].code.startswith("CX")
        assert path.read_bytes() == content


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from([*BORN.checked.vocabulary.facts["person"], *OWNED.checked.vocabulary.facts["enterprise"]])


@given(facts=st.dictionaries(NAMES | st.text(max_size=8), JSON, max_size=6))
def test_facts_of_any_shape_are_decided_or_refused(facts: dict[str, Any]) -> None:
    for definition in (OWNED, BORN):
        try:
            assert definition.decide(facts).value in {"yes", "no", "undetermined"}
        except ConnecteurError as error:
            assert str(error)
