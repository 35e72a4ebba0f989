"""`connecteur sql`: print the query that decides the rows of a table, to be run where the data are."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from connecteur_cli.extras import need_extra
from connecteur_cli.options import on_option, param_option, print_json, read_pairs, verb


@verb(
    "sql",
    "Print a definition as a query, to decide a table in its own database.\n\n"
    "The table has a column for each fact, called like it; the comment above the query names them with their types.",
    epilog="Settings stand in the query as parameters to bind; the comment and --json give their values.",
)
@click.option("--definition", "name", metavar="ID", help="The definition, such as uk.non_uk_born.")
@click.option("--dialect", default="duckdb", metavar="NAME", help="duckdb, spark, postgres, bigquery or snowflake.")
@click.option("--table", metavar="NAME", help="The table that holds the facts (default: person or enterprise).")
@click.option("--host", metavar="CC", help="Country whose definition is applied (default: the definition’s own).")
@on_option("Day of the question (default: today); it picks the version in force.")
@param_option()
@click.option("--profile", type=click.Path(path_type=Path), help="A city’s profile: its definition, host and settings.")
def sql_command(  # one option a parameter, as click has it
    *,
    name: str | None,
    dialect: str,
    table: str | None,
    host: str | None,
    on: date | None,
    parameters: tuple[str, ...],
    profile: Path | None,
    lang: str,
    as_json: bool,
) -> None:
    """Compile and print."""
    from connecteur_core.decisions.definition_sql import column_types
    from connecteur_core.decisions.profile import get_definition_of

    definition, _ = get_definition_of(
        name, on=on, host=host, parameters=read_pairs(parameters, "--param"), profile=profile
    )
    with need_extra("batch", lang):
        query = definition.sql(dialect, table=table)
    if not as_json:
        click.echo(query)
        return
    print_json(
        {
            "format": "connecteur-query/1",
            "definition": definition.id,
            "version": definition.version,
            "host": definition.host,
            "on": definition.on.isoformat(),
            "dialect": dialect,
            "sql": str(query),
            "parameters": definition.parameters_to_json(),
            "columns": [{"name": column, "type": kind} for column, kind in column_types(definition).items()],
        }
    )
