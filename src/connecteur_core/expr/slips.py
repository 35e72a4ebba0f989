"""Signs that people write in expressions from other notations, and what the language has instead."""

from __future__ import annotations

import re

from attrs import frozen

from connecteur_core.messages import Message, message
from connecteur_core.reading.toml_slips import CURLY

_MEANT = {
    "&&": "and",
    "&": "and",
    "||": "or",
    "|": "or",
    "!": "not",
    "=>": ">=",
    "=<": "<=",
    "<>": "!=",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "AND": "and",
    "OR": "or",
    "NOT": "not",
}
# What is right stands first, so that it is passed over: quoted texts, and comparisons with an equals sign.
_SIGNS = re.compile(
    rf"\"[^\"]*\"|'[^']*'|[<>=!]=|(?P<slip>=[<>]|<>|=|&&?|\|\|?|!|[≥≤≠]|\b(?:AND|OR|NOT)\b|(?<=[0-9])\s*%|[{CURLY}])"
)


@frozen
class Slip:
    """A sign of another notation.

    Attributes:
        offset, length: where it stands in the text.
        advice: what to write instead.
    """

    offset: int
    length: int
    advice: Message


def find_slip(text: str) -> Slip | None:
    """The first sign outside of quoted texts that the language does not have, or None."""
    for found in _SIGNS.finditer(text):
        sign = found["slip"]
        if sign is not None:
            return Slip(found.start(), len(sign), _advice(sign))
    return None


def _advice(sign: str) -> Message:
    if sign in CURLY:
        return message('write straight quotes: `"`')
    if sign == "=":
        return message("write `>=` for “at least”, `==` for “exactly”")
    if "%" in sign:
        return message("leave `%` out: percentages are numbers from 0 to 100")
    return message("write `{meant}`", meant=_MEANT[sign])
