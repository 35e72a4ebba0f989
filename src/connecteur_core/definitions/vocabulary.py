"""The facts that definitions may read: what each is called, of which type, how sensitive, how to ask for it."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from fractions import Fraction
from functools import cache
from importlib import resources
from pathlib import Path

from attrs import field, frozen

from connecteur_core.definitions.errors import InvalidDefinitions
from connecteur_core.diagnostics import Diagnostic
from connecteur_core.expr.fact_checker import RESERVED_NAMES
from connecteur_core.expr.fact_types import (
    COUNTRIES,
    TRUTH,
    ChoiceType,
    CountryType,
    DayType,
    FactType,
    QuantityType,
    RecordsType,
)
from connecteur_core.messages import message
from connecteur_core.reading.structuring import structure
from connecteur_core.reading.toml_file import Origin, TomlFile, check_format, parse_toml

SUBJECTS = ("person", "enterprise")
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


class Sensitivity(Enum):
    """How carefully a fact is handled: personal, telling of origin, or of a special category."""

    PERSONAL = "personal"
    ORIGIN = "origin"
    SPECIAL = "special"


class FactKind(Enum):
    """The types a fact can have."""

    TRUTH = "truth"
    COUNTRY = "country"
    DAY = "day"
    COUNTRIES = "countries"
    CHOICE = "choice"
    INTEGER = "integer"
    NUMBER = "number"
    RECORDS = "records"


@frozen
class FactDeclaration:
    """One fact, as declared.

    Attributes:
        id: the name that expressions and tables use.
        of: "person", "enterprise", or a kind of record such as "parent".
        type: what its values are.
        sensitivity: how carefully it is handled: personal, telling of origin, or of a special category.
        choices: the words that a choice, or a set of words, may have.
        may_be_absent: “-” is a known absence (countries and days).
        low, high: bounds of numbers, both included.
        record, size: lists: the kind of their members, and how many there always are.
        title, question: texts by language.
    """

    id: str
    of: str
    type: FactKind
    sensitivity: Sensitivity
    title: Mapping[str, str]
    question: Mapping[str, str]
    may_be_absent: bool = False
    choices: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    record: str | None = None
    size: int | None = None

    @property
    def fact_type(self) -> FactType:
        """The type expressions give this fact."""
        match self.type:
            case FactKind.TRUTH:
                return TRUTH
            case FactKind.COUNTRY:
                return CountryType(self.may_be_absent)
            case FactKind.DAY:
                return DayType(self.may_be_absent)
            case FactKind.COUNTRIES:
                return COUNTRIES
            case FactKind.CHOICE:
                return ChoiceType(self.choices)
            case FactKind.INTEGER | FactKind.NUMBER:
                return QuantityType(_fraction(self.low), _fraction(self.high))
            case FactKind.RECORDS:
                return RecordsType(self.record or "", self.size)


@frozen
class FactsFile:
    """A file of format `connecteur-facts/1`.

    Attributes:
        facts: facts that definitions may read.
    """

    format: str
    facts: tuple[FactDeclaration, ...] = ()


@frozen(eq=False)
class Vocabulary:
    """All declared facts, by what they are facts of, then by name."""

    facts: Mapping[str, Mapping[str, FactDeclaration]] = field(factory=dict)

    def types_of(self, subject: str) -> dict[str, FactType]:
        """The types of the facts of a subject or record, by name."""
        return {name: declaration.fact_type for name, declaration in self.facts.get(subject, {}).items()}

    @property
    def records(self) -> dict[str, dict[str, FactType]]:
        """The types of the facts of each kind of record."""
        return {of: self.types_of(of) for of in self.facts if of not in SUBJECTS}

    def extended(self, declarations: Iterable[FactDeclaration]) -> Vocabulary:
        """This vocabulary with more facts, such as a plugin brings.

        Raises:
            InvalidDefinitions: a name that is taken, reserved or no plain lower-case name.
        """
        facts = {of: dict(known) for of, known in self.facts.items()}
        for declaration in declarations:
            known = facts.setdefault(declaration.of, {})
            name = declaration.id
            if name in known or name in RESERVED_NAMES or keyword.iskeyword(name) or not _NAME.fullmatch(name):
                what = message("the fact name `{name}` is taken, reserved or not plain lower case", name=name)
                raise InvalidDefinitions(Diagnostic("CX602", what))
            known[name] = declaration
        return Vocabulary(facts)


def extend_vocabulary(
    vocabulary: Vocabulary, declarations: Sequence[FactDeclaration], file: TomlFile
) -> tuple[Vocabulary, list[Diagnostic]]:
    """The vocabulary with what a file declares under `facts`, and findings about those that cannot be added."""
    findings: list[Diagnostic] = []
    for index, declaration in enumerate(declarations):
        try:
            vocabulary = vocabulary.extended([declaration])
        except InvalidDefinitions as error:
            findings += [file.diagnostic(one.code, one.message, ("facts", index, "id")) for one in error.diagnostics]
    return vocabulary, findings


@cache
def core_vocabulary() -> Vocabulary:
    """The facts of persons and enterprises that come with connecteur."""
    file = resources.files("connecteur_core.definitions") / "facts.toml"
    return Vocabulary().extended(read_facts(parse_toml(file.read_text("utf-8"), Path(str(file)))))


def read_facts(file: TomlFile) -> tuple[FactDeclaration, ...]:
    """The declarations of a facts file.

    Raises:
        InvalidDefinitions: wrong keys or types.
        UnreadableFile: another format.
    """
    check_format(file, "facts")
    content = structure(file.data, FactsFile, Origin(file, ()))
    if isinstance(content, list):
        raise InvalidDefinitions(content)
    return content.facts


def _fraction(bound: int | None) -> Fraction | None:
    return None if bound is None else Fraction(bound)
