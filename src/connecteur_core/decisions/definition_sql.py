"""A definition as a query, to be run where the data are."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import evolve

from connecteur_core.backends.fact_columns import FactColumns, flat_columns, quoted, sql_type
from connecteur_core.backends.fact_sql import SqlExpression, compile_sql
from connecteur_core.backends.fact_sql_missing import compile_missing
from connecteur_core.backends.sql_dialects import Dialect, to_dialect
from connecteur_core.backends.sql_query import Query, as_word, select_query
from connecteur_core.definitions.fact_names import FLAT_LISTS
from connecteur_core.definitions.vocabulary import FactDeclaration
from connecteur_core.expr.fact_printer import print_fact_expression
from connecteur_core.expr.fact_tree import Fact, Group, Tally, Term, iter_nodes

if TYPE_CHECKING:
    from connecteur_core.decisions.definition_in_force import Definition


def definition_query(definition: Definition, dialect: Dialect, table: str) -> Query:
    """The query that adds the answer, as a column called like the definition, to a typed relation.

    The rule, its source and the columns that are read stand above it as a comment. Parameters are to be bound.
    """
    columns = FactColumns(definition.checked.vocabulary, definition.subject.value)
    answer = answer_of(definition, columns)
    worded = evolve(answer, value=as_word(answer.value))
    query = select_query(quoted(table), {definition.id: worded}, lateral=dialect is Dialect.POSTGRES)
    sql = to_dialect(query, dialect, pretty=True)
    return Query(f"{_comment(definition)}\n{sql}", bind_values(definition))


def answer_of(
    definition: Definition, columns: FactColumns, *, prefix: str = "step", binding: str = ""
) -> SqlExpression:
    """The truth of a definition over a relation: TRUE, FALSE or NULL; arguments as in `compile_sql`."""
    return compile_sql(
        definition.root, columns, host=definition.host, as_of=definition.on, prefix=prefix, binding=binding
    )


def missing_of(
    definition: Definition, columns: FactColumns, *, prefix: str = "missing", binding: str = ""
) -> SqlExpression:
    """The names of the missing facts that matter, with `;` between; NULL for none."""
    return compile_missing(
        definition.root, columns, host=definition.host, as_of=definition.on, prefix=prefix, binding=binding
    )


def bind_values(definition: Definition, *, binding: str = "") -> dict[str, bool | int | Decimal | None]:
    """The settings of a definition as values that databases take."""
    return {binding + name: _bindable(value) for name, value in definition.parameters.items()}


def _bindable(value: Any) -> bool | int | Decimal | None:
    return Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else value


def columns_read(definition: Definition) -> dict[str, FactDeclaration]:
    """The columns that the query of a definition reads, by name, lists of a fixed size flat."""
    vocabulary, subject = definition.checked.vocabulary, definition.subject.value
    own = vocabulary.facts[subject]
    named = definition.facts_read()
    columns = {name: own[name] for name in named if not own[name].size}
    members = members_read(definition)
    lists = {name for name in FLAT_LISTS.values() if name in named}
    flat = flat_columns(vocabulary, subject)
    columns |= {name: fact for name, (listed, fact) in flat.items() if listed in lists and fact.id in members}
    return columns


def members_read(definition: Definition) -> set[str]:
    """The names of facts of members of lists that a definition reads."""
    names: set[str] = set()
    for node in iter_nodes(definition.root):
        match node:
            case Fact(name=name, of=str()):
                names.add(name)
            case Tally(function="share"):
                names.add("share")
            case Group(figure=figure, suffix=suffix):
                names |= {"kind", "share", figure + suffix}
            case _:
                pass
    return names


def column_types(definition: Definition) -> Mapping[str, str]:
    """The types of those columns, as DuckDB writes them."""
    vocabulary = definition.checked.vocabulary
    return {name: sql_type(fact, vocabulary) for name, fact in columns_read(definition).items()}


def _terms(definition: Definition) -> dict[str, str]:
    """The named parts of a rule, written out."""
    named = (node for node in iter_nodes(definition.root) if isinstance(node, Term))
    return {term.name: print_fact_expression(term.root) for term in named}


def _comment(definition: Definition) -> str:
    entry = definition.entry
    version = "" if entry.version == "-" else f"@{entry.version}"
    lines = [
        f"{definition.id}{version}: {entry.title.get('en', '')}",
        f"rule: {definition.in_force.expression.text}",
        *(f"  {name} = {text}" for name, text in _terms(definition).items()),
        f"source: {entry.source}",
        f"host: {definition.host or '-'}; day of the question: {definition.on.isoformat()}",
        "columns (NULL = missing; days that can be known not to exist are text, '-' then):",
        *(f"  {name} {kind}" for name, kind in column_types(definition).items()),
    ]
    if definition.parameters:
        settings = (f"{name} = {'NULL' if value is None else value}" for name, value in bind_values(definition).items())
        lines.append(f"to bind: {', '.join(settings)}")
    return "\n".join(f"-- {line}" for text in lines for line in text.splitlines())
