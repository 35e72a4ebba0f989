"""`missing` names only facts that can still change the answer: proved by trying all of their values."""

from __future__ import annotations

import copy
from datetime import date
from functools import cache
from itertools import product
from math import prod
from typing import Any

import pytest

from connecteur_core.decisions.definition_in_force import Definition, get_definition
from connecteur_core.decisions.fact_names import declaration_of, set_fact
from connecteur_core.definitions.vocabulary import FactKind
from reference_cases import ReferenceCase, iter_enterprise_cases, iter_person_cases

LIMIT = 150
OPEN = [
    case
    for case in (*iter_person_cases(), *iter_enterprise_cases())
    if case.expected == "undetermined" and case.confidence != "LOW"
]


def values_of(name: str, definition: Definition, host: str) -> list[Any] | None:
    """Enough values of a fact to bring out every answer, or None for facts that are no single value."""
    if name.startswith("param."):
        return [True, False]
    declaration = declaration_of(name, definition)
    if declaration is None:
        return None
    absent = ["-"] if declaration.may_be_absent else []
    match declaration.type:
        case FactKind.TRUTH:
            return [True, False]
        case FactKind.COUNTRY:
            return [host, "MA", *absent]
        case FactKind.COUNTRIES:
            return [(), (host,), ("MA",)]
        case FactKind.DAY:
            return [date(1940, 1, 1), date(2010, 1, 1), date(2020, 1, 1), date(2026, 6, 1), *absent]
        case FactKind.INTEGER | FactKind.NUMBER:
            low, high = declaration.low or 0, declaration.high or 0
            return [value for value in (0, 4, 11, 12, 50, 300, 10_000_000) if low <= value <= high]
        case FactKind.CHOICE:
            return list(declaration.choices)
        case FactKind.RECORDS:
            return None


def answers(case: ReferenceCase, names: tuple[str, ...], values: tuple[Any, ...]) -> str:
    """The answer once all missing facts have these values."""
    facts, parameters = copy.deepcopy(case.facts), dict(case.parameters)
    flat = dict(zip(names, values, strict=True))
    for name, value in flat.items():
        if name.startswith("param."):
            parameters[name] = value
        elif name[0] in "pg" and name[1:2].isdigit():
            facts[name] = value  # the tables name parents flat
        else:
            set_fact(facts, name, value)
    definition = defined(case.reference, case.on, case.host, tuple(parameters.items()))
    return definition.truth_of(definition.read(facts)).value


@cache
def defined(reference: str, on: date | None, host: str | None, parameters: tuple[tuple[str, Any], ...]) -> Definition:
    return get_definition(reference, on=on, host=host, parameters=dict(parameters))


def domains_of(case: ReferenceCase) -> dict[str, list[Any]] | None:
    """The values to try of each missing fact, or None when they are lists or too many to try all."""
    definition = get_definition(case.reference, on=case.on, host=case.host, parameters=case.parameters)
    domains = {name: values_of(name, definition, case.host or "FR") for name in definition.decide(case.facts).missing}
    known = {name: domain for name, domain in domains.items() if domain is not None}
    return known if len(known) == len(domains) and prod(map(len, known.values())) <= LIMIT else None


SMALL = [(case, domains) for case in OPEN if (domains := domains_of(case))]


def test_most_cases_are_small_enough() -> None:
    assert len(SMALL) > len(OPEN) * 0.8


@pytest.mark.parametrize(("case", "domains"), SMALL, ids=[f"{case.subject} {case.reference}" for case, _ in SMALL])
def test_each_missing_fact_can_still_change_the_answer(case: ReferenceCase, domains: dict[str, list[Any]]) -> None:
    names = tuple(domains)
    table = {values: answers(case, names, values) for values in product(*domains.values())}
    for position, name in enumerate(names):
        seen: dict[tuple[Any, ...], set[str]] = {}
        for values, answer in table.items():
            seen.setdefault((*values[:position], *values[position + 1 :]), set()).add(answer)
        assert any(len(outcomes) > 1 for outcomes in seen.values()), name
