"""Definitions file → `CheckedDefinition`s: ids, dates, terms, expressions. All findings at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

from attrs import frozen

from connecteur_core.definitions.definition import (
    DefinitionCase,
    DefinitionEntry,
    DefinitionsFile,
    ParameterEntry,
    SettingKind,
    Subject,
    TermEntry,
    VersionEntry,
)
from connecteur_core.definitions.errors import InvalidDefinitions
from connecteur_core.definitions.vocabulary import Vocabulary, extend_vocabulary
from connecteur_core.diagnostics import Diagnostic, Severity
from connecteur_core.expr.fact_checker import FactScope, check_facts
from connecteur_core.expr.fact_tree import CheckedExpression, Setting, Term, iter_nodes
from connecteur_core.expr.fact_types import TRUTH, FactType, QuantityType
from connecteur_core.expr.parser import InvalidExpression, expression_in_file, parse_expression
from connecteur_core.messages import message
from connecteur_core.model.countries import COUNTRY_CODES
from connecteur_core.reading.limits import MAX_FINDINGS
from connecteur_core.reading.structuring import structure
from connecteur_core.reading.toml_file import KeyPath, Origin, TomlFile, check_format

LANGUAGES = ("en", "fr")

_WORD = re.compile(r"\w+")


@frozen(eq=False)
class CheckedVersion:
    """A version with its typed expression."""

    entry: VersionEntry
    expression: CheckedExpression


@frozen(eq=False)
class CheckedDefinition:
    """A definition that holds together; the only kind that decides.

    Attributes:
        versions: in order of their first day, without overlap.
        parameters: the settings its file declares, by id.
        vocabulary: the facts it may read.
        path: the file it was read from.
    """

    id: str
    subject: Subject
    host: str | None
    versions: tuple[CheckedVersion, ...]
    parameters: Mapping[str, ParameterEntry]
    vocabulary: Vocabulary
    path: Path


@frozen(eq=False)
class CheckedDefinitions:
    """All definitions of a file, with its worked cases.

    Attributes:
        warnings: terms and parameters that no definition uses.
    """

    definitions: tuple[CheckedDefinition, ...]
    cases: tuple[DefinitionCase, ...]
    vocabulary: Vocabulary
    warnings: tuple[Diagnostic, ...]


def read_definitions(file: TomlFile, vocabulary: Vocabulary) -> CheckedDefinitions:
    """The checked definitions of a file.

    Args:
        file: parsed TOML of format `connecteur-definitions/1`.
        vocabulary: the facts known without the file; it may declare more.

    Raises:
        InvalidDefinitions: every finding about keys, dates, texts, terms and expressions.
        UnreadableFile: another format.
    """
    check_format(file, "definitions")
    content = structure(file.data, DefinitionsFile, Origin(file, ()))
    if isinstance(content, list):
        raise InvalidDefinitions(content)
    return _Checker(file, content, vocabulary).check()


class _Checker:
    def __init__(self, file: TomlFile, content: DefinitionsFile, vocabulary: Vocabulary) -> None:
        self._file = file
        self._content = content
        self._vocabulary = vocabulary
        self._terms: dict[Subject, dict[str, CheckedExpression]] = {subject: {} for subject in Subject}
        self._scopes: dict[Subject, FactScope] = {}
        self._broken_terms: set[str] = set()
        self._findings: list[Diagnostic] = []

    def check(self) -> CheckedDefinitions:
        self._vocabulary, findings = extend_vocabulary(self._vocabulary, self._content.facts, self._file)
        self._findings += findings
        for index, parameter in enumerate(self._content.parameters):
            self._check_parameter(index, parameter)
        for index, term in enumerate(self._content.terms):
            self._check_term(index, term)
        definitions = []
        for index, entry in enumerate(self._content.definitions):
            if len(self._findings) < MAX_FINDINGS:
                definitions.append(self._definition(index, entry))
        self._check_ids()
        if self._findings:
            raise InvalidDefinitions(self._findings)
        whole = tuple(definition for definition in definitions if definition is not None)
        return CheckedDefinitions(whole, self._content.cases, self._vocabulary, tuple(self._unused(whole)))

    def _unused(self, definitions: Sequence[CheckedDefinition]) -> Iterator[Diagnostic]:
        versions = [version for definition in definitions for version in definition.versions]
        nodes = [node for version in versions for node in iter_nodes(version.expression.root)]
        used = {node.name for node in nodes if isinstance(node, Term | Setting)}
        declared = [("terms", index, term.id) for index, term in enumerate(self._content.terms)]
        declared += [("parameters", index, one.id) for index, one in enumerate(self._content.parameters)]
        for kind, index, name in declared:
            if name not in used:
                what = message("no definition uses `{name}`", name=name)
                yield self._file.diagnostic("CX613", what, (kind, index, "id"), severity=Severity.WARNING)

    def _check_ids(self) -> None:
        seen: set[str] = set()
        for index, entry in enumerate(self._content.definitions):
            if entry.id in seen:
                what = message("the id `{id}` is taken", id=entry.id)
                self._findings.append(self._file.diagnostic("CX602", what, ("definitions", index, "id")))
            if not all(part.replace("_", "").isalnum() for part in entry.id.split(".")) or "." not in entry.id:
                what = message("an id is `<prefix>.<name>`, such as `uk.non_uk_born`")
                self._findings.append(self._file.diagnostic("CX602", what, ("definitions", index, "id")))
            if entry.host is not None and entry.host not in COUNTRY_CODES:
                what = message("`{text}` is not the code of a country", text=entry.host)
                self._findings.append(self._file.diagnostic("CX602", what, ("definitions", index, "host")))
            seen.add(entry.id)

    def _check_parameter(self, index: int, parameter: ParameterEntry) -> None:
        self._check_texts(parameter.title, ("parameters", index, "title"))
        wanted = (bool,) if parameter.type is SettingKind.TRUTH else (int, float)
        default = parameter.default
        is_bool = isinstance(default, bool)
        if default is not None and (not isinstance(default, wanted) or is_bool != (wanted == (bool,))):
            what = message("the default does not fit the type of the parameter")
            self._findings.append(self._file.diagnostic("CX602", what, ("parameters", index, "default")))

    def _check_term(self, index: int, term: TermEntry) -> None:
        """Terms use only terms above them, so none can need itself."""
        checked = self._expression(term.expression, ("terms", index), term.subject, truth=False)
        if checked is None:
            self._broken_terms.add(term.id)
        else:
            self._terms[term.subject][term.id] = checked

    def _expression(self, text: str, place: KeyPath, subject: Subject, *, truth: bool) -> CheckedExpression | None:
        """A checked expression, or None after noting what is wrong with it; the next one is checked all the same."""
        if self._broken_terms.intersection(_WORD.findall(text)):
            return None  # what is wrong with the term is told where the term stands
        expression = expression_in_file(text, Origin(self._file, place), "expression")
        try:
            return check_facts(parse_expression(expression), expression, self._scope(subject), truth=truth)
        except InvalidExpression as error:
            self._findings.extend(error.diagnostics)
            return None

    def _definition(self, index: int, entry: DefinitionEntry) -> CheckedDefinition | None:
        versions = [self._version(index, number, version, entry) for number, version in enumerate(entry.versions)]
        self._check_dates(index, entry)
        if any(version is None for version in versions):
            return None
        return CheckedDefinition(
            id=entry.id,
            subject=entry.subject,
            host=entry.host,
            versions=tuple(version for version in versions if version is not None),
            parameters={parameter.id: parameter for parameter in self._content.parameters},
            vocabulary=self._vocabulary,
            path=self._file.path,
        )

    def _version(self, index: int, number: int, version: VersionEntry, entry: DefinitionEntry) -> CheckedVersion | None:
        place = ("definitions", index, "versions", number)
        self._check_texts(version.title, (*place, "title"))
        self._check_texts(version.rule, (*place, "rule"))
        checked = self._expression(version.expression, place, entry.subject, truth=True)
        return None if checked is None else CheckedVersion(version, checked)

    def _check_dates(self, index: int, entry: DefinitionEntry) -> None:
        place = ("definitions", index, "versions")
        if not entry.versions:
            what = message("`{id}` has no version", id=entry.id)
            self._findings.append(self._file.diagnostic("CX603", what, ("definitions", index)))
        for number, version in enumerate(entry.versions):
            if version.last is not None and version.last < version.first:
                what = message("the last day comes before the first")
                self._findings.append(self._file.diagnostic("CX603", what, (*place, number, "last")))
        for number, (earlier, later) in enumerate(zip(entry.versions, entry.versions[1:], strict=False), start=1):
            if earlier.last is not None and earlier.last < earlier.first:
                continue  # told above; what follows from it would only confuse
            if earlier.last is None or later.first <= earlier.last:
                what = message("this version begins before the one above it ends")
                advice = message("write versions in the order of time, and give each but the newest a last day")
                self._findings.append(self._file.diagnostic("CX603", what, (*place, number, "first"), help=advice))
            elif later.first > earlier.last + timedelta(days=1):
                what = message("there is a gap between this version and the one above it")
                self._findings.append(self._file.diagnostic("CX603", what, (*place, number, "first")))

    def _check_texts(self, texts: Mapping[str, str], place: tuple[str | int, ...]) -> None:
        missing = [lang for lang in LANGUAGES if not texts.get(lang, "").strip()]
        if missing:
            what = message("no text in {languages}", languages=", ".join(missing))
            self._findings.append(self._file.diagnostic("CX604", what, place))

    def _scope(self, subject: Subject) -> FactScope:
        if subject not in self._scopes:
            self._scopes[subject] = FactScope(
                facts=self._vocabulary.types_of(subject.value),
                records=self._vocabulary.records,
                parameters={parameter.id: _type_of(parameter) for parameter in self._content.parameters},
                terms=self._terms[subject],  # grows as terms are checked
            )
        return self._scopes[subject]


def _type_of(parameter: ParameterEntry) -> FactType:
    if parameter.type is SettingKind.TRUTH:
        return TRUTH
    low, high = parameter.low, parameter.high
    return QuantityType(None if low is None else Fraction(low), None if high is None else Fraction(high))
