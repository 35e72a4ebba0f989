"""What can stop the work on a label."""

from connecteur_core.diagnostics import ConnecteurError


class InvalidLabelFile(ConnecteurError):
    """An application, review, body or register that is not as it should be, or was changed."""


class UnusableKey(ConnecteurError):
    """A key that is not kept safely, cannot be opened, or is not of the right kind."""


class NoAward(ConnecteurError):
    """The label is not awarded; the diagnostics are the reasons."""
