"""What can be wrong with a ruleset as a whole."""

from connecteur_core.diagnostics import ConnecteurError


class InvalidRuleset(ConnecteurError):
    """A ruleset that was read but does not hold together; carries every finding."""
