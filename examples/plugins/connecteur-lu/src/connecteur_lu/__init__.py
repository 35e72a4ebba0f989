"""Definitions of LU for connecteur."""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable

from connecteur_core.plugins import hookimpl


@hookimpl
def connecteur_definitions() -> list[Traversable]:
    """The files of definitions of this package."""
    return [resources.files(__package__) / "lu.toml"]
