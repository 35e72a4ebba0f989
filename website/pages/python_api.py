"""The page of all that Python programs may import, from docstrings and signatures."""

from __future__ import annotations

import inspect

import connecteur_core
import connecteur_core.plugins
import connecteur_core.testing

_MODULES = (connecteur_core, connecteur_core.plugins, connecteur_core.testing)


def page() -> str:
    """Functions, classes and errors of the three public modules."""
    lines = [
        "# Python",
        "",
        "All that is promised to programs; everything else may change. A tutorial: [connecteur in a service of yours]"
        "(../tutorial/embedder.md).",
        "",
    ]
    for module in _MODULES:
        lines += [f"## {module.__name__}", ""]
        for name in module.__all__:
            value = getattr(module, name)
            if not (inspect.isclass(value) or inspect.isfunction(value)):
                continue
            directive = "autofunction" if inspect.isfunction(value) else "autoclass"
            members = "\n   :members:" if directive == "autoclass" else ""
            lines += [
                f"### {name}",
                "",
                "```{eval-rst}",
                f".. {directive}:: {module.__name__}.{name}{members}",
                "```",
                "",
            ]
    return "\n".join(lines)
