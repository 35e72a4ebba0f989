"""Findings and errors, as values that front ends show.

The tree of errors a caller may want to tell apart::

    ConnecteurError
    ├── UnreadableFile       a file cannot be read, or is not the TOML it should be   (reading/)
    ├── InvalidRuleset       a ruleset was read but does not hold together           (rulesets/)
    ├── InvalidMapping       a mapping does not fit its format or its rulesets        (rulesets/)
    ├── InvalidAssessment    an assessment does not fit its ruleset                   (assessment/)
    ├── InvalidPortfolio     a portfolio names nothing, or does not fit its format    (portfolio/)
    ├── UnfitTable           a table's columns do not fit the facts                   (decisions/)
    ├── BatchFailed          an input cannot be read, or the output not be written    (batch/)
    ├── UnknownName          an id, level or ruleset that does not exist              (here)
    └── SaveFailed           a file could not be written; the old one is untouched    (store/)
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from attrs import frozen

from connecteur_core.messages import Message
from connecteur_core.positions.span import Span
from connecteur_core.printable import show


class Severity(Enum):
    """How much a finding weighs: an error stops the work, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@frozen
class Diagnostic:
    """One finding: a stable code, what is wrong, where, and what to do.

    Attributes:
        code: `CXnnn`; each has its entry in docs/reference/diagnostics.md.
        message: what is wrong, in the reader's words.
        at: where; None when no file is concerned.
        help: what to do about it.
        source_line: the text of the line `at` points into, for display.
    """

    code: str
    message: Message
    at: Span | None = None
    help: Message | None = None
    severity: Severity = Severity.ERROR
    source_line: str | None = None

    @property
    def sort_key(self) -> tuple[str, int, int, str]:
        """Order of findings: by file, then place, then code."""
        place = self.at or Span("")
        return (place.file, place.line, place.column, self.code)

    def headline(self, lang: str = "en") -> str:
        """One line: place, code and message."""
        place = f"{show(self.at)}: " if self.at else ""
        return f"{place}{self.code} {self.message.text(lang)}"

    def to_json(self, lang: str = "en") -> dict[str, object]:
        """The finding as DESIGN §7 prints it."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "message": self.message.text(lang),
            "file": self.at.file if self.at else None,
            "line": self.at.line if self.at else None,
            "column": self.at.column if self.at else None,
            "help": self.help.text(lang) if self.help else None,
        }


class ConnecteurError(Exception):
    """Base of all errors of this package; carries at least one diagnostic."""

    def __init__(self, diagnostics: Diagnostic | Sequence[Diagnostic]) -> None:
        findings = [diagnostics] if isinstance(diagnostics, Diagnostic) else list(diagnostics)
        assert findings, "an error says at least one thing"
        self.diagnostics = tuple(sorted(findings, key=lambda finding: finding.sort_key))
        super().__init__("\n".join(finding.headline() for finding in self.diagnostics))


class UnknownName(ConnecteurError, LookupError):
    """An item, level, policy or ruleset that does not exist."""
