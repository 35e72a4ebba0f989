"""What can go wrong with whole files."""

from __future__ import annotations

from connecteur_core.diagnostics import ConnecteurError


class BatchFailed(ConnecteurError):
    """The input cannot be read, or the output not be written; nothing half done is left behind."""
