"""The page of all hooks, from their specifications."""

from __future__ import annotations

import inspect

from connecteur_core.plugins.hooks import HOOK_NAMES, Hooks


def page() -> str:
    """Each hook with its signature and what it says of itself."""
    lines = ["# Hooks", "", "The signatures; [plugins](plugins.md) tells how they are used.", ""]
    for name in HOOK_NAMES:
        hook = getattr(Hooks, name)
        signature = inspect.signature(hook)
        own = signature.replace(parameters=[each for each in signature.parameters.values() if each.name != "self"])
        shown = str(own).replace("'", "")
        lines += [f"## {name}", "", "```text", f"{name}{shown}", "```", "", inspect.getdoc(hook) or "", ""]
    return "\n".join(lines)
