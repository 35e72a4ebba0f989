"""Decides tables that live in memory: DuckDB relations, pandas, Polars, Arrow; column by column, never row by row."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from connecteur_core.backends.duckdb_types import stored_type
from connecteur_core.decisions.errors import InvalidFacts, UnfitTable
from connecteur_core.decisions.table_plan import SLIP, TablePlan, fact_columns, plan_table
from connecteur_core.diagnostics import Diagnostic
from connecteur_core.messages import message
from connecteur_core.positions.span import Span

if TYPE_CHECKING:
    import duckdb
    import pyarrow

    from connecteur_core.decisions.definition_in_force import Definition


def apply_to(definition: Definition, table: Any, *, missing: bool) -> Any:
    """The table with the answer of a definition; of the same kind as the one given."""
    import duckdb  # noqa: PLC0415 -- 90 ms that only tables have to pay

    if isinstance(table, duckdb.DuckDBPyRelation):
        plan = _checked_plan(definition, table)
        return table.query("input", _with_values(plan.answer_query(missing=missing, only_fitting=False), plan.values))
    match type(table).__module__.partition(".")[0]:
        case "pyarrow":
            _refuse_repeated(table.column_names)
            columns = _answers(definition, table, missing=missing)
            for name in columns.column_names:
                table = table.append_column(name, columns.column(name))
            return table
        case "polars":
            import polars  # noqa: PLC0415 -- the caller has it

            columns = _answers(definition, table.to_arrow(compat_level=polars.CompatLevel.oldest()), missing=missing)
            return table.with_columns(polars.from_arrow(columns))
        case "pandas":
            columns = _answers(definition, _from_pandas(definition, table), missing=missing).to_pandas()
            columns.index = table.index
            return table.assign(**{name: columns[name] for name in columns})
        case _:
            what = message("a table of the kind `{kind}` cannot be decided", kind=type(table).__name__)
            advice = message("give a DuckDB relation, pandas, Polars or Arrow")
            raise UnfitTable(Diagnostic("CX804", what, help=advice))


def _answers(definition: Definition, table: pyarrow.Table, *, missing: bool) -> pyarrow.Table:
    """The new columns alone, in the order of the rows."""
    import duckdb  # noqa: PLC0415 -- as above

    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as connection:
        relation = connection.from_arrow(table)
        plan = _checked_plan(definition, relation)
        query = plan.answer_query(missing=missing, only_fitting=False, keep=())
        return relation.query("input", _with_values(query, plan.values)).to_arrow_table()


def _from_pandas(definition: Definition, frame: Any) -> pyarrow.Table:
    """The facts of a data frame; of its other columns only the names go along, for hints at slips."""
    import pyarrow  # noqa: PLC0415 -- only pandas needs it

    _refuse_repeated(frame.columns)
    facts = fact_columns(definition)
    columns, wrong = {}, []
    for name in frame.columns:
        try:
            columns[str(name)] = pyarrow.Array.from_pandas(frame[name]) if name in facts else pyarrow.nulls(len(frame))
        except (pyarrow.ArrowInvalid, pyarrow.ArrowTypeError):
            what = message("the column `{name}` holds {kind}", name=name, kind=message("values of different types"))
            wrong.append(Diagnostic("CX804", what))
    if wrong:
        raise UnfitTable(wrong)
    return pyarrow.table(columns)


def _refuse_repeated(names: Iterable[str]) -> None:
    listed = list(names)
    repeated = next((name for name in listed if listed.count(name) > 1), None)
    if repeated is not None:
        what = message("two columns are called `{name}`", name=repeated)
        raise UnfitTable(Diagnostic("CX803", what, help=message("rename or remove one of them")))


def _checked_plan(definition: Definition, relation: duckdb.DuckDBPyRelation) -> TablePlan:
    """The plan for a relation, once every value of it fits."""
    columns = {name: stored_type(kind) for name, kind in zip(relation.columns, relation.types, strict=True)}
    plan = plan_table({definition.id: definition}, columns, Span(""))
    for finding in plan.findings:
        if finding.code == SLIP:
            warnings.warn(str(finding), stacklevel=5)
    tests = plan.checked_columns()
    if not tests:
        return plan
    sums = ", ".join(f"COUNT(CASE WHEN {column.misfit} THEN 1 END)" for column in tests)
    counted = relation.query("input", f"SELECT {sums} FROM input").fetchone() or ()
    findings = []
    for column, count in zip(tests, counted, strict=True):
        if count:
            what = message(
                "`{fact}`: {count} values do not fit; {what}", fact=column.column, count=count, what=column.wanted
            )
            findings.append(Diagnostic("CX606", what))
    if findings:
        raise InvalidFacts(findings)
    return plan


def _with_values(query: str, values: Mapping[str, bool | int | Decimal | None]) -> str:
    """The settings written into the query: a relation takes no values to bind."""
    texts = {
        name: "NULL" if value is None else str(value).upper() if isinstance(value, bool) else str(value)
        for name, value in values.items()
    }
    return re.sub(r"\$(\w+)", lambda found: texts.get(found[1], found[0]), query)
