"""Makes text from files, names and arguments safe to show: control, bidi and invisible characters become visible."""

from __future__ import annotations

import unicodedata

_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_LINE_CHARACTERS = frozenset("\n\t")


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
        return f"⟨U+{ord(character):04X}⟩"
    return character
