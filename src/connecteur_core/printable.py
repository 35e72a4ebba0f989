"""Makes text from files, names and arguments safe to show, wherever it is shown.

Control, bidi and invisible characters become visible everywhere; what a spreadsheet or Markdown would read as more than
text is made mere text. (HTML and PDF need no more: their texts are escaped by the template, and handed over as data.)
"""

from __future__ import annotations

import re
import unicodedata

_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_LINE_CHARACTERS = frozenset("\n\t")
_CELL_LIMIT = 32_767
"""Characters that a cell of a workbook can hold."""
_CELL_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_MARKDOWN_SIGNS = re.compile(r"[\\`*_\[\]<>|~&$^@]|(?<=:)//|(?<=www)\.", re.IGNORECASE)
_MARKDOWN_START = re.compile(r"^(\d*)(?=[.)](?:\s|$))|^(?=[#+\-=:])")


def show(text: object, *, multiline: bool = False) -> str:
    r"""The text with each control, bidi or invisible character replaced by a visible mark.

    Args:
        text: anything; `str()` of it is shown.
        multiline: keep line feeds and tabs (for notes); otherwise they are marked too.

    >>> show("name\x1b[31m")
    'name⟨U+001B⟩[31m'
    """
    raw = str(text)
    if raw.isascii() and raw.isprintable():
        return raw
    return "".join(_visible(character, multiline=multiline) for character in raw)


def _visible(character: str, *, multiline: bool) -> str:
    if multiline and character in _LINE_CHARACTERS:
        return character
    if unicodedata.category(character) in _HIDDEN_CATEGORIES:
        return code_point(character)
    return character


def code_point(character: str) -> str:
    """A visible mark in place of a character."""
    return f"⟨U+{ord(character):04X}⟩"


def cell_text(text: object) -> str:
    """The text as a cell of a workbook shows it: no code for another character is in it, and it fits.

    The writer of the workbook still has to store it as text: a cell is a formula by its type, not by its first sign.

    >>> cell_text("_x0041_")
    '_x005F_x0041_'
    """
    escaped = _CELL_ESCAPE.sub("_x005F_", show(text, multiline=True))
    return escaped if len(escaped) <= _CELL_LIMIT else escaped[: _CELL_LIMIT - 1] + "…"


def markdown_text(text: object) -> str:
    r"""The text in one line of Markdown, with nothing in it that Markdown or HTML would read as a sign or a link.

    >>> markdown_text("1. <b>*x* http://x.example")
    '1\\. \\<b\\>\\*x\\* http:\\/\\/x.example'
    """
    line = " ".join(show(text, multiline=True).split())
    escaped = _MARKDOWN_SIGNS.sub(lambda sign: "".join(f"\\{one}" for one in sign[0]), line)
    return _MARKDOWN_START.sub(r"\1\\", escaped)
