"""Facts as columns of a relation: how each fact is called and typed in SQL, lists of a fixed size flat or nested.

A typed relation holds yes/no facts as BOOLEAN, countries and choices as VARCHAR, days as DATE, sets of countries as
VARCHAR[], whole numbers as BIGINT, other numbers as DECIMAL with 6 places, lists as STRUCT[]. NULL is a missing fact.
“-” is a known absence; days that may be absent are VARCHAR for its sake.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from connecteur_core.definitions.fact_names import FLAT_LISTS, member_prefix
from connecteur_core.definitions.vocabulary import FactDeclaration, FactKind, Vocabulary

PLACES = 6
"""Decimal places of numbers, in facts and parameters."""

_WIDEST = 18


@frozen(eq=False)
class FactColumns:
    """The columns that a relation has for the facts of a subject.

    Attributes:
        subject: "person" or "enterprise".
        present: the SQL of each column it has, by name; None = whatever is asked for, called like the fact.
    """

    vocabulary: Vocabulary
    subject: str
    present: Mapping[str, str] | None = None

    def declaration(self, name: str, of: str | None = None) -> FactDeclaration:
        """The declaration of a fact of the subject, or of a kind of record."""
        return self.vocabulary.facts[of or self.subject][name]

    def declares(self, name: str) -> bool:
        """Whether the subject has a fact of that name."""
        return name in self.vocabulary.facts[self.subject]

    def own(self, name: str) -> str:
        """The column of a fact of the subject, or a typed NULL where the relation has none."""
        return self._column(name, self.declaration(name))

    def member(self, members: str, number: int, name: str) -> str:
        """A fact of the member `number` (from 1) of a list of a fixed size, from a nested or a flat column."""
        if self.present is not None and members in self.present:
            return f"{self.present[members]}[{number}].{quoted(name)}"
        return self._column(
            member_prefix(members, number) + name, self.declaration(name, self.declaration(members).record)
        )

    def _column(self, name: str, declaration: FactDeclaration) -> str:
        if self.present is None:
            return quoted(name)
        return self.present.get(name) or f"CAST(NULL AS {sql_type(declaration, self.vocabulary)})"


def field_of(variable: str, name: str) -> str:
    """A fact of the member that a loop variable stands for."""
    return f"{variable}.{quoted(name)}"


def quoted(name: str) -> str:
    """A name as SQL writes it; plain lower-case names stay as they are."""
    return (
        name
        if name.isidentifier() and name.islower() and name not in _RESERVED
        else '"' + name.replace('"', '""') + '"'
    )


# Words that a column of facts could be called and that SQL reads otherwise.
_RESERVED = frozenset(
    {"all", "any", "as", "case", "cast", "desc", "end", "from", "group"}
    | {"in", "left", "null", "on", "order", "right", "select", "table", "union", "when"}
)


def sql_type(declaration: FactDeclaration, vocabulary: Vocabulary) -> str:
    """The type of the column of a fact in a typed relation, as DuckDB writes it."""
    match declaration.type:
        case FactKind.TRUTH:
            return "BOOLEAN"
        case FactKind.DAY if not declaration.may_be_absent:
            return "DATE"
        case FactKind.COUNTRY | FactKind.CHOICE | FactKind.DAY:
            return "VARCHAR"
        case FactKind.COUNTRIES:
            return "VARCHAR[]"
        case FactKind.INTEGER:
            return "BIGINT"
        case FactKind.NUMBER:
            return f"DECIMAL({whole_digits(declaration.low, declaration.high) + PLACES}, {PLACES})"
        case FactKind.RECORDS:
            members = vocabulary.facts[declaration.record or ""].values()
            fields = ", ".join(f"{quoted(member.id)} {sql_type(member, vocabulary)}" for member in members)
            return f"STRUCT({fields})[]"


def whole_digits(low: int | None, high: int | None) -> int:
    """Digits before the point of numbers between two bounds."""
    if low is None or high is None:
        return _WIDEST
    return max(len(str(abs(low))), len(str(abs(high))))


def flat_columns(vocabulary: Vocabulary, subject: str) -> dict[str, tuple[str, FactDeclaration]]:
    """The declarations of facts of members that flat columns such as `p1_birth_country` hold, with their list."""
    lists = vocabulary.facts[subject]
    return {
        member_prefix(name, number) + fact: (name, declaration)
        for name in FLAT_LISTS.values()
        if name in lists and lists[name].size
        for number in range(1, (lists[name].size or 0) + 1)
        for fact, declaration in vocabulary.facts[lists[name].record or ""].items()
    }
