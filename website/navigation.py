"""What stands where on the site: sections in order, pages found by themselves, those to read first named here."""

from __future__ import annotations

from pathlib import Path

SECTIONS: dict[str, tuple[str, str]] = {
    "tutorial": ("Tutorials", "Tutoriels"),
    "how-to": ("How-to guides", "Modes d’emploi"),
    "reference": ("Reference", "Référence"),
    "explanation": ("Explanations", "Explications"),
    "adr": ("Decisions", "Décisions"),
    "project": ("The project", "Le projet"),
}
"""Folder → its title, in English and in French."""

FIRST = {
    "tutorial": ("first-assessment", "country-expert", "embedder"),
    "how-to": ("decide-a-record", "decide-a-table", "compare-incubators"),
    "reference": (
        *("verbs", "formats", "rulesets", "ruleset-keys", "rules", "schemas"),
        *("definitions", "catalogue", "facts", "plugins", "python"),
    ),
    "explanation": ("intervals", "levels", "definitions", "privacy", "architecture"),
}
"""Pages that come first in their section, in this order; all others follow by name."""


def order_pages(folder: Path) -> list[str]:
    """The names (without .md) of the pages of a section, in the order of the navigation."""
    found = sorted(path.stem for path in folder.glob("*.md"))
    first = [name for name in FIRST.get(folder.name, ()) if name in found]
    return first + [name for name in found if name not in first]


def toctree(entries: list[str], *, caption: str | None = None, hidden: bool = True) -> str:
    """The block that tells Sphinx which pages lie below this one."""
    options = [*([":hidden:"] if hidden else []), *([f":caption: {caption}"] if caption else [])]
    return "\n".join(["", "```{toctree}", *options, "", *entries, "```", ""])


def write_indexes(source: Path) -> None:
    """Give the front pages their navigation: each section with its pages, a page of its own for long lists.

    Raises:
        ValueError: a page lies in a folder that is no section, so nobody would find it.
    """
    for page in source.rglob("*.md"):
        parts = page.relative_to(source).parts
        section = parts[1:-1] if parts[0] == "fr" else parts[:-1]
        if page.stem != "index" and section not in {(name,) for name in SECTIONS}:
            raise ValueError(f"{page.relative_to(source)} lies in no section of the navigation")
    for folder, language in ((source, 0), (source / "fr", 1)):
        below = []
        for name, titles in SECTIONS.items():
            pages = order_pages(folder / name)
            if not pages:
                continue
            index = folder / name / "index.md"
            index.write_text(f"# {titles[language]}\n{toctree(pages, hidden=False)}", encoding="utf-8")
            below.append(f"{name}/index")
        front = folder / "index.md"
        caption = "Français" if language else "English"
        blocks = toctree(below, caption=caption)
        if not language:
            blocks += toctree(["Documentation en français <fr/index>"], caption="Français")
        else:
            blocks = toctree(below)
        front.write_text(front.read_text(encoding="utf-8") + blocks, encoding="utf-8")
