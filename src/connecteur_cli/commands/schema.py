"""`connecteur schema`: the formats as JSON Schema, for editors."""

from __future__ import annotations

import click

from connecteur_cli.options import print_json, verb

FORMATS = [
    *["assessment", "ruleset", "items", "locale", "cases", "definitions", "facts", "profile", "portfolio"],
    *["overlay", "wording", "mapping"],
]


@verb("schema", "Print the JSON Schema of a file format, for editors that check and complete while you type.")
@click.argument("format_name", metavar="FORMAT", type=click.Choice(FORMATS))
def schema_command(*, format_name: str, lang: str, as_json: bool) -> None:
    """Print it; it is JSON with or without `--json`."""
    from connecteur_core.testing.json_schema import schema_of

    del lang, as_json
    print_json(schema_of(format_name))
