"""The page of all verbs: what `connecteur VERB --help` says of each."""

from __future__ import annotations

from collections.abc import Iterator

import click

from connecteur_cli.language import speak
from connecteur_cli.main import cli
from connecteur_cli.verbs import SECTIONS
from connecteur_core.messages import translate

_INTRODUCTION = {
    "en": (
        "# Verbs\n\nWhat `connecteur VERB --help` says of each verb. All take `--json` and `--lang`; exit codes are "
        "0 (done), 1 (a finding, or not reached) and 2 (wrong usage or input).\n"
    ),
    "fr": (
        "# Verbes\n\nCe que `connecteur VERBE --help` dit de chaque verbe. Tous acceptent `--json` et `--lang` ; les "
        "codes de fin sont 0 (fait), 1 (un constat, ou niveau non atteint) et 2 (mauvais usage ou mauvaise entrée).\n"
    ),
}


def page(lang: str) -> str:
    """The page in one language."""
    lines = [_INTRODUCTION[lang]]
    for section, verbs in SECTIONS.items():
        lines.append(f"## {translate(section, lang)}\n")
        for verb in verbs:
            lines += [f"### {name}\n\n```text\n{text}\n```\n" for name, text in helps_of(verb, lang)]
    return "\n".join(lines)


def helps_of(verb: str, lang: str) -> Iterator[tuple[str, str]]:
    """The help of a verb and of each verb below it, as they are shown in a language."""
    speak(lang)
    context = click.Context(cli, info_name="connecteur", obj=lang, **cli.context_settings)
    command = cli.get_command(context, verb)
    assert command is not None, "every verb of the table has its file"
    yield from _helps(command, click.Context(command, info_name=verb, parent=context), verb)


def _helps(command: click.Command, context: click.Context, name: str) -> Iterator[tuple[str, str]]:
    yield name, command.get_help(context)
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            child = command.get_command(context, below)
            assert child is not None, "a group has what it lists"
            yield from _helps(child, click.Context(child, info_name=below, parent=context), f"{name} {below}")
