"""What can go wrong with whole files."""

from __future__ import annotations

from connecteur_core.diagnostics import ConnecteurError
from connecteur_core.messages import message

DISK_FULL = message("the result cannot be written: is the disk full?")


class BatchFailed(ConnecteurError):
    """The input cannot be read, or the output not be written; nothing half done is left behind."""
