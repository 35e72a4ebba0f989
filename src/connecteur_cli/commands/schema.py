"""`connecteur schema`: the formats as JSON Schema, for editors."""

from __future__ import annotations

from pathlib import Path

import click

from connecteur_cli.options import FILE, print_json, verb

FORMATS = [
    *["assessment", "ruleset", "items", "locale", "cases", "definitions", "facts", "profile", "portfolio"],
    *["costs", "overlay", "wording", "mapping"],
    *["application", "review", "body"],
]


@verb("schema", "Print the JSON Schema of a file format, for editors that check and complete while you type.")
@click.argument("format_name", metavar="FORMAT", required=False, type=click.Choice(FORMATS))
@click.option("--into", "folder", type=FILE, help="Write all schemas, and settings for editors, into this folder.")
def schema_command(*, format_name: str | None, folder: Path | None, lang: str, as_json: bool) -> None:
    """Print one, which is JSON with or without `--json`; or set a folder up for editors."""
    from connecteur_core.messages import message

    if folder is None:
        if format_name is None:
            raise click.UsageError(message("name a format, or a folder with --into").text(lang))
        from connecteur_core.testing.json_schema import schema_of

        print_json(schema_of(format_name))
        return
    from connecteur_cli.output import echo
    from connecteur_core.authoring.editor_setup import set_up_editor

    files = set_up_editor(folder)
    if as_json:
        print_json({"format": "connecteur-new/1", "files": [str(file) for file in files]})
        return
    for file in files:
        echo(message("Made {file}.", file=file).text(lang))
