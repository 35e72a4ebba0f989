"""`connecteur label badge`: the credential as a picture or a page."""

from __future__ import annotations

from pathlib import Path

import click

from connecteur_cli.extras import need_extra
from connecteur_cli.options import FILE, print_json, verb


@verb(
    "badge",
    "Draw the badge of a label with its credential baked in (PNG or SVG), or make a page that verifies it (HTML).\n\n"
    "The ending of the output says which. The page works offline in a browser and needs the credential as JWT.",
)
@click.argument("file", metavar="CREDENTIAL", type=FILE)
@click.option("-o", "--output", type=FILE, required=True, help="File to write: .png, .svg or .html.")
def badge_command(*, file: Path, output: Path, lang: str, as_json: bool) -> None:
    """Draw and write."""
    from connecteur_core.labels.baked import load_credential
    from connecteur_core.messages import message
    from connecteur_core.store.label_badge import write_badge

    if output.suffix not in {".png", ".svg", ".html"}:
        raise click.BadParameter(message("ends in .png, .svg or .html").text(lang), param_hint="-o")
    with need_extra("label", lang):
        write_badge(output, load_credential(file), lang=lang)
    if as_json:
        print_json({"format": "connecteur-badge/1", "file": str(output)})
    else:
        click.echo(str(output))
