"""The hooks a plugin may implement. Each returns plain values; none is called unless its values are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources.abc import Traversable

import pluggy

PROJECT = "connecteur"
hookimpl = pluggy.HookimplMarker(PROJECT)
_hookspec = pluggy.HookspecMarker(PROJECT)


class Hooks:
    """The specifications, one method a hook."""

    @_hookspec
    def connecteur_definitions(self) -> Sequence[Traversable]:
        """TOML files of format `connecteur-definitions/1`, as resources of the plugin's package."""
        return ()

    @_hookspec
    def connecteur_facts(self) -> Sequence[Traversable]:
        """TOML files of format `connecteur-facts/1`: facts its definitions read besides the common ones."""
        return ()

    @_hookspec
    def connecteur_rulesets(self) -> Sequence[Traversable]:
        """Folders that hold a `ruleset.toml` each."""
        return ()


HOOK_NAMES = tuple(sorted(name for name in vars(Hooks) if name.startswith("connecteur_")))
