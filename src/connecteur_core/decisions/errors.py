"""What can be wrong with the facts of a case."""

from __future__ import annotations

from connecteur_core.diagnostics import ConnecteurError


class InvalidFacts(ConnecteurError):
    """Facts that do not fit their declarations. Findings name the fact and never its value."""


class UnfitTable(ConnecteurError):
    """A table whose columns do not fit the facts that definitions read."""
