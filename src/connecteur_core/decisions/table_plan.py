"""What deciding a table asks of an engine: typed facts, tests for what does not fit, answers, counts; as queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from connecteur_core.backends.fact_columns import FactColumns, flat_columns, quoted
from connecteur_core.backends.fact_runtime import ABSENT
from connecteur_core.backends.fact_sql import SqlExpression, text_literal
from connecteur_core.backends.fact_typing import StoredKind, StoredType, TypedColumn, WrongType, type_columns
from connecteur_core.backends.sql_query import as_word, select_query
from connecteur_core.decisions.definition_sql import answer_of, bind_values, columns_read, missing_of
from connecteur_core.decisions.errors import UnfitTable
from connecteur_core.diagnostics import Diagnostic, Severity
from connecteur_core.did_you_mean import find_similar
from connecteur_core.messages import message
from connecteur_core.positions.span import Span
from connecteur_core.truth import WORDS

if TYPE_CHECKING:
    from connecteur_core.decisions.definition_in_force import Definition

SLIP = "CX806"
"""The code of findings about columns that are probably misspelt."""
ANSWERS = tuple(WORDS.values())
FILE, ROW_NUMBER = "connecteur_file", "connecteur_row"
"""The columns with the file of a row and its number in it, from 1, where a query asks for them."""

_BAD = "connecteur_misfit"


@frozen(eq=False)
class TablePlan:
    """The queries over a relation called `input`.

    Attributes:
        definitions: by the name of the column that their answer gets.
        columns: the stored columns, in their order.
        typed: the facts among them.
        findings: what the user should know, such as columns that are probably misspelt.
    """

    definitions: Mapping[str, Definition]
    columns: Mapping[str, StoredType]
    typed: Sequence[TypedColumn]
    findings: Sequence[Diagnostic]
    _facts: FactColumns = field(repr=False)

    @property
    def values(self) -> dict[str, bool | int | Decimal | None]:
        """The parameters to bind."""
        return {
            name: value
            for number, definition in enumerate(self.definitions.values())
            for name, value in bind_values(definition, binding=f"d{number}_").items()
        }

    def checked_columns(self) -> list[TypedColumn]:
        """The columns whose values can be wrong."""
        return [column for column in self.typed if column.misfit is not None]

    def count_query(self, by: str | None) -> str:
        """Rows by fitness, answers and one more column; then how many misfits each column has."""
        misfit = self._misfit()
        keep = [f"{misfit} AS {_BAD}", *([quoted(by)] if by else [])]
        tests = self.checked_columns()
        keep += [f"{test.misfit} AS {_BAD}_{number}" for number, test in enumerate(tests)]
        inner = select_query(self._source("input"), self._answers(), keep=keep)
        names = [_BAD, *([quoted(by)] if by else []), *map(quoted, self.definitions)]
        sums = [f"COALESCE(SUM(CASE WHEN {_BAD}_{number} THEN 1 ELSE 0 END), 0)" for number in range(len(tests))]
        return f"SELECT {', '.join([*names, 'COUNT(*)', *sums])} FROM ({inner}) AS decided GROUP BY {', '.join(names)}"

    def answer_query(
        self,
        *,
        missing: bool,
        only_fitting: bool,
        sets_as_text: bool = False,
        keep: Sequence[str] | None = None,
        order: str | None = None,
    ) -> str:
        """The stored columns of the rows that fit, then the answers.

        Args:
            missing: add the missing facts that matter.
            only_fitting: leave out rows with a misfit.
            sets_as_text: write lists of codes with spaces between, “-” for none, as tables of text hold them.
            keep: the stored columns that go along; None = all.
            order: one more column of the relation, to sort by.
        """
        relation = self._source("input")
        if only_fitting:
            relation = f"(SELECT * FROM {relation} WHERE NOT {self._misfit()})"
        kept = [self._kept(name, sets_as_text) for name in (self.columns if keep is None else keep)]
        answers = self._answers(missing=missing)
        if order is None:
            return select_query(relation, answers, keep=kept)
        return (
            f"SELECT * EXCLUDE ({order}) FROM ({select_query(relation, answers, keep=[*kept, order])}) ORDER BY {order}"
        )

    def _kept(self, name: str, sets_as_text: bool) -> str:
        kind, column = self.columns[name], quoted(name)
        if not sets_as_text or kind.member is None or kind.member.kind is not StoredKind.TEXT:
            return column
        return (
            f"CASE WHEN ARRAY_LENGTH({column}) = 0 THEN '{ABSENT}' ELSE ARRAY_TO_STRING({column}, ' ') END AS {column}"
        )

    def reject_query(self, numbered: str, lang: str) -> str:
        """The number of each row that does not fit, and why: its columns and what they must be."""
        told = ", ".join(
            f"CASE WHEN {column.misfit} THEN {text_literal(f'{column.column}: {column.wanted.text(lang)}')} END"
            for column in self.checked_columns()
        )
        return (
            f"SELECT {FILE}, {ROW_NUMBER}, CONCAT_WS('; ', {told}) AS reason FROM {numbered} WHERE {self._misfit()} "
            f"ORDER BY {FILE}, {ROW_NUMBER}"
        )

    def _misfit(self) -> str:
        tests = [str(column.misfit) for column in self.checked_columns()]
        return f"COALESCE({' OR '.join(tests)}, FALSE)" if tests else "FALSE"

    def _source(self, relation: str) -> str:
        """The stored columns, and beside them those facts that have to be worked out from them."""
        made = [
            f"{column.value} AS {quoted(_made_name(column.column))}"
            for column in self.typed
            if column.value != quoted(column.column)
        ]
        return f"(SELECT *, {', '.join(made)} FROM {relation})" if made else relation

    def _answers(self, *, missing: bool = False) -> dict[str, SqlExpression]:
        expressions = {}
        for number, (name, definition) in enumerate(self.definitions.items()):
            given = {"binding": f"d{number}_"}
            answer = answer_of(definition, self._facts, prefix=f"step{number}", **given)
            expressions[name] = evolve(answer, value=as_word(answer.value))
            if missing:
                expressions[f"{name}.missing"] = missing_of(definition, self._facts, prefix=f"missing{number}", **given)
        return expressions


def plan_table(definitions: Mapping[str, Definition], columns: Mapping[str, StoredType], source: Span) -> TablePlan:
    """The queries for definitions of one subject over stored columns.

    Facts that no definition reads go along unchecked, like any other column: they keep no row from being decided.

    Raises:
        UnfitTable: definitions of different subjects, a column whose type can hold no such fact, or one that is
            called like an answer.
    """
    first = next(iter(definitions.values()))
    vocabulary, subject = first.checked.vocabulary, first.subject.value
    other = next((one for one in definitions.values() if one.subject.value != subject), None)
    if other is not None:
        what = message("`{one}` is about persons and `{two}` about enterprises", one=first.id, two=other.id)
        raise UnfitTable(Diagnostic("CX805", what, help=message("decide them one after the other")))
    for name in definitions:
        if name in columns:
            what = message("there is already a column `{name}`", name=name)
            raise UnfitTable(Diagnostic("CX803", what, source, message("rename or remove one of them")))
    typed: list[TypedColumn] = []
    wrong: list[Diagnostic] = []
    # All definitions share a day, so the first one's is the day of the question.
    names = _names_read(definitions.values())
    read = {name: kind for name, kind in columns.items() if name in names}
    for column in type_columns(read, vocabulary, subject, as_of=first.on):
        if isinstance(column, WrongType):
            what = message("the column `{name}` holds {kind}", name=column.column, kind=column.stored)
            wrong.append(Diagnostic("CX804", what, source, column.wanted))
        else:
            typed.append(column)
    if wrong:
        raise UnfitTable(wrong)
    present = {
        column.column: quoted(column.column)
        if column.value == quoted(column.column)
        else quoted(_made_name(column.column))
        for column in typed
    }
    findings = list(_probable_slips(definitions, columns, source))
    return TablePlan(definitions, columns, typed, findings, FactColumns(vocabulary, subject, present))


def fact_columns(definition: Definition) -> set[str]:
    """The names of columns that a definition reads: facts, and lists of records nested or flat."""
    return _names_read([definition])


def _names_read(definitions: Iterable[Definition]) -> set[str]:
    names: set[str] = set()
    for definition in definitions:
        flat = flat_columns(definition.checked.vocabulary, definition.subject.value)
        for name in columns_read(definition):
            names |= {name, flat[name][0]} if name in flat else {name}
    return names


def _made_name(column: str) -> str:
    return f"connecteur_fact_{column}"


def _probable_slips(
    definitions: Mapping[str, Definition], columns: Mapping[str, StoredType], source: Span
) -> list[Diagnostic]:
    """Facts that are read and have no column; a column that is called nearly so is told."""
    first = next(iter(definitions.values()))
    vocabulary, subject = first.checked.vocabulary, first.subject.value
    lists = {name: listed for name, (listed, _) in flat_columns(vocabulary, subject).items()}
    wanted = dict.fromkeys(name for definition in definitions.values() for name in columns_read(definition))
    absent = [name for name in wanted if name not in columns and lists.get(name) not in columns]
    others = [name for name in columns if name not in vocabulary.facts[subject] and name not in lists]
    return absent_facts(wanted, absent, others, source)


def absent_facts(
    wanted: Collection[str], absent: Sequence[str], others: Sequence[str], source: Span
) -> list[Diagnostic]:
    """Warnings about facts without a column: slips of the pen among the other columns, and what is not there at all.

    Raises:
        UnfitTable: none of the facts that are wanted has a column.
    """
    if not absent:
        return []
    slips = [(name, near) for name in absent if (near := find_similar(name, others))]
    findings = [
        Diagnostic(
            SLIP,
            message("there is no column `{fact}`; is it the column `{column}`?", fact=name, column=near),
            source,
            message("rename the column"),
            Severity.WARNING,
        )
        for name, near in slips
    ]
    rest = [name for name in absent if name not in dict(slips)]
    if rest:
        what = message("no column for these facts, which are missing in all rows: {facts}", facts=", ".join(rest))
        findings.append(Diagnostic("CX808", what, source, severity=Severity.WARNING))
    if len(absent) == len(wanted):
        what = message("this table has none of the facts that are asked for")
        advice = message("its columns must be called like the facts: {facts}", facts=", ".join(wanted))
        raise UnfitTable([Diagnostic("CX806", what, source, advice), *findings[: len(slips)]])
    return findings
