"""Where the characters of a TOML string stand in the text it is written in: escapes are longer than what they mean."""

from __future__ import annotations

import re

_CONTINUED = re.compile(r"\\[ \t]*\n\s*")
_ESCAPE_LENGTHS = {"u": 6, "U": 10}


def index_in_string(text: str, start: int, offset: int) -> int:
    r"""The index in `text` of character number `offset` (from 0) of the string whose opening quote is at `start`.

    >>> index_in_string(r'a = "x\"y"', 4, 2)
    8
    """
    quote = text[start]
    is_multiline = text.startswith(quote * 3, start)
    index = start + (3 if is_multiline else 1)
    if is_multiline and text.startswith("\n", index):
        index += 1  # TOML drops a line end right behind the opening quotes
    while True:
        continued = _CONTINUED.match(text, index) if is_multiline and quote == '"' else None
        if continued is not None:
            index = continued.end()
        if offset == 0 or index >= len(text):
            return index
        is_escape = quote == '"' and text[index] == "\\"
        index += _ESCAPE_LENGTHS.get(text[index + 1 : index + 2], 2) if is_escape else 1
        offset -= 1
