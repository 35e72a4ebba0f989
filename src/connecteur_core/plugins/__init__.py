"""What plugins may bring, and how they say so.

A plugin is a package with an entry point in the group `connecteur`; it marks its hooks with `hookimpl`:

    from importlib import resources
    from connecteur_core.plugins import hookimpl

    @hookimpl
    def connecteur_definitions():
        return [resources.files(__package__) / "xx.toml"]
"""

from __future__ import annotations

from connecteur_core.plugins.hooks import HOOK_NAMES, hookimpl

__all__ = ["HOOK_NAMES", "hookimpl"]
