"""Readers of strangers' files: whatever is done to a file, it is read or refused with a place, never more.

A reader of credentials takes its seat in READERS.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT
from connecteur_core import ConnecteurError, get_definition
from connecteur_core.reading.json_file import parse_json_object
from connecteur_core.store.journal import journal_path, read_history
from connecteur_core.testing.checking import check_path

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


ENTRY = '{"at": "2026-01-01T00:00:00+00:00", "by": null, "id": "L1.1", "from": "met", "to": "met", "note": null, '
ENTRY += '"evidence": null, "before": "a", "after": "b"}\n'
READERS: dict[str, tuple[Callable[[Path], None], str]] = {
    "assessment": (read_toml, (ROOT / "examples/assessments/fresh-start.toml").read_text(encoding="utf-8")),
    "definitions": (read_toml, (ROOT / "src/connecteur_plugins/no.toml").read_text(encoding="utf-8")),
    "vocabulary": (read_toml, (ROOT / "src/connecteur_core/definitions/facts.toml").read_text(encoding="utf-8")[:6000]),
    "profile": (
        read_toml,
        'format = "connecteur-profile/1"\nname = "x"\nhost = "FR"\ndefinition = "coe.connector_2017"\n',
    ),
    "portfolio": (read_toml, 'format = "connecteur-portfolio/1"\nassessments = ["a.toml", "b/*.toml"]\n'),
    "ruleset": (
        read_ruleset,
        (ROOT / "rulesets/diversity-connector/ruleset.toml")
        .read_text(encoding="utf-8")
        .replace("include = [", "x = ["),
    ),
    "facts": (read_facts, json.dumps(FACTS)),
    "journal": (read_journal, ENTRY * 3),
}
WORDS = ('"""', "\n", "-1", "9" * 40, "1e999", "true", "1979-05-27", "not ", " and ", "met(", "[[items]]\n", "\r\n")
PIECES = st.sampled_from([*WORDS, *"[]{}\"'\\=#.,()-é*", "\x00", "\u202e", "\ufeff", "\U0001f600"])
CHANGES = st.lists(st.tuples(st.integers(0, 2**16), st.integers(0, 40), PIECES | st.text(max_size=5)), max_size=6)


@pytest.mark.parametrize("kind", READERS)
@given(changes=CHANGES)
def test_a_file_somebody_tampered_with_is_read_or_refused(kind: str, changes: list[tuple[int, int, str]]) -> None:
    read, text = READERS[kind]
    for at, gone, piece in changes:
        start = at % (len(text) + 1)
        text = text[:start] + piece + text[start + gone :]
    check(read, text.encode("utf-8", "surrogatepass"))


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
