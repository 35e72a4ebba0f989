"""How definitions lie to each other, against what is known of them and against random persons."""

from __future__ import annotations

import json
from datetime import date
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

from connecteur_core.decisions.definition_in_force import Definition
from connecteur_core.proofs.definition_relation import (
    Relation,
    compare_definitions,
    definitions_of,
    definitions_to_compare,
    relations_of,
)
from fact_rows import random_rows
from running import Run

DAY = date(2026, 9, 1)

KNOWN = [
    ("fr.immigre", "oecd.immigrant", "within"),
    ("oecd.immigrant", "fr.immigre", "contains"),
    ("un.stock", "uk.non_uk_born", "equal"),
    ("uk.bme", "uk.ethnic_minority", "within"),
    ("uk.bme", "uk.guideline_bme", "overlap"),
    ("nl.allochtoon", "nl.migratieachtergrond", "equal"),
    ("nl.migratieachtergrond", "nl.herkomst", "within"),
    ("se.utlandsk_bakgrund@1973", "se.utlandsk_bakgrund@2003", "contains"),
    ("dk.indvandrer", "dk.efterkommer", "disjoint"),
    ("no.innvandrer", "no.norskfodt", "disjoint"),
    ("it.straniero", "it.origine_straniera", "within"),
    ("es.extranjero", "es.inmigrante_eni2007", "overlap"),
    ("eu.micro", "eu.small", "disjoint"),
    ("eu.micro", "coe.micro_2017", "overlap"),
    ("city.immigrant_owned", "city.diverse_owned", "within"),
    ("iwa34.women_owned", "city.immigrant_run", "overlap"),
]


@pytest.mark.parametrize(("a", "b", "relation"), KNOWN)
def test_known_relations_come_with_witnesses_that_replay(a: str, b: str, relation: str) -> None:
    one, two = definitions_to_compare(a, b, on=None, host=None)
    found = compare_definitions(one, two)
    assert found.relation.value == relation
    for facts, answers in ((found.only_a, ("yes", "no")), (found.only_b, ("no", "yes")), (found.both, ("yes", "yes"))):
        if facts is not None:
            assert (one.decide(facts).value, two.decide(facts).value) == answers
            assert_irreducible(facts, one, two, answers)


def assert_irreducible(facts: dict[str, object], one: Definition, two: Definition, answers: tuple[str, str]) -> None:
    for name in facts:
        less = {other: value for other, value in facts.items() if other != name}
        assert (one.decide(less).value, two.decide(less).value) != answers, f"{name} could be left out"


def test_who_is_counted_in_one_country_and_not_in_another_is_told_as_in_the_table_of_the_sources() -> None:
    """Section 5 of the definitions: born abroad to nationals; one parent born abroad; the third generation."""
    french = compare_definitions(*definitions_to_compare("oecd.immigrant", "fr.immigre", on=None, host=None))
    assert french.only_a == {"residence_country": "FR", "birth_country": "MA", "birth_citizenships": ["FR"]}
    swedish = compare_definitions(
        *definitions_to_compare("se.utlandsk_bakgrund@1973", "se.utlandsk_bakgrund@2003", on=None, host=None)
    )
    assert swedish.only_a is not None
    assert swedish.only_a["birth_country"] == "SE"
    assert sum(parent.get("birth_country") == "MA" for parent in swedish.only_a["parents"]) == 1
    british = compare_definitions(*definitions_to_compare("uk.guideline_bme", "uk.bme", on=None, host=None))
    assert british.only_a is not None
    assert british.only_a["ethnic_group"] in {"white_british", "white_other"}


@pytest.mark.parametrize("host", ["FR", "GB", "DE"])
def test_no_random_person_contradicts_the_matrix(host: str) -> None:
    definitions = definitions_of("person", DAY, host)
    relations = relations_of(definitions)
    rows = random_rows("person", 1500, missing=0)
    for row in rows:
        row["residence_country"] = host
    answers = {one.id: [one.function(row) for row in rows] for one in definitions}
    for a, b in combinations(answers, 2):
        # Undetermined although all is known: a setting is open, or shares do not come to a whole.
        seen = {pair for pair in zip(answers[a], answers[b], strict=True) if None not in pair}
        allowed = {
            Relation.EQUAL: {(True, True)},
            Relation.WITHIN: {(True, True), (False, True)},
            Relation.CONTAINS: {(True, True), (True, False)},
            Relation.DISJOINT: {(True, False), (False, True)},
            Relation.OVERLAP: {(True, True), (True, False), (False, True)},
        }[relations.relation(a, b)]
        assert seen <= allowed | {(False, False)}, (a, b)


def test_the_matrix_as_json_and_as_a_picture(run: Run, tmp_path: Path) -> None:
    picture = tmp_path / "lattice.svg"
    told = json.loads(
        run("definitions", "compare", "--all", "--host", "GB", "--svg", picture, "--on", DAY, "--json").out
    )
    pairs = {(one["a"], one["b"]): one["relation"] for one in told["relations"]}
    assert pairs["uk.ethnic_minority", "uk.bme"] == "contains"
    assert told["empty"] == ["eu.immigrant", "eu.foreign_born"]  # no member state any more
    drawing = ElementTree.parse(picture).getroot()
    texts = {one.text for one in drawing.iter("{http://www.w3.org/2000/svg}text")}
    assert texts == {one["id"] for one in told["definitions"]} - set(told["empty"])


def test_a_relation_as_json(run: Run) -> None:
    told = json.loads(run("definitions", "compare", "fr.immigre", "un.stock", "--on", DAY, "--json").out)
    assert (told["format"], told["relation"], told["only_a"]) == ("connecteur-relation/1", "within", None)
    assert told["b"] == {"id": "un.stock", "version": "-", "host": "FR", "on": "2026-09-01"}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("fr.immigre",), "CX400"),
        (("fr.immigre", "eu.micro"), "CX805"),
        (("fr.immigre", "fr.imigre"), "CX607"),
        (("un.stock", "oecd.immigrant"), "CX609"),
        (("--all",), "CX400"),
    ],
)
def test_what_cannot_be_compared_is_told(words: tuple[str, ...], code: str, run: Run) -> None:
    told = run("definitions", "compare", *words)
    assert (told.code, code in told.err) == (2, True), told.err
