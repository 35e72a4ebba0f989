"""Persons and enterprises that the solver found, made easy to picture: everyday values in place of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from connecteur_core.backends.fact_runtime import ABSENT
from connecteur_core.decisions.definition_in_force import Definition
from connecteur_core.decisions.errors import InvalidFacts
from connecteur_core.definitions.vocabulary import FactDeclaration, FactKind

Witness = dict[str, Any]
"""Facts as JSON has them; what is not there does not matter."""


def readable_witness(facts: Mapping[str, Any], asked: Mapping[Definition, str]) -> Witness:
    """Facts of whom definitions say what is asked, with values that are easy to picture where others do as well."""
    first = next(iter(asked))
    declarations = first.checked.vocabulary.facts
    found = dict(facts)
    for name in facts:
        rest = {other: value for other, value in found.items() if other != name}
        if shows(rest, asked):
            found = rest
    records = [name for name, value in found.items() if isinstance(value, list) and _is_records(value)]
    for name in records:
        record = declarations[first.subject.value][name].record or ""
        told_first = sorted(found[name], key=lambda member: not member)
        if shows(found | {name: told_first}, asked):
            found[name] = told_first
        for member in found[name]:
            _settle(member, declarations[record], found, asked)
        while found[name] and not found[name][-1] and shows(found | {name: found[name][:-1]}, asked):
            found[name] = found[name][:-1]
    _settle(found, declarations[first.subject.value], found, asked)
    return found


def shows(facts: Mapping[str, Any], asked: Mapping[Definition, str]) -> bool:
    """Whether each definition says of the facts what is asked."""
    try:
        return all(definition.decide(facts).value == answer for definition, answer in asked.items())
    except InvalidFacts:
        return False


def _is_records(value: list[Any]) -> bool:
    return all(isinstance(member, dict) for member in value)


def _settle(
    part: dict[str, Any],
    declarations: Mapping[str, FactDeclaration],
    whole: Witness,
    asked: Mapping[Definition, str],
) -> None:
    """Give each fact of a part the first everyday value with which the whole still shows it."""
    first = next(iter(asked))
    for name in list(part):
        kept = part[name]
        for value in _everyday(declarations[name], first):
            part[name] = value
            if shows(whole, asked):
                break
        else:
            part[name] = kept


def _everyday(declaration: FactDeclaration, definition: Definition) -> Iterator[Any]:
    """Values to try, the plainest first."""
    host = definition.host or "FR"
    match declaration.type:
        case FactKind.TRUTH:
            yield from (False, True)
        case FactKind.COUNTRY:
            yield from (host, "MA", "DE", "GB")
        case FactKind.COUNTRIES:
            yield from ([host], ["MA"], ["DE"], ["MA", host], [])
        case FactKind.DAY:
            start = definition.on - timedelta(days=5 * 365)
            days = (date(1985, 5, 10), date(2015, 3, 1), start, definition.on)
            yield from (day.isoformat() for day in days if day <= definition.on)
        case FactKind.INTEGER | FactKind.NUMBER:
            yield from (number for number in (0, 1, 12, 36, 50, 60, 100) if _within(declaration, number))
        case FactKind.CHOICE:
            yield from declaration.choices
        case FactKind.RECORDS:
            return
    if declaration.may_be_absent:
        yield ABSENT


def _within(declaration: FactDeclaration, number: int) -> bool:
    return (declaration.low is None or number >= declaration.low) and (
        declaration.high is None or number <= declaration.high
    )
