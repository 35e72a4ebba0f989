"""The hooks a plugin may implement. Each returns plain values; none is called unless its values are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from connecteur_core.model.status import Answer

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

    @_hookspec
    def connecteur_policies(self) -> Mapping[str, Callable[[str, Answer], bool]]:
        """Policies by name: a test of (item id, answer) that says whether it counts. It can only make stricter."""
        return {}

    @_hookspec
    def connecteur_commands(self) -> Sequence[object]:
        """Click commands, each a verb of its own name."""
        return ()

    @_hookspec
    def connecteur_evaluated(self, evaluation: object) -> None:
        """Called with an `Evaluation` by `connecteur assess --notify`; what it returns is ignored."""


HOOK_NAMES = tuple(sorted(name for name in vars(Hooks) if name.startswith("connecteur_")))
