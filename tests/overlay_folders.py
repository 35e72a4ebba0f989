"""Makes small overlays in a folder, to try them."""

from __future__ import annotations

from pathlib import Path

HEAD = """format = "connecteur-overlay/1"
id = "{id}"
version = "1"
extends = "{extends}"
owner = "Testville"
"""


def write_overlay(
    folder: Path,
    text: str = "",
    *,
    name: str = "over",
    extends: str = "diversity-connector@2017.1",
    wording: str | None = None,
) -> Path:
    """A folder with an overlay: `text` is the rest of `overlay.toml`, `wording` the rest of its English words."""
    overlay = folder / name
    (overlay / "locale").mkdir(parents=True)
    (overlay / "overlay.toml").write_text(HEAD.format(id=name, extends=extends) + text, encoding="utf-8")
    if wording is not None:
        (overlay / "locale" / "en.toml").write_text(
            f'format = "connecteur-wording/1"\nlanguage = "en"\n{wording}', encoding="utf-8"
        )
    return overlay
