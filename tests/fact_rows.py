"""Rows of random facts for whole tables, a given part of them missing."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from connecteur_core.definitions.vocabulary import FactDeclaration, FactKind
from fact_strategies import COUNTRIES, DAYS, VOCABULARY

NUMBERS = [0, 5, 25, 45, 50, Fraction(5001, 100), 60, 100]


def random_rows(subject: str, count: int, *, seed: int = 0, missing: float = 0.3) -> list[dict[str, Any]]:
    chance = random.Random(f"{subject} {seed}")
    return [_record(subject, chance, missing) for _ in range(count)]


def _record(of: str, chance: random.Random, missing: float) -> dict[str, Any]:
    facts = VOCABULARY.facts[of]
    return {
        name: _value(fact, chance, missing) for name, fact in facts.items() if fact.size or chance.random() >= missing
    }


def _value(fact: FactDeclaration, chance: random.Random, missing: float) -> Any:
    if fact.may_be_absent and chance.random() < 0.2:
        return "-"
    match fact.type:
        case FactKind.TRUTH:
            return chance.random() < 0.5
        case FactKind.COUNTRY:
            return chance.choice(COUNTRIES)
        case FactKind.DAY:
            return chance.choice(DAYS)
        case FactKind.COUNTRIES:
            return frozenset(chance.sample(COUNTRIES, chance.randrange(3)))
        case FactKind.CHOICE:
            return chance.choice(fact.choices)
        case FactKind.INTEGER:
            return chance.randrange(17)
        case FactKind.NUMBER:
            return chance.choice(NUMBERS)
        case FactKind.RECORDS:
            return [_record(fact.record or "", chance, missing) for _ in range(fact.size or chance.randrange(4))]
