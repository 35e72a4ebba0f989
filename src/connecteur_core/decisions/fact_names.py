"""Names of facts as `missing` gives them (`p1_birth_country`, `owners[2].share`): what they stand for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from connecteur_core.definitions.vocabulary import FactDeclaration

if TYPE_CHECKING:
    from connecteur_core.decisions.definition_in_force import Definition

_PLACE = re.compile(r"(?:(?P<letter>[pg])(?P<short>\d)_|(?P<list>\w+)\[(?P<number>\d+)\]\.)(?P<fact>\w+)")
_LISTS = {"p": "parents", "g": "grandparents"}


def declaration_of(name: str, definition: Definition) -> FactDeclaration | None:
    """The declaration of a fact named as in `missing`, or None for names that stand for no single fact."""
    known = definition.checked.vocabulary.facts
    subject = known[definition.subject.value]
    place = _PLACE.fullmatch(name)
    if place is None:
        return subject.get(name)
    members = subject.get(place["list"] or _LISTS[place["letter"]])
    return None if members is None or members.record is None else known[members.record].get(place["fact"])


def set_fact(facts: dict[str, Any], name: str, value: object) -> None:
    """Put a value where a name points to; None takes it away."""
    place = _PLACE.fullmatch(name)
    if place is None:
        facts[name] = value
        return
    number = int(place["short"] or place["number"])
    members = facts.setdefault(place["list"] or _LISTS[place["letter"]], [])
    while len(members) < number:
        members.append({})
    members[number - 1][place["fact"]] = value
