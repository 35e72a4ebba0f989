"""Worked cases of definitions: facts, and what they must come to; and what else a definitions file must show."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from attrs import frozen

from connecteur_core.decisions.definition_in_force import in_force
from connecteur_core.definitions.checker import CheckedDefinition, CheckedDefinitions, read_definitions
from connecteur_core.definitions.definition import DefinitionCase
from connecteur_core.definitions.vocabulary import Vocabulary
from connecteur_core.diagnostics import ConnecteurError, Diagnostic, Severity
from connecteur_core.messages import message
from connecteur_core.reading.limits import MAX_FINDINGS
from connecteur_core.reading.toml_file import Origin, TomlFile

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
    failing = list(_case_findings(file, checked))
    # What cases do not show is looked at when those that are there come out as they say.
    return [*(failing or islice(_untested(file, checked), MAX_FINDINGS)), *checked.warnings]


@frozen
class DefinitionOutcome:
    """One case of a definitions file after it was run.

    Attributes:
        found: what came out: a value, or why there is none.
        path: key path of what the case says that does not hold, inside the case.
    """

    case: DefinitionCase
    origin: Origin
    found: str
    path: str = "about"

    @property
    def holds(self) -> bool:
        """Whether it came out as the case says."""
        return self.found == self.case.value


def run_definition_cases(file: TomlFile, checked: CheckedDefinitions) -> Iterator[DefinitionOutcome]:
    """The cases of a definitions file, run."""
    known = {definition.id: definition for definition in checked.definitions}
    for index, case in enumerate(checked.cases):
        origin = Origin(file, ("cases", index))
        name, _, version = case.definition.partition("@")
        if name in known:
            yield DefinitionOutcome(case, origin, _found(known[name], version, case))
        else:
            what = message("there is no definition `{id}`", id=name)
            yield DefinitionOutcome(case, origin, what.text(), "definition")


def _case_findings(file: TomlFile, checked: CheckedDefinitions) -> Iterator[Diagnostic]:
    for outcome in run_definition_cases(file, checked):
        if outcome.path == "definition":
            what = message("there is no definition `{id}`", id=outcome.case.definition.partition("@")[0])
            yield outcome.origin.diagnostic("CX605", what, outcome.path)
        elif not outcome.holds:
            what = message("the case “{name}” fails: {difference}", name=outcome.case.about, difference=outcome.found)
            yield outcome.origin.diagnostic("CX605", what, outcome.path)


def _found(checked: CheckedDefinition, version: str, case: DefinitionCase) -> str:
    try:
        definition = in_force(checked, version=version or None, on=case.on, host=case.host, parameters=case.parameters)
        return definition.decide(case.facts).value
    except ConnecteurError as error:
        return error.diagnostics[0].message.text()


def _untested(file: TomlFile, checked: CheckedDefinitions) -> Iterator[Diagnostic]:
    """Each definition wants a case that is counted and one that is not."""
    for index, definition in enumerate(checked.definitions):
        shown = {case.value for case in checked.cases if case.definition.partition("@")[0] == definition.id}
        for value in _VALUES[:2]:
            if value not in shown:
                what = message("no case of `{id}` comes out as `{value}`", id=definition.id, value=value)
                yield file.diagnostic("CX611", what, ("definitions", index, "id"), severity=Severity.WARNING)
