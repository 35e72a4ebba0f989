"""The architecture as a picture, drawn from the import contracts: what is drawn is what `make imports` guards."""

from __future__ import annotations

import ast
import textwrap
import tomllib
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "explanation" / "architecture.svg"
_FRONTS = ("connecteur_cli", "connecteur_tui", "connecteur_plugins")
_WIDTH, _EDGE, _LINE, _NAMES, _LETTERS = 860, 16, 19, 200, 88
_FRONT_LINES = 5
_STYLE = (
    "text{font:14px sans-serif;fill:#1b2733}.name{font-weight:bold}.front{fill:#dcebf7;stroke:#1f4e79}"
    ".step{fill:#f4f6f8;stroke:#8b9aa8}"
    "@media(prefers-color-scheme:dark){text{fill:#eef2f5}.front{fill:#1d3a55;stroke:#9cc4ea}"
    ".step{fill:#1a232c;stroke:#75838f}}"
)


def read_steps() -> list[list[str]]:
    """The steps of the core, the highest first; those that stand beside each other together."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (staircase,) = (contract for contract in contracts if contract["id"] == "staircase")
    steps = [[name.strip(" ()") for name in layer.split("|")] for layer in staircase["layers"]]
    # Names that are reserved for steps to come have no folder yet.
    there = [[name for name in step if _source("connecteur_core", name)] for step in steps]
    return [step for step in there if step]


def staircase_svg() -> str:
    """The picture."""
    body: list[str] = []
    width = (_WIDTH - 2 * _EDGE - 2 * 12) / 3
    for place, front in enumerate(_FRONTS):
        lines = textwrap.wrap(_says("", front), 36)
        body += _box("front", _EDGE + place * (width + 12), _EDGE, width, _FRONT_LINES, [front], lines, below=True)
    top = _EDGE + _FRONT_LINES * _LINE + 40.0
    body.append(_text(_EDGE, top - 12, "connecteur_core: a step imports only steps below it", "name"))
    for step in read_steps():
        lines = [line for name in step for line in textwrap.wrap(_says("connecteur_core", name), _LETTERS)]
        names = [
            shown
            for name in step
            for shown in [name, *[""] * (len(textwrap.wrap(_says("connecteur_core", name), _LETTERS)) - 1)]
        ]
        body += _box("step", _EDGE, top, _WIDTH - 2 * _EDGE, len(lines) + 1, names, lines)
        top += (len(lines) + 1) * _LINE + 6
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {top + _EDGE:.0f}" role="img" '
        f'aria-labelledby="title description"><title id="title">The architecture of connecteur</title>'
        f'<desc id="description">{escape(_described())}</desc><style>{_STYLE}</style>{"".join(body)}</svg>\n'
    )


def _described() -> str:
    steps = "; ".join(" and ".join(step) for step in read_steps())
    return (
        f"Three packages that do not import each other, {', '.join(_FRONTS)}, stand on connecteur_core. "
        f"Its steps from top to bottom, each importing only those below: {steps}."
    )


def _source(package: str, name: str) -> Path | None:
    folder = ROOT / "src" / package / name
    return next((file for file in (folder / "__init__.py", folder.with_suffix(".py")) if file.is_file()), None)


def _says(package: str, name: str) -> str:
    """The first sentence of a module's own description."""
    file = _source(package, name)
    assert file is not None, f"{name} has no source"
    text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return text.split("\n")[0].split(". ")[0].rstrip(".")


def _box(
    kind: str,
    left: float,
    top: float,
    width: float,
    lines: int,
    names: Sequence[str],
    texts: Sequence[str],
    *,
    below: bool = False,
) -> list[str]:
    height = lines * _LINE - 4
    drawn = [
        f'<rect class="{kind}" x="{left:.0f}" y="{top:.0f}" width="{width:.0f}" height="{height:.0f}" rx="5"/>',
        *(_text(left + 10, top + _LINE * (place + 1), name, "name") for place, name in enumerate(names) if name),
    ]
    across, down = (10, len(names) + 1.2) if below else (_NAMES - 30, 1)
    return drawn + [_text(left + across, top + _LINE * (place + down), text) for place, text in enumerate(texts)]


def _text(left: float, top: float, text: str, kind: str = "") -> str:
    mark = f' class="{kind}"' if kind else ""
    return f'<text{mark} x="{left:.0f}" y="{top:.0f}">{escape(text)}</text>'
