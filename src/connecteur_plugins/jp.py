"""Japan: the definitions of `jp.toml`."""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable

from connecteur_core.plugins import hookimpl


@hookimpl
def connecteur_definitions() -> list[Traversable]:
    """The file beside this one."""
    return [resources.files("connecteur_plugins") / "jp.toml"]
