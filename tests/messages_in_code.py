"""Every sentence the program can say: what the catalogue of a language must translate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click
from babel.messages.extract import extract_from_dir

from conftest import ROOT
from connecteur_cli.main import cli
from connecteur_cli.verbs import SECTIONS, VERBS
from connecteur_tui.screens import element, guide, home, overview, read_text, search, who  # noqa: F401 -- to be known
from connecteur_tui.screens.base import BaseScreen

KEYWORDS = {"message": (1,), "plural_message": (1, 2), "translate": (1,), "_say": (1,), "say": (1,)}
WORDS = (
    # Said through a variable: statuses, groups.
    *("met", "partial", "unmet", "not applicable", "unanswered", "undetermined", "open", "of"),
    *("part", "not", "n/a", "id", "since", "conf.", "title", "cannot say"),
    *("refugees", "women", "youth_at_risk", "minorities", "other", "needed", "planned", "delivered", "yes", "no"),
    *("company", "city", "funder"),
    # Said inside f-strings, which the extractor does not read.
    *("made up", "computed", "Element", "about"),
    # Click's own.
    *("Usage:", "Options", "Show this message and exit.", "Show the version and exit.", "[OPTIONS]", "Error"),
    "Invalid value for {param_hint}: {message}",
    "Invalid value: {message}",
    "Missing argument",
    "Missing option",
    "Missing command.",
    "No such option {name!r}.",
    "Option {name!r} does not take a value.",
    "{value!r} is not a valid {number_type}.",
    "{value!r} is not a valid boolean. Recognized values: {states}",
    "{value} is not in the range {range}.",
    "Choose from:\n\t{choices}",
    "Did you mean {possibility}?",
    "(Did you mean one of: {possibilities}?)",
    "Option {name!r} requires an argument.",
    "Option {name!r} requires {nargs} arguments.",
    "Got unexpected extra argument ({args})",
    "Got unexpected extra arguments ({args})",
    "{value!r} is not {choice}.",
    "{value!r} is not one of {choices}.",
)


def iter_messages() -> Iterator[str]:
    for found in extract_from_dir(str(ROOT / "src"), keywords=KEYWORDS):
        text = found[2]
        yield from (text,) if isinstance(text, str) else (part for part in text if part)
    yield from WORDS
    yield from SECTIONS
    for screen in BaseScreen.__subclasses__():
        yield from (key.label for key in screen.KEYS)
    yield from _helps(cli)
    yield from _helps_below(cli, VERBS)


def _helps_below(group: click.Group, names: Iterable[str]) -> Iterator[str]:
    context = click.Context(group)
    for name in names:
        command = group.get_command(context, name)
        assert command is not None
        yield from _helps(command)
        if isinstance(command, click.Group):
            yield from _helps_below(command, command.list_commands(context))


def _helps(command: click.Command) -> Iterator[str]:
    yield from filter(None, (command.help, command.epilog))
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            yield parameter.help
