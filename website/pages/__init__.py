"""Pages made from the code when the site is built, so that they are never behind it."""

from __future__ import annotations

from pathlib import Path

from website.pages import catalogue, facts, hooks, python_api, schemas, verbs


def made_pages() -> dict[Path, str]:
    """Path below the folder of all pages → its text."""
    pages = {
        "reference/hooks.md": hooks.page(),
        "reference/python.md": python_api.page(),
        **schemas.pages(),
    }
    for lang, folder in (("en", "reference"), ("fr", "fr/reference")):
        pages[f"{folder}/verbs.md"] = verbs.page(lang)
        pages[f"{folder}/facts.md"] = facts.page(lang)
        pages[f"{folder}/catalogue.md"] = catalogue.page(lang)
    return {Path(path): text for path, text in pages.items()}
