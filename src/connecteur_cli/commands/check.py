"""`connecteur check`: find what is wrong with rulesets, definitions and assessments, all at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from connecteur_cli.extras import need_extra
from connecteur_cli.options import FILE, print_json, ruleset_search, verb

if TYPE_CHECKING:
    from connecteur_core.authoring.text_changes import TextChange
    from connecteur_core.diagnostics import Diagnostic


@verb(
    "check",
    "Check rulesets, definitions, profiles and assessments and report every finding with its place.\n\n"
    "A folder is a ruleset; what a file is, its `format` says. Rules, texts and worked cases are checked. "
    "Ends with exit code 1 when there is an error.",
)
@click.argument("paths", nargs=-1, required=True, type=FILE)
@click.option("--deep", is_flag=True, help="Have rules and definitions proved as well, as `connecteur prove` does.")
@click.option("--fix", is_flag=True, help="Mend what can only be meant in one way, and show what was changed.")
@click.option("--watch", "watched", is_flag=True, help="Check again whenever a file changes, until Ctrl-C.")
def check_command(*, paths: tuple[Path, ...], deep: bool, fix: bool, watched: bool, lang: str, as_json: bool) -> int:
    """Check each path and show all findings."""
    from connecteur_core.diagnostics import Severity
    from connecteur_core.testing.checking import check_path

    if watched:
        _watch(paths, deep=deep, fix=fix, lang=lang, as_json=as_json)
        return 0
    search = ruleset_search()
    changes = []
    if fix:
        from connecteur_core.authoring.fixes import fix_path

        changes = [change for path in paths for change in fix_path(path, search=search)]
    with need_extra("prove", lang):
        findings = [finding for path in paths for finding in check_path(path, search=search, deep=deep)]
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    if as_json:
        document: dict[str, object] = {"format": "connecteur-check/1"}
        if fix:
            document["fixed"] = [str(change.path) for change in changes]
        print_json({**document, "diagnostics": [finding.to_json(lang) for finding in findings]})
    else:
        _show(findings, changes, lang)
    return 1 if errors else 0


def _show(findings: list[Diagnostic], changes: list[TextChange], lang: str) -> None:
    from connecteur_cli.errors import finding_lines
    from connecteur_cli.output import echo
    from connecteur_core.messages import message, plural_message
    from connecteur_core.printable import show

    for change in changes:
        if change.line_ends:
            text = message(
                "{file}: line ends as on Windows mended on {count} lines", file=change.path, count=change.line_ends
            )
            echo(text.text(lang))
        click.echo(show(change.diff(), multiline=True), nl=False)
    if changes:
        echo(plural_message("{count} file mended", "{count} files mended", count=len(changes)).text(lang))
    for finding in findings:
        for line in finding_lines(finding, lang):
            click.echo(line)
    echo(plural_message("{count} finding", "{count} findings", count=len(findings)).text(lang))


def _watch(paths: tuple[Path, ...], *, deep: bool, fix: bool, lang: str, as_json: bool) -> None:
    """Each time in a process of its own: nothing that was read before is remembered."""
    import subprocess
    import sys

    from connecteur_cli.output import echo
    from connecteur_cli.watching import watch
    from connecteur_core.messages import translate

    if as_json:
        raise click.UsageError(translate("--watch is for people: leave --json out", lang))
    switches = [name for name, given in (("--deep", deep), ("--fix", fix)) if given]
    command = [sys.executable, "-m", "connecteur_cli.main", "check", "--lang", lang, *switches, "--", *map(str, paths)]

    def check_again() -> None:
        subprocess.run(command, check=False)  # noqa: S603 -- this very program with this user's own arguments
        echo(translate("watching; Ctrl-C ends it", lang))
        sys.stdout.flush()

    watch(paths, check_again)
