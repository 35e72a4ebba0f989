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


def json_text(document: object) -> str:
    r"""The document as JSON that is safe to show: what `show` marks is escaped, so that programs read it unchanged.

    >>> json_text({"name": "a\u202eb"})
    '{\n  "name": "a\\u202eb"\n}'
    """
    import json  # noqa: PLC0415 -- text needs no JSON

    text = json.dumps(document, ensure_ascii=False, indent=2, default=_plain)
    if text.isascii() and "\x7f" not in text:
        return text
    return "".join(_escaped(character) for character in text)


def _plain(value: object) -> float:
    from decimal import Decimal  # noqa: PLC0415 -- rare

    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value).__name__)


def _escaped(character: str) -> str:
    if character == "\n" or unicodedata.category(character) not in _HIDDEN_CATEGORIES:
        return character
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _visible(character: str, *, multiline: bool) -> str:
    if multiline and character in _LINE_CHARACTERS:
        return character
    if unicodedata.category(character) in _HIDDEN_CATEGORIES:
        return f"⟨U+{ord(character):04X}⟩"
    return character
