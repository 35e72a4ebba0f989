"""The code blocks of a page of documentation: their language, what is typed and shown, what stands before them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from attrs import frozen

ROOT = Path(__file__).parent.parent
PAGES = (ROOT / "README.md", ROOT / "README.fr.md", *sorted((ROOT / "docs").rglob("*.md")))
TUTORIALS = tuple(page for page in PAGES if page.parent.name == "tutorial")
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@frozen
class Block:
    """One fenced block.

    Attributes:
        before: the paragraph right before it.
    """

    language: str
    text: str
    before: str


def blocks(page: Path, *languages: str) -> list[Block]:
    """The blocks of a page, in order; of some languages or of all."""
    text = page.read_text(encoding="utf-8")
    return [_block(text, found) for found in _BLOCK.finditer(text) if not languages or found[1] in languages]


def retell(page: Path, typed: Callable[[str, str], str], other: Callable[[Block], None] | None = None) -> str:
    """The text of a page with what its commands show now, instead of what it says they show.

    Args:
        page: read, never written.
        typed: runs what stands after a `$`; gets what the page says it shows, and returns what it does show.
        other: told of each block that is no console, in order.
    """
    text = page.read_text(encoding="utf-8")

    def now(found: re.Match[str]) -> str:
        if found[1] != "console":
            if other is not None:
                other(_block(text, found))
            return found[0]
        retold = []
        for step in re.split(r"^\$ ", found[2], flags=re.MULTILINE)[1:]:
            command, _, shown = step.partition("\n")
            retold.append(f"$ {command}\n{typed(command, shown.strip(chr(10)))}".rstrip("\n"))
        return "```console\n" + "\n".join(retold) + "\n```"

    return _BLOCK.sub(now, text)


def name_of_page(page: Path) -> str:
    """A page as tests call it."""
    return str(page.relative_to(ROOT))


def _block(text: str, found: re.Match[str]) -> Block:
    return Block(found[1], found[2], text[: found.start()].rstrip().rpartition("\n\n")[2])
