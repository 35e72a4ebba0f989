"""Rulesets that plugins bring, found when none of one's own or of the shipped ones has the name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from connecteur_core.diagnostics import Diagnostic, UnknownName
from connecteur_core.rulesets import shipped
from connecteur_core.rulesets.checker import CheckedRuleset

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


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
        if error.diagnostics[0].code != "CX120":
            raise
    folders, findings = plugin_ruleset_folders()
    try:
        return shipped.get_ruleset(reference, search=(*search, *folders))
    except UnknownName as error:
        # A plugin that was left out may have been the one that has it.
        raise UnknownName([*error.diagnostics, *findings]) from error


@cache
def plugin_ruleset_folders() -> tuple[tuple[Path, ...], tuple[Diagnostic, ...]]:
    """The folders of rulesets that installed plugins bring, and why those of others were left out."""
    from connecteur_core.plugins.loading import (  # noqa: PLC0415 -- 30 ms
        call_hook,
        find_plugins,
        load_plugin,
        read_from,
    )

    folders: list[Path] = []
    findings: list[Diagnostic] = []
    for info in find_plugins():
        resources, finding = call_hook(load_plugin(info), "connecteur_rulesets")
        found, wrong = read_from(info, partial(_folders_of, resources))
        folders += found or ()
        findings += (*([finding] if finding else ()), *wrong)
    return tuple(folders), tuple(findings)


def _folders_of(resources: Sequence[Traversable]) -> list[Path]:
    return [Path(str(resource)) for resource in resources if resource.is_dir()]
