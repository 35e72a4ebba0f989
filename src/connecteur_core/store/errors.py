"""When a file could not be written."""

from connecteur_core.diagnostics import ConnecteurError


class SaveFailed(ConnecteurError):
    """The file was not written; what was there before is untouched."""
