"""Rulesets that plugins bring, found when none of one's own or of the shipped ones has the name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from connecteur_core.diagnostics import UnknownName
from connecteur_core.rulesets import shipped
from connecteur_core.rulesets.checker import CheckedRuleset


def get_ruleset(reference: str, *, search: Sequence[Path] = ()) -> CheckedRuleset:
    """The checked ruleset that `reference` names: `id`, `id@version`, or the path of a folder.

    Args:
        reference: what assessments write under `ruleset`.
        search: folders to look in first; then come the shipped ones, then those of plugins.

    Raises:
        UnknownName: no such ruleset, or not in that version; with the nearest name.
        InvalidRuleset: found, but it does not hold together.
    """
    try:
        return shipped.get_ruleset(reference, search=search)
    except UnknownName as error:
        # Plugins are looked for only now: finding them takes longer than everything else.
        folders = plugin_ruleset_folders() if error.diagnostics[0].code == "CX120" else ()
        if not folders:
            raise
    return shipped.get_ruleset(reference, search=(*search, *folders))


@cache
def plugin_ruleset_folders() -> tuple[Path, ...]:
    """The folders of rulesets that installed plugins bring; those of a bad plugin are left out."""
    from connecteur_core.plugins.loading import call_hook, find_plugins, load_plugin  # noqa: PLC0415 -- 30 ms

    folders = []
    for info in find_plugins():
        resources, _ = call_hook(load_plugin(info), "connecteur_rulesets")
        folders += [Path(str(resource)) for resource in resources if resource.is_dir()]
    return tuple(folders)
