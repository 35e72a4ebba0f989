"""`missing` names only facts that can still change the answer: proved by trying all of their values."""

from __future__ import annotations

import copy
from datetime import date
from itertools import product
from typing import Any

import pytest

from connecteur_core.decisions.definition_in_force import Definition, get_definition
from connecteur_core.decisions.fact_names import declaration_of, set_fact
from connecteur_core.definitions.vocabulary import FactKind
from reference_cases import ReferenceCase, iter_enterprise_cases, iter_person_cases

LIMIT = 3000
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
    definition = get_definition(case.reference, on=case.on, host=case.host, parameters=parameters)
    return definition.truth_of(definition.read(facts)).value


@pytest.mark.parametrize("case", OPEN, ids=lambda case: f"{case.subject} {case.reference} {case.host}")
def test_each_missing_fact_can_still_change_the_answer(case: ReferenceCase) -> None:
    host = case.host or "FR"
    definition = get_definition(case.reference, on=case.on, host=case.host, parameters=case.parameters)
    names = definition.decide(case.facts).missing
    domains = [values_of(name, definition, host) for name in names]
    known = [domain for domain in domains if domain is not None]
    size = 1
    for domain in known:
        size *= len(domain)
    if len(known) < len(names) or size > LIMIT:
        pytest.skip("lists, or too many combinations to try all")
    table = {values: answers(case, names, values) for values in product(*known)}
    for position, name in enumerate(names):
        seen: dict[tuple[Any, ...], set[str]] = {}
        for values, answer in table.items():
            rest = (*values[:position], *values[position + 1 :])
            seen.setdefault(tuple(map(str, rest)), set()).add(answer)
        assert any(len(outcomes) > 1 for outcomes in seen.values()), name
