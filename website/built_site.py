"""Checks a built site as a browser without network would: every link leads somewhere, nothing comes from outside."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

# Attributes by which a page makes a browser fetch something; `a href` only leads there when it is clicked.
_FETCHED = {
    ("script", "src"),
    ("img", "src"),
    ("img", "srcset"),
    ("iframe", "src"),
    ("source", "src"),
    ("source", "srcset"),
    ("video", "src"),
    ("audio", "src"),
    ("embed", "src"),
    ("object", "data"),
    ("link", "href"),
    ("use", "href"),
    ("image", "href"),
    ("form", "action"),
}
_STYLE_FETCHES = re.compile(r"""url\(\s*['"]?([^'")]+)|@import\s+['"]([^'"]+)""")
_OUTSIDE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)


class Page(HTMLParser):
    """What one page has and names: ids, links, things a browser fetches."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self._in_style = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Gather what the attributes name."""
        self._in_style = tag == "style"
        for name, value in attrs:
            if value is None:
                continue
            if name == "id" or (tag == "a" and name == "name"):
                self.ids.add(value)
            elif (tag, name) == ("a", "href"):
                self.links.append(value)
            elif (tag, name.removeprefix("xlink:")) in _FETCHED:
                self.fetched.append(value)
            elif name == "style":
                self.fetched += fetched_by_style(value)

    def handle_data(self, data: str) -> None:
        """Styles may fetch fonts and pictures."""
        if self._in_style:
            self.fetched += fetched_by_style(data)


def fetched_by_style(text: str) -> list[str]:
    """The addresses that a style sheet makes a browser fetch."""
    return [one or two for one, two in _STYLE_FETCHES.findall(text)]


def check_site(folder: Path) -> list[str]:
    """What is wrong with a built site, a line each: links that lead nowhere, resources from outside."""
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.html"))}
    findings = []
    for path, page in pages.items():
        name = path.relative_to(folder)
        findings += [f"{name}: fetches {address} from outside" for address in page.fetched if _OUTSIDE.match(address)]
        findings += [
            f"{name}: {address} leads nowhere"
            for address in (*page.links, *page.fetched)
            if not _leads_somewhere(address, path, pages)
        ]
    for sheet in (*folder.rglob("*.css"), *folder.rglob("*.svg")):
        text = sheet.read_text(encoding="utf-8")
        findings += [
            f"{sheet.relative_to(folder)}: fetches {address} from outside"
            for address in fetched_by_style(text)
            if _OUTSIDE.match(address)
        ]
    return findings


def _leads_somewhere(address: str, path: Path, pages: dict[Path, Page]) -> bool:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return True  # Another place, or data written out in the page.
    aim = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if not aim.is_file():
        return False
    fragment = unquote(parts.fragment)
    return not fragment or aim not in pages or fragment in pages[aim].ids
