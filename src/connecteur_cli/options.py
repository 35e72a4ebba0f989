"""Options and arguments that several verbs share."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import update_wrapper
from pathlib import Path
from typing import Any, TypeVar

import click

from connecteur_cli.verbs import Verb

F = TypeVar("F", bound=Callable[..., Any])

FILE = click.Path(path_type=Path)


def verb(name: str, help: str, *, epilog: str | None = None) -> Callable[[F], click.Command]:
    """A verb with the options that all of them have: `--json` and `--lang`.

    The function receives `lang` and `as_json` besides its own parameters.
    """

    def decorate(function: F) -> click.Command:
        def run(*args: Any, lang: str | None, **kwargs: Any) -> Any:
            chosen = lang or click.get_current_context().find_root().obj or "en"
            return function(*args, lang=chosen, **kwargs)

        command = click.command(name, cls=Verb, help=help, epilog=epilog)(update_wrapper(run, function))
        command.params.append(click.Option(["--json", "as_json"], is_flag=True, help="Print JSON instead of text."))
        command.params.append(
            click.Option(["--lang"], type=click.Choice(["fr", "en"]), help="Language of all texts: fr or en.")
        )
        return command

    return decorate


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date, or a usage error."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()
        except ValueError:
            self.fail(f"{value!r}: YYYY-MM-DD", param, ctx)


class LanguageCode(click.ParamType[str]):
    """The code of a language, such as fr."""

    name = "LANG"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The code, or a usage error."""
        from connecteur_core.messages import message

        text = str(value)
        if not (2 <= len(text) <= 3 and text.isascii() and text.isalpha() and text.islower()):
            lang = (ctx.find_root().obj if ctx else None) or "en"
            self.fail(message("the code of a language, such as fr, en or pt").text(lang), param, ctx)
        return text


def on_option(help: str) -> Callable[[F], F]:
    """`--on DAY`."""
    return click.option("--on", type=Day(), default=None, help=help)


def policy_option() -> Callable[[F], F]:
    """`--policy NAME`."""
    return click.option(
        "--policy",
        default="self-assessment",
        metavar="NAME",
        help="How strict: self-assessment takes answers as they are, evidenced counts a line only with evidence, "
        "label only when a jury found it met too; plugins may bring more.",
    )


def param_option() -> Callable[[F], F]:
    """`--param NAME=VALUE`, as often as one likes."""
    return click.option(
        "--param",
        "parameters",
        multiple=True,
        metavar="NAME=VALUE",
        help="A setting of the definition; may be repeated.",
    )


def read_pairs(pairs: Sequence[str], option: str) -> dict[str, str]:
    """What an option such as `--param` gives by name.

    Raises:
        click.BadParameter: not of the form NAME=VALUE.
    """
    settings = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not (name and equals):
            raise click.BadParameter("NAME=VALUE", param_hint=option)
        settings[name.strip()] = value.strip()
    return settings


def ruleset_search() -> Sequence[Path]:
    """Folders of CONNECTEUR_RULESETS, looked in before the shipped rulesets."""
    return tuple(Path(folder) for folder in os.environ.get("CONNECTEUR_RULESETS", "").split(os.pathsep) if folder)


def print_json(document: object) -> None:
    """A JSON document on stdout; non-ASCII as it is, safe to show."""
    from connecteur_core.printable import json_text

    click.echo(json_text(document))
