"""Canonical JSON (RFC 8785), for documents of texts, whole numbers and truths: one text for one value.

Own code because the libraries for it are unmaintained and most of the RFC is about floats, which no format here has.
"""

from __future__ import annotations

import json

_MOST = 2**53 - 1  # whole numbers beyond it are not exact in the JSON of others


def canonical_json(value: object) -> str:
    r"""The one text of a JSON value: no blanks, keys in order of their UTF-16 code units.

    Raises:
        ValueError: a number with a point, one beyond 2^53, or a text that is not valid Unicode.

    >>> canonical_json({"b": [1, True, None], "a": "é\n"})
    '{"a":"é\\n","b":[1,true,null]}'
    """
    text = json.dumps(_sorted(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    text.encode()  # a lone surrogate has no UTF-8; UnicodeEncodeError is a ValueError
    return text


def _sorted(value: object) -> object:
    match value:
        case dict():
            return {key: _sorted(value[key]) for key in sorted(value, key=_code_units)}
        case list() | tuple():
            return [_sorted(element) for element in value]
        case bool() | str() | None:
            return value
        case int() if abs(value) <= _MOST:
            return value
        case _:
            raise ValueError(f"no canonical form: {type(value).__name__}")


def _code_units(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")
