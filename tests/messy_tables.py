"""Tables as people send them: most cells fit, some do not; what the reader of single facts makes of each row."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from connecteur_core.backends.fact_columns import flat_columns
from connecteur_core.decisions.definition_in_force import Definition
from connecteur_core.decisions.errors import InvalidFacts
from connecteur_core.decisions.table_plan import fact_columns
from connecteur_core.definitions.vocabulary import FactDeclaration, FactKind
from fact_strategies import VOCABULARY

Row = dict[str, str]

AS_OF = date(2026, 9, 1)

_TRUTHS = {"true": True, "false": False}

_GOOD: dict[FactKind, list[str]] = {
    FactKind.TRUTH: ["yes", "no", "true", "false"],
    FactKind.COUNTRY: ["FR", "GB", "NL", "SY"],
    FactKind.DAY: ["2000-02-29", "1990-12-31", "2026-01-01"],
    FactKind.COUNTRIES: ["FR", "FR SY", "-", "GB  NL", " FR"],
    FactKind.INTEGER: ["0", "12", "7.0"],
    FactKind.NUMBER: ["0", "25", "50.5", "100"],
}
_BAD: dict[FactKind, list[str]] = {
    FactKind.TRUTH: ["perhaps", "Yes", "1"],
    FactKind.COUNTRY: ["fr", "FRA", "ZZ", " FR", "-"],
    FactKind.DAY: ["2001-02-29", "31/12/1990", "2026-1-1", "yesterday", "1990-12-31T00:00:00"],
    FactKind.COUNTRIES: ["FR,SY", "fr", " ", "FR ZZ"],
    FactKind.CHOICE: ["other things"],
    FactKind.INTEGER: ["1.5", "-1", "many", "9999999999999999999", "1e3", " 3"],
    FactKind.NUMBER: ["-1", "101", "1,5", "0.0000001", "NaN"],
    FactKind.RECORDS: ["[", "none", '{"share": 50}', '["FR"]', '[{}, "FR"]', "[null]", "[{}, []]"],
}


def _good(fact: FactDeclaration, chance: random.Random) -> str:
    if fact.may_be_absent and chance.random() < 0.1:
        return "-"
    if fact.type is FactKind.CHOICE:
        return chance.choice(fact.choices)
    if fact.type is FactKind.RECORDS:
        members = VOCABULARY.facts[fact.record or ""].values()
        count = fact.size or chance.randrange(3)
        return json.dumps(
            [{one.id: _as_json(one, chance) for one in members if chance.random() < 0.7} for _ in range(count)]
        )
    return chance.choice(_GOOD[fact.type])


def _bad(fact: FactDeclaration, chance: random.Random) -> str:
    if fact.type is FactKind.RECORDS and chance.random() < 0.5:
        member = chance.choice(list(VOCABULARY.facts[fact.record or ""].values()))
        return json.dumps([{}, {member.id: chance.choice(_BAD[member.type])}])
    return chance.choice(_BAD[fact.type])


def _as_json(fact: FactDeclaration, chance: random.Random) -> Any:
    """A value in JSON: often with its own type, as programs write it."""
    text = _good(fact, chance)
    typed = fact.type in {FactKind.TRUTH, FactKind.INTEGER, FactKind.NUMBER} and chance.random() < 0.6
    return json.loads({"yes": "true", "no": "false"}.get(text, text)) if typed and text != "-" else text


def messy_rows(subject: str, count: int, *, bad: float, missing: float = 0.3, seed: int = 0) -> list[Row]:
    """Rows of a table of text; lists of a fixed size have a column for each fact of each member."""
    chance = random.Random(f"{subject} {seed}")
    facts = {name: fact for name, fact in VOCABULARY.facts[subject].items() if not fact.size}
    facts |= {name: fact for name, (_, fact) in flat_columns(VOCABULARY, subject).items()}
    rows = []
    for number in range(1, count + 1):
        row = {"id": str(number), "region": chance.choice(["North", "South, by the sea", ""])}
        spoiled = chance.choice(list(facts)) if chance.random() < bad else None
        for name, fact in facts.items():
            if name == spoiled:
                row[name] = _bad(fact, chance)
            else:
                row[name] = "" if chance.random() < missing else _good(fact, chance)
        rows.append(row)
    return rows


def write_csv(path: Path, rows: list[Row], *, encoding: str = "utf-8", **style: Any) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n", **style)
        writer.writeheader()
        writer.writerows(rows)
    return path


def decide_rows(
    definition: Definition, rows: list[Row], *, beside: Iterable[Definition] = ()
) -> list[tuple[str, frozenset[str]] | None]:
    """The answer and the missing facts of each row, decided one by one.

    None = a fact does not fit that this definition reads, or one of those `beside` it.
    """
    read = set().union(*(fact_columns(one) for one in (definition, *beside)))
    answers: list[tuple[str, frozenset[str]] | None] = []
    for row in rows:
        given = {name: _read(cell) for name, cell in row.items() if name in read}
        try:
            decision = definition.decide(given)
        except InvalidFacts:
            answers.append(None)
        else:
            answers.append((decision.value, frozenset(decision.missing)))
    return answers


def _read(cell: str) -> Any:
    """As in tables of text: truths also as true and false, lists of records as JSON."""
    if cell in _TRUTHS:
        return _TRUTHS[cell]
    if not cell.startswith("["):
        return cell
    try:
        return json.loads(
            cell, object_hook=lambda record: {name: _TRUTHS.get(one, one) for name, one in record.items()}
        )
    except ValueError:
        return cell
