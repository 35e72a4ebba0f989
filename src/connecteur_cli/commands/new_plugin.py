"""`connecteur new-plugin`: scaffold a package of definitions."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import click

from connecteur_cli.options import FILE, on_option, print_json, verb


@verb(
    "new-plugin",
    "Make a package for the definitions of a country or city: TOML, cases, tests; no Python to write.\n\n"
    "NAME is a short word such as `lu`; the package connecteur-NAME passes its own tests as made.",
)
@click.argument("name")
@click.option("--country", required=True, metavar="CC", help="Code of the country, such as LU.")
@click.option("--in", "folder", type=FILE, default=Path(), help="Folder to make it in (default: here).")
@on_option("First day in force of the first definition (default: the first of this year).")
def new_plugin_command(*, name: str, country: str, folder: Path, on: date | None, lang: str, as_json: bool) -> None:
    """Write the files."""
    from connecteur_cli.output import echo
    from connecteur_core.messages import message
    from connecteur_core.model.countries import COUNTRY_CODES
    from connecteur_core.store.new_plugin import create_plugin

    if not re.fullmatch(r"[a-z][a-z0-9]{1,19}", name):
        raise click.BadParameter(message("a short word of small letters, such as lu").text(lang), param_hint="NAME")
    if country not in COUNTRY_CODES:
        text = message("two capital letters of ISO 3166-1, such as FR").text(lang)
        raise click.BadParameter(text, param_hint="--country")
    files = create_plugin(folder, name, country=country, since=on or date(date.today().year, 1, 1))
    if as_json:
        print_json({"format": "connecteur-new/1", "files": [str(file) for file in files]})
        return
    for file in files:
        echo(message("Made {file}.", file=file).text(lang))
    echo(message("Next: connecteur check {file}", file=files[3]).text(lang))
