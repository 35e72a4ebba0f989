"""Options and questions that several verbs of the label share."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from connecteur_cli.options import FILE

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

F = TypeVar("F", bound=Callable[..., Any])
_VARIABLE = "CONNECTEUR_PASSPHRASE"


def body_option() -> Callable[[F], F]:
    """`--body FILE`."""
    return click.option(
        "--body",
        "body_file",
        type=FILE,
        required=True,
        help="File of the awarding body: issuer, level, jury, validity.",
    )


def key_options() -> Callable[[F], F]:
    """`--key FILE` and `--passphrase-file FILE`."""

    def decorate(function: F) -> F:
        function = click.option("--key", "key_file", type=FILE, required=True, help="File of the issuer's key.")(
            function
        )
        return passphrase_option()(function)

    return decorate


def passphrase_option() -> Callable[[F], F]:
    """`--passphrase-file FILE`; a passphrase is never an argument, where every process could read it."""
    return click.option(
        "--passphrase-file",
        type=FILE,
        help="File whose first line is the passphrase of the key (also: the variable CONNECTEUR_PASSPHRASE; "
        "otherwise it is asked for).",
    )


def register_option() -> Callable[[F], F]:
    """`--register FOLDER`."""
    return click.option(
        "--register",
        "folder",
        type=FILE,
        default=Path("labels"),
        show_default=True,
        help="Folder of the awarding body's register, credentials and status list.",
    )


def read_passphrase(file: Path | None, lang: str, *, new: bool = False) -> str:
    """The passphrase: from the file, the environment, or asked for, twice when it is new."""
    from connecteur_core.messages import message, translate
    from connecteur_core.reading.guard import read_guarded_text

    if file is not None:
        return read_guarded_text(file).split("\n", 1)[0]
    if _VARIABLE in os.environ:
        return os.environ[_VARIABLE]
    if not sys.stdin.isatty():
        # Nobody is there to ask, and what a pipe holds would be shown.
        raise click.UsageError(
            message("the key wants its passphrase: --passphrase-file or {variable}", variable=_VARIABLE).text(lang)
        )
    asked = click.prompt(translate("Passphrase of the key", lang), hide_input=True, confirmation_prompt=new, err=True)
    return str(asked)


def open_key(key_file: Path, passphrase_file: Path | None, lang: str) -> Ed25519PrivateKey:
    """The issuer's key, opened."""
    from connecteur_core.labels.keys import load_key

    return load_key(key_file, read_passphrase(passphrase_file, lang))
