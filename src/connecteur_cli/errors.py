"""Shows findings: one clear line each, the place underlined, what to do; or the same as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from connecteur_core.diagnostics import Diagnostic

_LONGEST_LINE = 160


def show_findings(findings: Sequence[Diagnostic], *, lang: str, as_json: bool) -> None:
    """Findings that end the work: text on stderr, or `connecteur-error/1` on stdout."""
    if as_json:
        click.echo(error_json([finding.to_json(lang) for finding in findings]))
        return
    for finding in findings:
        for line in finding_lines(finding, lang):
            click.echo(line, err=True)


def show_warnings(findings: Sequence[Diagnostic], lang: str = "en") -> None:
    """Findings beside which the work goes on: text on stderr."""
    for finding in findings:
        for line in finding_lines(finding, lang):
            click.echo(line, err=True)


def error_json(diagnostics: list[dict[str, object]]) -> str:
    """The error document of DESIGN §7."""
    from connecteur_core.printable import json_text

    return json_text({"format": "connecteur-error/1", "diagnostics": diagnostics})


def finding_lines(finding: Diagnostic, lang: str) -> Iterator[str]:
    """One finding: headline, the line of the file with its place underlined, help."""
    from connecteur_core.messages import message
    from connecteur_core.printable import show

    yield finding.headline(lang)
    if finding.at is not None and finding.source_line is not None and finding.at.length:
        number = str(finding.at.line)
        line, column = _window(finding.source_line, finding.at.column - 1)
        before = show(line[:column])
        marked = show(line[column:][: finding.at.length])
        yield f"  {number} | {show(line)}"
        yield f"  {' ' * len(number)} | {' ' * len(before)}{'^' * max(1, len(marked))}"
    if finding.help is not None:
        yield "  " + message("help: {advice}", advice=finding.help).text(lang, longest=1000)


def _window(line: str, column: int) -> tuple[str, int]:
    """The part of a line around a column, and the column in it: a line may be as long as a file."""
    if len(line) <= _LONGEST_LINE:
        return line, column
    start = max(0, column - _LONGEST_LINE // 2)
    piece = line[start : start + _LONGEST_LINE]
    return ("…" if start else "") + piece + ("…" if start + len(piece) < len(line) else ""), column - start + bool(
        start
    )
