"""`connecteur tui`: the terminal application."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from connecteur_cli.extras import need_extra
from connecteur_cli.options import FILE, ruleset_search, verb


@verb(
    "tui",
    "Open the terminal application: fill in an assessment, see levels move, look up practices.\n\n"
    "Without FILE it begins with recent assessments and the examples. All keys are shown at the foot of the screen.",
)
@click.argument("file", type=FILE, required=False)
@click.option("--by", metavar="WHO", help="Who answers; noted with each answer (default: CONNECTEUR_BY).")
def tui_command(*, file: Path | None, by: str | None, lang: str, as_json: bool) -> None:
    """Run it until it is left."""
    del as_json
    with need_extra("tui", lang):
        from importlib import import_module

        application = import_module("connecteur_tui.app")
    if not (sys.stdin.isatty() and sys.stdout.isatty()) and "TEXTUAL_DRIVER" not in os.environ:
        from connecteur_core.messages import translate

        # `serve` names a driver of its own; anybody else would wait for keys that nobody can press.
        raise click.UsageError(translate("this needs a terminal; without one: connecteur next, answer, assess", lang))
    if file is not None:
        from connecteur_core.assessment.reader import load_assessment

        load_assessment(file)  # a file that cannot be read is told before the screen is taken over
    by = by or os.environ.get("CONNECTEUR_BY")
    application.ConnecteurApp(file, lang=lang, by=by, search=ruleset_search()).run()
