"""`connecteur completion`: let the shell complete verbs, options and statuses."""

from __future__ import annotations

import click

from connecteur_cli.options import print_json, verb


@verb(
    "completion",
    "Print the script that lets your shell complete connecteur.\n\n"
    'For bash, put this line into ~/.bashrc: eval "$(connecteur completion bash)"',
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion_command(*, shell: str, lang: str, as_json: bool) -> None:
    """Print click's own script for the shell."""
    from click.shell_completion import get_completion_class

    from connecteur_cli.main import cli

    del lang
    complete = get_completion_class(shell)
    assert complete is not None, "click knows the shells listed above"
    script = complete(cli, {}, "connecteur", "_CONNECTEUR_COMPLETE").source()
    if as_json:
        print_json({"format": "connecteur-completion/1", "shell": shell, "script": script})
    else:
        click.echo(script)
