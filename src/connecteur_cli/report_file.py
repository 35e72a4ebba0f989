"""Writes a report where the user wants it, and says so."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from connecteur_cli.extras import need_extra

if TYPE_CHECKING:
    from connecteur_core.reports.document import Document
    from connecteur_core.reports.outputs import Form


def write_document(
    document: Document, output: Path, form: Form, sources: Sequence[Path], lang: str, *, quiet: bool = False
) -> None:
    """Write a document, or say which extra is missing.

    Args:
        document: what to write.
        output: where to.
        form: as what.
        sources: files that it is made from and must not replace.
        lang: language of the message.
        quiet: say nothing when it is done.
    """
    from connecteur_core.messages import message
    from connecteur_core.reports.outputs import write_report

    with need_extra("report", lang):
        write_report(document, output, form, inputs=sources)
    if not quiet:
        click.echo(message("Wrote {file}.", file=output).text(lang))
