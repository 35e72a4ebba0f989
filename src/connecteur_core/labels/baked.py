"""Credentials in pictures: Open Badges 3.0 keeps them in a chunk of a PNG or an element of an SVG."""

from __future__ import annotations

from pathlib import Path

from connecteur_core.reading.guard import read_guarded_text


def load_credential(path: Path) -> str:
    """The credential in a file: as JSON, as JWT, or baked into a badge."""
    return read_guarded_text(path)
