"""Worked cases of definitions: facts, and what they must come to; and what else a definitions file must show."""

from __future__ import annotations

from collections.abc import Iterator

from connecteur_core.decisions.definition_in_force import in_force
from connecteur_core.definitions.checker import CheckedDefinition, CheckedDefinitions, read_definitions
from connecteur_core.definitions.definition import DefinitionCase
from connecteur_core.definitions.vocabulary import Vocabulary
from connecteur_core.diagnostics import ConnecteurError, Diagnostic, Severity
from connecteur_core.messages import message
from connecteur_core.reading.toml_file import TomlFile

_VALUES = ("yes", "no", "undetermined")


def check_definitions_file(file: TomlFile, vocabulary: Vocabulary) -> list[Diagnostic]:
    """All findings about a definitions file: what the loader refuses, then its cases, then what no case shows.

    Args:
        file: parsed TOML of format `connecteur-definitions/1`.
        vocabulary: the facts known without the file.
    """
    try:
        checked = read_definitions(file, vocabulary)
    except ConnecteurError as error:
        return list(error.diagnostics)
    return [*_case_findings(file, checked), *_untested(file, checked), *checked.warnings]


def _case_findings(file: TomlFile, checked: CheckedDefinitions) -> Iterator[Diagnostic]:
    known = {definition.id: definition for definition in checked.definitions}
    for index, case in enumerate(checked.cases):
        name, _, version = case.definition.partition("@")
        if name not in known:
            what = message("there is no definition `{id}`", id=name)
            yield file.diagnostic("CX605", what, ("cases", index, "definition"))
            continue
        difference = _difference(known[name], version, case)
        if difference is not None:
            what = message("the case “{name}” fails: {difference}", name=case.about, difference=difference)
            yield file.diagnostic("CX605", what, ("cases", index, "about"))


def _difference(checked: CheckedDefinition, version: str, case: DefinitionCase) -> str | None:
    try:
        definition = in_force(checked, version=version or None, on=case.on, host=case.host, parameters=case.parameters)
        found = definition.decide(case.facts).value
    except ConnecteurError as error:
        return error.diagnostics[0].message.text()
    return None if found == case.value else found


def _untested(file: TomlFile, checked: CheckedDefinitions) -> Iterator[Diagnostic]:
    """Each definition wants a case that is counted and one that is not."""
    for index, definition in enumerate(checked.definitions):
        shown = {case.value for case in checked.cases if case.definition.partition("@")[0] == definition.id}
        for value in _VALUES[:2]:
            if value not in shown:
                what = message("no case of `{id}` comes out as `{value}`", id=definition.id, value=value)
                yield file.diagnostic("CX611", what, ("definitions", index, "id"), severity=Severity.WARNING)
