"""The page of all verbs: what `connecteur VERB --help` says of each."""

from __future__ import annotations

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
        lines += [f"### {verb}\n\n```text\n{help_of(verb, lang)}\n```\n" for verb in verbs]
    return "\n".join(lines)


def help_of(verb: str, lang: str) -> str:
    """The help of a verb, as it is shown in a language."""
    speak(lang)
    context = click.Context(cli, info_name="connecteur", obj=lang, **cli.context_settings)
    command = cli.get_command(context, verb)
    assert command is not None, "every verb of the table has its file"
    return command.get_help(click.Context(command, info_name=verb, parent=context))
