"""Facts by the names that `missing` gives them (`p1_birth_country`, `owners[2].share`): declared as, set to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from connecteur_core.definitions.fact_names import find_member_fact
from connecteur_core.definitions.vocabulary import FactDeclaration

if TYPE_CHECKING:
    from connecteur_core.decisions.definition_in_force import Definition


def declaration_of(name: str, definition: Definition) -> FactDeclaration | None:
    """The declaration of a fact named as in `missing`, or None for names that stand for no single fact."""
    known = definition.checked.vocabulary.facts
    subject = known[definition.subject.value]
    place = find_member_fact(name)
    if place is None:
        return subject.get(name)
    members = subject.get(place.members)
    return None if members is None or members.record is None else known[members.record].get(place.fact)


def set_fact(facts: dict[str, Any], name: str, value: object) -> None:
    """Put a value where a name points to; None takes it away."""
    place = find_member_fact(name)
    if place is None:
        facts[name] = value
        return
    members = facts.setdefault(place.members, [])
    while len(members) < place.number:
        members.append({})
    members[place.number - 1][place.fact] = value
