"""Findings that only follow from a file of items that `ruleset.toml` does not include."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from attrs import evolve

from connecteur_core.diagnostics import ConnecteurError, Diagnostic, Severity
from connecteur_core.messages import message
from connecteur_core.positions.span import Span
from connecteur_core.reading.limits import MAX_FINDINGS
from connecteur_core.rulesets.loader import load_ruleset_with

_LEFT_OUT = "CX250"


def without_consequences(
    find: Callable[[Path, Sequence[str]], Iterable[Diagnostic]], folder: Path
) -> Iterator[Diagnostic]:
    """All findings of a ruleset; those that go away when a file is included give way to the one that says so.

    That one is then an error, for what it stands for is.

    Args:
        find: the findings of a folder, looked at as if it included further files.
        folder: of the ruleset.
    """
    findings = list(islice(find(folder, ()), MAX_FINDINGS))
    left_out = [
        Path(one.at.file).relative_to(folder).as_posix() for one in findings if one.code == _LEFT_OUT and one.at
    ]
    if not left_out or len(left_out) == len(findings) or not _fits(left_out, folder):
        yield from findings
        return
    staying = {_key(one) for one in find(folder, left_out)}
    count = sum(one.code != _LEFT_OUT and _key(one) not in staying for one in findings)
    for one in findings:
        if one.code == _LEFT_OUT and count:
            assert one.help is not None, "it always says what to add where"
            advice = message("{advice}; other findings that go away with that: {count}", advice=one.help, count=count)
            yield evolve(one, help=advice, severity=Severity.ERROR)
        elif one.code == _LEFT_OUT or _key(one) in staying:
            yield one


def _fits(left_out: Sequence[str], folder: Path) -> bool:
    """Whether the files could be included as they are; what is wrong with them would hide other findings."""
    try:
        load_ruleset_with(left_out, folder=folder)
    except ConnecteurError:
        return False
    return True


def _key(finding: Diagnostic) -> tuple[str, Span | None, str]:
    return finding.code, finding.at, str(finding.message)
