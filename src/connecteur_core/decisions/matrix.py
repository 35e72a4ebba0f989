"""One record under all definitions in force on a day, side by side."""

from __future__ import annotations

from datetime import date

from connecteur_core.decisions.decision import Decision
from connecteur_core.decisions.definition_in_force import in_force
from connecteur_core.definitions.errors import NotInForce
from connecteur_core.diagnostics import UnknownName
from connecteur_core.plugins.definitions import load_catalogue
from connecteur_core.reading.json_file import JsonObject


def decide_all(given: JsonObject, *, subject: str, on: date, host: str | None) -> tuple[Decision, ...]:
    """The decisions of all definitions about a subject; those out of force, or in want of a host, are left out.

    Raises:
        InvalidFacts: facts that do not fit their declarations.
    """
    decisions = []
    for checked in load_catalogue().definitions.values():
        if checked.subject.value != subject:
            continue
        try:
            definition = in_force(checked, version=None, on=on, host=host or checked.host, parameters={})
        except (NotInForce, UnknownName):
            continue
        decisions.append(definition.decide_read(definition.read(given.data, given.places)))
    return tuple(decisions)
