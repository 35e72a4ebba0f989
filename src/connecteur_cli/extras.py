"""Verbs whose libraries are optional say which extra to install."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click


@contextmanager
def need_extra(extra: str, lang: str) -> Iterator[None]:
    """Turns a missing library into a sentence that says what to install.

    Raises:
        click.UsageError: the extra is not installed.
    """
    from connecteur_core.messages import message

    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("connecteur"):
            raise
        what = message('this verb needs the extra `{extra}`: pip install "connecteur[{extra}]"', extra=extra)
        raise click.UsageError(what.text(lang)) from error
