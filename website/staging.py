"""Lays out what Sphinx reads: a copy of docs/, the project's own pages, and the pages made from the code."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from website.navigation import write_indexes
from website.pages import made_pages

ROOT = Path(__file__).parent.parent
PROJECT_PAGES = ("CHANGELOG", "CONTRIBUTING", "SECURITY")
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
# Before a sign that French sets apart, and inside its quotation marks, or a line could begin with it; not in code.
_SPACE = re.compile(r"(`[^`]*`)|(?<=\S) (?=[;:!?»])|(?<=«) (?=\S)")
_LINK = re.compile(r"(\]\()([^)#\s]+)((?:#[^)]*)?\))")


def stage_source(source: Path) -> None:
    """Fill an empty folder with all pages, links turned to where things are on the site."""
    for page in sorted((ROOT / "docs").rglob("*")):
        if page.is_file():
            _copy(page, source / page.relative_to(ROOT / "docs"), source)
    for name in PROJECT_PAGES:
        _copy(ROOT / f"{name}.md", source / "project" / f"{name.lower()}.md", source)
    for path, text in made_pages().items():
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        (source / path).write_text(text, encoding="utf-8")
    _link_languages(source)
    write_indexes(source)


def _copy(page: Path, target: Path, source: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if page.suffix != ".md":
        shutil.copyfile(page, target)
        return
    text = page.read_text(encoding="utf-8")
    pieces = [_LINK.sub(lambda link: _turned(link, page, target, source), piece) for piece in _FENCE.split(text)]
    if "fr" in target.relative_to(source).parts:
        pieces = [_SPACE.sub(lambda found: found[1] or "\N{NO-BREAK SPACE}", piece) for piece in pieces]
    fences = [*_FENCE.findall(text), ""]
    target.write_text("".join(a + b for a, b in zip(pieces, fences, strict=True)), encoding="utf-8")


def _turned(link: re.Match[str], page: Path, target: Path, source: Path) -> str:
    """A link as it must be on the site; files that are no pages are put beside the pages."""
    before, address, after = link.groups()
    if "://" in address or address.startswith("mailto:"):
        return link.group(0)
    aim = (page.parent / address).resolve()
    inside = _place_of(aim)
    if inside is None:
        inside = Path("files") / aim.relative_to(ROOT)
        if aim.is_dir():
            raise ValueError(f"{page.relative_to(ROOT)}: `{address}` is a folder, which a site cannot show")
        copy = (source / inside).with_name(f"{inside.name}.txt" if inside.suffix == ".md" else inside.name)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(aim, copy)
        return f"{before}{os.path.relpath(copy, target.parent)}{after}"
    return f"{before}{os.path.relpath(source / inside, target.parent)}{after}"


def _place_of(aim: Path) -> Path | None:
    """Where a file of the repository is as a page of the site, from the folder of all pages."""
    inside = aim.relative_to(ROOT)
    if inside.parts[0] == "docs":
        return inside.relative_to("docs")
    if inside.suffix == ".md" and inside.stem in PROJECT_PAGES:
        return Path("project") / f"{inside.stem.lower()}.md"
    fronts = {Path("README.md"): Path("index.md"), Path("README.fr.md"): Path("fr/index.md")}
    return fronts.get(inside)


def _link_languages(source: Path) -> None:
    """Pages that there are in both languages say so below their title."""
    for french in (source / "fr").rglob("*.md"):
        english = source / french.relative_to(source / "fr")
        if not english.exists():
            continue
        for page, other, words in ((french, english, "In English"), (english, french, "En français")):
            title, _, rest = page.read_text(encoding="utf-8").partition("\n")
            address = os.path.relpath(other, page.parent)
            page.write_text(f"{title}\n\n[{words}]({address})\n{rest}", encoding="utf-8")
