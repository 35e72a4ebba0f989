"""The decided cases of the reference tables (`tests/data/definitions`), as facts that definitions take."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from typing import Any

from attrs import frozen

from conftest import ROOT

FOLDER = ROOT / "tests" / "data" / "definitions"
_SETS = ("citizenships",)
_TRAITS = {"imm": "immigrant", "wom": "woman", "ref": "refugee", "yth": "youth_at_risk", "em": "ethnic_minority"}
_YES_NO = {"y": True, "n": False}


@frozen
class ReferenceCase:
    subject: str
    definition: str
    version: str
    host: str | None
    on: date
    parameters: dict[str, str]
    facts: dict[str, Any]
    expected: str
    missing: frozenset[str]
    confidence: str

    @property
    def reference(self) -> str:
        return f"{self.definition}@{self.version}" if self.version else self.definition


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def iter_person_cases() -> Iterator[ReferenceCase]:
    persons = {row["person_id"]: row for row in rows("persons.csv")}
    for row in rows("definitions_cases.csv"):
        if row["person_id"] in persons:
            facts = person_facts(persons[row["person_id"]], row["host"])
            yield _case(row, row["person_id"], facts, host=row["host"])


def iter_enterprise_cases() -> Iterator[ReferenceCase]:
    enterprises = {row["enterprise_id"]: row for row in rows("enterprises.csv")}
    for row in rows("enterprise_cases.csv"):
        facts = enterprise_facts(enterprises[row["enterprise_id"]])
        yield _case(row, row["enterprise_id"], facts, host=None)


def _case(row: dict[str, str], subject: str, facts: dict[str, Any], *, host: str | None) -> ReferenceCase:
    return ReferenceCase(
        subject=subject,
        definition=row["definition_id"],
        version=row.get("version", ""),
        host=host,
        on=date.fromisoformat(row["as_of"]),
        parameters=dict(pair.split("=") for pair in row["params"].split(";") if pair),
        facts=facts,
        expected=row["expected"],
        missing=frozenset(row["missing"].split(";")) - {""},
        confidence=row["confidence"],
    )


def person_facts(row: dict[str, str], host: str) -> dict[str, Any]:
    """A person; `@` stands for the host."""
    facts: dict[str, Any] = {}
    for name, cell in row.items():
        if name in {"person_id", "note"} or not cell:
            continue
        text = cell.replace("@", host)
        value: Any = text
        if name.endswith(_SETS):
            value = [] if text == "-" else text.split()
        elif text.isdigit():
            value = int(text)
        facts[name] = value
    return facts


def enterprise_facts(row: dict[str, str]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for name, cell in row.items():
        if name in {"enterprise_id", "note"} or not cell:
            continue
        if name in {"owners", "managers", "founders", "relations"}:
            facts[name] = [] if cell == "-" else [_member(part) for part in cell.split(";")]
        else:
            facts[name] = cell
    return facts


def _member(text: str) -> dict[str, Any]:
    member: dict[str, Any] = {}
    for word in text.split():
        name, _, value = word.partition("=")
        if not value:
            member["kind"] = name
        elif value != "?":
            member[_TRAITS.get(name, name)] = _YES_NO.get(value, value)
    return member
