"""`connecteur migrate`: bring an assessment to another version of its ruleset."""

from __future__ import annotations

from pathlib import Path

import click

from connecteur_cli.options import FILE, print_json, ruleset_search, verb


@verb(
    "migrate",
    "Bring an assessment to another version of its ruleset; nothing is lost.\n\n"
    "Answers follow items that were renamed. What has no place any more is listed, and kept in the file under "
    "`not_carried`. Look first with --dry-run, or with `connecteur diff`.",
)
@click.argument("file", type=FILE)
@click.option("--to", "target", required=True, metavar="RULESET", help="The ruleset: folder, id or id@version.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
def migrate_command(*, file: Path, target: str, dry_run: bool, lang: str, as_json: bool) -> None:
    """Migrate the file and say what became of its answers."""
    from connecteur_cli.output import echo, heading, table
    from connecteur_core.authoring.migrate_file import migrate_file
    from connecteur_core.messages import message, translate
    from connecteur_core.plugins.rulesets import get_ruleset

    ruleset = get_ruleset(target, search=ruleset_search()).ruleset
    plan = migrate_file(file, ruleset, write=not dry_run)
    if as_json:
        document = {
            "format": "connecteur-migration/1",
            "file": str(file),
            "ruleset": ruleset.reference,
            "written": not dry_run,
            "renamed": plan.renamed,
            "not_carried": [leftover.to_json(lang) for leftover in plan.leftovers],
        }
        print_json(document)
        return
    text = (
        message("{file} would answer {ruleset}.", file=file, ruleset=ruleset.reference)
        if dry_run
        else message("{file} now answers {ruleset}.", file=file, ruleset=ruleset.reference)
    )
    echo(text.text(lang))
    if plan.renamed:
        heading(translate("Renamed", lang))
        table([(old, new) for old, new in plan.renamed.items()])
    if plan.leftovers:
        heading(translate("Not carried over, kept in the file under `not_carried`", lang))
        table([(f"{leftover.table}.{leftover.key}", leftover.why.text(lang)) for leftover in plan.leftovers])
