"""What a definitions file holds (format `connecteur-definitions/1`), as read: not yet checked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum

from attrs import field, frozen

from connecteur_core.definitions.vocabulary import FactDeclaration

ONLY_VERSION = "-"
"""The name of the version of a definition that has one only."""


class Confidence(Enum):
    """How sure the authors are that the expression says what the source says."""

    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"


class Subject(Enum):
    """What a definition decides about."""

    PERSON = "person"
    ENTERPRISE = "enterprise"


class SettingKind(Enum):
    """The types a parameter can have."""

    TRUTH = "truth"
    INTEGER = "integer"
    NUMBER = "number"


@frozen
class VersionEntry:
    """One wording of a definition, in force from `first` to `last` (both included; None = still).

    Attributes:
        first: first day in force.
        confidence: how sure the authors are that the expression says what the source says.
        version: its name, such as a year; `id@version` picks it. Not needed where there is one version only.
        last: last day in force; none = still in force.
        source: the text that says so, as one would cite it.
        generations: 1 = those who came, 2 = their children, 3 = grandchildren; empty = not a notion of generation.
        title, rule, disputes: texts by language.
    """

    first: date
    confidence: Confidence
    source: str
    title: Mapping[str, str]
    rule: Mapping[str, str]
    expression: str
    version: str = ONLY_VERSION
    last: date | None = None
    generations: tuple[int, ...] = ()
    disputes: Mapping[str, str] = field(factory=dict)

    def holds_on(self, day: date) -> bool:
        """Whether this wording is in force on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


@frozen
class DefinitionEntry:
    """A definition: who or what it is about, the country whose it is, its versions in time.

    Attributes:
        subject: whom it decides about.
        versions: its wordings in time, the oldest first; their days do not overlap.
        host: the country the definition belongs to, used when none is named; None = international.
    """

    id: str
    subject: Subject
    versions: tuple[VersionEntry, ...]
    host: str | None = None


@frozen
class ParameterEntry:
    """A setting that definitions read as `param.<id>`; without a default it is open.

    Attributes:
        id: its name, read as `param.<id>`.
        type: whether it is a yes or no, a whole number or a number.
        title: what it is called, by language.
        owner: who may set it, such as "city".
        default: its value until somebody sets it; none = open.
        low, high: bounds of numbers, both included.
    """

    id: str
    type: SettingKind
    title: Mapping[str, str]
    owner: str = "city"
    default: object = None
    low: int | None = None
    high: int | None = None


@frozen
class TermEntry:
    """A named part of expressions.

    Attributes:
        id: the name that expressions read it by.
        subject: whom it says something about.
        expression: what it stands for.
    """

    id: str
    subject: Subject
    expression: str


@frozen
class DefinitionCase:
    """A worked example of a file's own definitions; `check` runs it.

    Attributes:
        about: what it shows, in a sentence.
        definition: id of the definition asked.
        value: the answer expected: yes, no or undetermined.
        facts: the facts given, by name; those left out are missing.
        on: day of the question.
        host: code of the host country; left out, that of the definition.
        parameters: settings by name.
    """

    about: str
    definition: str
    value: str
    facts: dict[str, object]
    on: date
    host: str | None = None
    parameters: dict[str, object] = field(factory=dict)


@frozen
class DefinitionsFile:
    """A whole file.

    Attributes:
        terms: named parts, read by expressions of this file.
        parameters: settings that the expressions read as `param.<id>`.
        facts: facts that connecteur does not know yet.
        cases: worked examples; `check` runs each.
    """

    format: str
    definitions: tuple[DefinitionEntry, ...] = ()
    terms: tuple[TermEntry, ...] = ()
    parameters: tuple[ParameterEntry, ...] = ()
    facts: tuple[FactDeclaration, ...] = ()
    cases: tuple[DefinitionCase, ...] = ()
