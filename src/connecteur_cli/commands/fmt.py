"""`connecteur fmt`: lay TOML files out alike."""

from __future__ import annotations

from pathlib import Path

import click

from connecteur_cli.options import FILE, print_json, verb


@verb(
    "fmt",
    "Lay files of rulesets, definitions and assessments out alike; what they say and every comment stays.\n\n"
    "A folder stands for all connecteur files below it. With --check or --diff nothing is written, and the exit code "
    "is 1 when a file would change.",
)
@click.argument("paths", nargs=-1, required=True, type=FILE)
@click.option("--check", is_flag=True, help="Only say which files would change.")
@click.option("--diff", "show_diff", is_flag=True, help="Only show what would change.")
def fmt_command(*, paths: tuple[Path, ...], check: bool, show_diff: bool, lang: str, as_json: bool) -> int:
    """Format each file that is not laid out yet."""
    from connecteur_cli.output import echo
    from connecteur_core.authoring.text_changes import TextChange
    from connecteur_core.authoring.toml_format import format_toml, toml_files
    from connecteur_core.messages import message, plural_message
    from connecteur_core.printable import show
    from connecteur_core.reading.guard import read_guarded_text

    texts = {path: read_guarded_text(path) for path in toml_files(paths)}
    changes = [TextChange(path, text, format_toml(text, path)) for path, text in texts.items()]
    changes = [change for change in changes if change.after != change.before]
    only_look = check or show_diff
    if not only_look:
        for change in changes:
            change.write()
    if as_json:
        files = [str(change.path) for change in changes]
        print_json({"format": "connecteur-fmt/1", "files": len(texts), "changed": files, "written": not only_look})
        return 1 if only_look and changes else 0
    for change in changes:
        if show_diff:
            click.echo(show(change.diff(), multiline=True), nl=False)
        else:
            echo(show(change.path))
    count = plural_message("{count} file laid out anew", "{count} files laid out anew", count=len(changes))
    would = plural_message("{count} file would change", "{count} files would change", count=len(changes))
    click.echo((would if only_look else count).text(lang), err=show_diff)
    if not texts:
        echo(message("there are no connecteur files here").text(lang))
    return 1 if only_look and changes else 0
