"""When a file could not be written."""

from connecteur_core.diagnostics import ConnecteurError


class SaveFailed(ConnecteurError):
    """The file was not written; what was there before is untouched."""


class SaveUnconfirmed(ConnecteurError):
    """The file was written and reads as meant, but the disk did not confirm that it will after a power cut."""
