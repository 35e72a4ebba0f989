"""What plugins may bring, and how they say so.

A plugin is a package with an entry point in the group `connecteur`; it marks its hooks with `hookimpl`:

    from importlib import resources
    from connecteur_core.plugins import hookimpl

    @hookimpl
    def connecteur_definitions():
        return [resources.files(__package__) / "xx.toml"]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from connecteur_core.plugins.hooks import HOOK_NAMES, hookimpl

__all__ = ["HOOK_NAMES", "hookimpl"]


def __getattr__(name: str) -> object:
    """Load a public name when it is first asked for: a run without plugins must not pay for them."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from connecteur_core.plugins import hooks  # noqa: PLC0415 -- nothing happens at import

    return getattr(hooks, name)
