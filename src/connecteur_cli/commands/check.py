"""`connecteur check`: find what is wrong with rulesets, definitions and assessments, all at once."""

from __future__ import annotations

from pathlib import Path

import click

from connecteur_cli.extras import need_extra
from connecteur_cli.options import FILE, print_json, ruleset_search, verb


@verb(
    "check",
    "Check rulesets, definitions, profiles and assessments and report every finding with its place.\n\n"
    "A folder is a ruleset; what a file is, its `format` says. Rules, texts and worked cases are checked. "
    "Ends with exit code 1 when there is an error.",
)
@click.argument("paths", nargs=-1, required=True, type=FILE)
@click.option("--deep", is_flag=True, help="Have rules and definitions proved as well, as `connecteur prove` does.")
def check_command(*, paths: tuple[Path, ...], deep: bool, lang: str, as_json: bool) -> int:
    """Check each path and show all findings."""
    from connecteur_core.diagnostics import Severity
    from connecteur_core.testing.checking import check_path

    with need_extra("prove", lang):
        findings = [finding for path in paths for finding in check_path(path, search=ruleset_search(), deep=deep)]
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    if as_json:
        print_json({"format": "connecteur-check/1", "diagnostics": [finding.to_json(lang) for finding in findings]})
    else:
        from connecteur_cli.errors import finding_lines
        from connecteur_cli.output import echo
        from connecteur_core.messages import plural_message

        for finding in findings:
            for line in finding_lines(finding, lang):
                click.echo(line)
        echo(plural_message("{count} finding", "{count} findings", count=len(findings)).text(lang))
    return 1 if errors else 0
