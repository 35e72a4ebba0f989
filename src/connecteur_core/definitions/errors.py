"""What can be wrong with definitions and with asking for them."""

from __future__ import annotations

from connecteur_core.diagnostics import ConnecteurError


class InvalidDefinitions(ConnecteurError):
    """A definitions file that does not hold together."""


class NotInForce(ConnecteurError):
    """A definition asked for on a day when no version of it is in force."""
