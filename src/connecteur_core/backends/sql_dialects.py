"""SQL as DuckDB reads it → the same in other dialects.

sqlglot knows how each engine writes types, names, parameters and integer division. What it would translate with another
meaning for missing values, or not at all, is rewritten here: sums over lists, membership, the month rule (ADR 11).
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from connecteur_core.diagnostics import Diagnostic, UnknownName
from connecteur_core.did_you_mean import suggestion
from connecteur_core.messages import message

if TYPE_CHECKING:
    from sqlglot import exp


class Dialect(Enum):
    """The dialects that queries are printed in; the first two are run by our tests."""

    DUCKDB = "duckdb"
    SPARK = "spark"
    POSTGRES = "postgres"
    BIGQUERY = "bigquery"
    SNOWFLAKE = "snowflake"


_SUBQUERIES = frozenset({Dialect.POSTGRES, Dialect.BIGQUERY})  # run over a list by a query, not by a lambda


def get_dialect(name: str) -> Dialect:
    """The dialect of that name.

    Raises:
        UnknownName: there is none.
    """
    known = [dialect.value for dialect in Dialect]
    if name not in known:
        what = message("there is no dialect `{name}`", name=name)
        advice = suggestion(name, known) or message("known: {names}", names=", ".join(known))
        raise UnknownName(Diagnostic("CX612", what, help=advice))
    return Dialect(name)


def to_dialect(sql: str, dialect: Dialect, *, pretty: bool = False) -> str:
    """A query of ours in another dialect; `pretty` lays it out over lines."""
    from sqlglot import parse_one  # noqa: PLC0415 -- 60 ms that only queries have to pay

    tree = parse_one(sql, read="duckdb")
    if dialect is not Dialect.DUCKDB:
        tree = tree.transform(lambda node: _rewritten(node, dialect))
    return tree.sql(dialect.value, pretty=pretty)


def _rewritten(node: exp.Expr, dialect: Dialect) -> exp.Expr:
    from sqlglot import exp  # noqa: PLC0415 -- as above

    match node:
        case exp.Anonymous() if node.name.upper() == "LIST_SUM":
            return _sum(node.expressions[0], dialect)
        case exp.ArrayMax() if dialect in _SUBQUERIES:
            return _aggregated("MAX", node.this, dialect)
        case exp.Anonymous() if node.name.upper() == "DATESUB":
            _, start, end = node.expressions
            return _months(start.transform(lambda part: _rewritten(part, dialect)), end)
        case exp.ArrayContains():
            return _contains(node, dialect)
        case exp.Dot() if isinstance(node.this, exp.Bracket):
            return _element(node, dialect)
        case exp.Dot() if dialect is Dialect.SNOWFLAKE:
            return exp.func("GET", node.this.copy(), exp.Literal.string(node.expression.name))
        case exp.Lambda() if dialect is Dialect.SPARK and len(node.expressions) > 1:
            _count_from_one(node)  # Spark numbers members from 0
        case exp.TryCast() if dialect is Dialect.SPARK and node.to.sql("duckdb") == "JSON[]":
            node.set("to", exp.DataType.build("text[]", dialect="duckdb"))  # Spark keeps JSON as text
        case exp.DataType() if node.is_type("int128"):
            return exp.DataType.build("bigdecimal" if dialect is Dialect.BIGQUERY else "decimal(38, 0)")
        case exp.DataType() if node.is_type("decimal") and dialect is Dialect.BIGQUERY and _places(node) > 9:
            return exp.DataType.build("bigdecimal")
    return node


def _sum(transform: exp.Expr, dialect: Dialect) -> exp.Expr:
    from sqlglot import exp  # noqa: PLC0415 -- as above

    if dialect in _SUBQUERIES:
        return _aggregated("SUM", transform, dialect)
    loop, listed = transform.expression, transform.this
    body, (variable,) = loop.this, loop.expressions
    wanted = body.args["to"]
    total = exp.to_identifier("total")
    added = exp.Add(this=total.copy(), expression=exp.Coalesce(this=body.copy(), expressions=[exp.Literal.number(0)]))
    step = exp.Lambda(this=exp.Cast(this=added, to=wanted.copy()), expressions=[total, variable.copy()])
    start = exp.Cast(this=exp.Literal.number(0), to=wanted.copy())
    name = "AGGREGATE" if dialect is Dialect.SPARK else "REDUCE"
    return exp.Anonymous(this=name, expressions=[listed.copy(), start, step])


def _aggregated(function: str, transform: exp.Expr, dialect: Dialect) -> exp.Expr:
    """`(SELECT SUM(body) FROM UNNEST(list) AS member)`."""
    from sqlglot import exp  # noqa: PLC0415 -- as above

    body, (variable,) = transform.expression.this, transform.expression.expressions
    # Postgres spreads records over columns of a table; everything else is a single column.
    of_records = dialect is Dialect.POSTGRES and body.find(exp.Dot) is not None
    alias = exp.TableAlias(this=variable.copy()) if of_records else exp.TableAlias(columns=[variable.copy()])
    members = exp.Unnest(expressions=[transform.this.copy()], alias=alias)
    return exp.Subquery(this=exp.select(exp.func(function, body.copy())).from_(members))


def _months(start: exp.Expr, end: exp.Expr) -> exp.Expr:
    """Completed months by our month rule, from parts of dates alone: no engine's own function is like another's."""
    from sqlglot import parse_one  # noqa: PLC0415 -- as above

    first, last = f"({start.sql('duckdb')})", f"({end.sql('duckdb')})"
    years, months = (f"(EXTRACT({part} FROM {last}) - EXTRACT({part} FROM {first}))" for part in ("YEAR", "MONTH"))
    one, two = f"EXTRACT(DAY FROM {first})", f"EXTRACT(DAY FROM {last})"
    one_full, two_full = (f"EXTRACT(DAY FROM LAST_DAY({day}))" for day in (first, last))
    return parse_one(
        f"(CAST({years} * 12 + {months} AS BIGINT) + CASE"
        f" WHEN {first} <= {last} AND {two} < {one} AND {two} < {two_full} THEN -1"
        f" WHEN {first} > {last} AND {one} < {two} AND {one} < {one_full} THEN 1 ELSE 0 END)",
        read="duckdb",
    )


def _contains(node: exp.ArrayContains, dialect: Dialect) -> exp.Expr:
    """Membership that is open when the set or the element is missing."""
    from sqlglot import exp, parse_one  # noqa: PLC0415 -- as above

    if dialect not in _SUBQUERIES:
        return node
    listed, element = node.this.sql(dialect.value), node.expression.sql(dialect.value)
    known = [] if isinstance(node.expression, exp.Literal) else [f"{element} IS NOT NULL"]
    if dialect is Dialect.BIGQUERY:
        known.append(f"{listed} IS NOT NULL")
    test = f"{element} = ANY({listed})" if dialect is Dialect.POSTGRES else f"{element} IN UNNEST({listed})"
    return parse_one(f"(CASE WHEN {' AND '.join(known)} THEN {test} END)" if known else f"({test})", read=dialect.value)


def _element(node: exp.Dot, dialect: Dialect) -> exp.Expr:
    """A field of a member of a list by number, NULL when the list is shorter."""
    from sqlglot import exp  # noqa: PLC0415 -- as above

    bracket, name = node.this, node.expression
    index = bracket.expressions[0]  # sqlglot counts from 0 inside
    match dialect:
        case Dialect.SPARK:
            member: exp.Expr = exp.func("GET", bracket.this.copy(), index.copy())
        case Dialect.BIGQUERY:
            member = exp.Bracket(
                this=bracket.this.copy(), expressions=[exp.Anonymous(this="SAFE_OFFSET", expressions=[index.copy()])]
            )
        case Dialect.POSTGRES:
            member = exp.Paren(this=bracket.copy())
        case _:
            return exp.func("GET", bracket.copy(), exp.Literal.string(name.name))
    return exp.Dot(this=member, expression=name.copy())


def _count_from_one(loop: exp.Lambda) -> None:
    from sqlglot import exp  # noqa: PLC0415 -- as above

    number = loop.expressions[1].name
    for name in [one for one in loop.this.find_all(exp.Identifier) if one.name == number]:
        place = name.parent if isinstance(name.parent, exp.Column) else name
        place.replace(exp.Paren(this=exp.Add(this=place.copy(), expression=exp.Literal.number(1))))


def _places(kind: exp.DataType) -> int:
    parameters = kind.expressions
    return int(parameters[1].name) if len(parameters) > 1 else 0
