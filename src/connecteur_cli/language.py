"""Which language to speak: `--lang`, then CONNECTEUR_LANG, then the locale; French or English."""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import connecteur_core

_DOMAIN = "connecteur"
_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def choose_language(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The language to speak, "fr" or "en".

    `--lang` is looked for before the arguments are parsed, because help and usage errors need it too.
    """
    wanted = _from_arguments(arguments) or environment.get("CONNECTEUR_LANG") or _from_locale(environment)
    return "fr" if wanted.lower().startswith("fr") else "en"


def speak(lang: str) -> None:
    """Let click's own words (“Usage:”, “Options:”) follow the language; ours take it as an argument."""
    os.environ["LANGUAGE"] = lang
    gettext.bindtextdomain(_DOMAIN, str(Path(connecteur_core.__file__).with_name("locale")))
    gettext.textdomain(_DOMAIN)


def _from_arguments(arguments: Sequence[str]) -> str | None:
    for position, argument in enumerate(arguments):
        if argument == "--":
            return None
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
        if argument == "--lang" and position + 1 < len(arguments):
            return arguments[position + 1]
    return None


def _from_locale(environment: Mapping[str, str]) -> str:
    return next((environment[name] for name in _LOCALE_VARIABLES if environment.get(name)), "en")
