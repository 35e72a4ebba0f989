"""`connecteur new`: start an assessment file."""

from __future__ import annotations

from pathlib import Path

import click

from connecteur_cli.options import FILE, print_json, ruleset_search, verb


@verb(
    "new",
    "Start an assessment: a TOML file with each question that can change a level, and nothing answered.\n\n"
    "Fill it in with `connecteur answer`, or by hand in any editor. An existing file is never replaced.",
)
@click.argument("file", type=FILE)
@click.option("--name", help="Name of the organisation (default: the name of the file).")
@click.option(
    "--kind",
    type=click.Choice(["incubator", "accelerator", "coworking", "other"]),
    help="What sort of body it is (default: incubator, where the ruleset asks).",
)
@click.option("--ruleset", default="diversity-connector", help="Ruleset to answer: its id, or its folder.")
def new_command(*, file: Path, name: str | None, kind: str | None, ruleset: str, lang: str, as_json: bool) -> None:
    """Create the file."""
    from connecteur_cli.output import echo
    from connecteur_core.messages import message
    from connecteur_core.plugins.rulesets import get_ruleset
    from connecteur_core.printable import show
    from connecteur_core.store.new_assessment import create_assessment, find_lost_ruleset

    search = ruleset_search()
    checked = get_ruleset(ruleset, search=search)
    create_assessment(file, checked, name=name or file.stem, kind=kind, lang=lang)
    lost = find_lost_ruleset(checked.ruleset, search=search)
    if lost is not None:
        from connecteur_cli.errors import show_warnings

        show_warnings([lost], lang)
    if as_json:
        print_json({"format": "connecteur-new/1", "file": str(file), "ruleset": checked.ruleset.reference})
        return
    echo(message("Made {file}.", file=file).text(lang))
    echo(message("Next: connecteur next {file}", file=show(file)).text(lang))
