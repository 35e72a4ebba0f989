"""Values as TOML text, the way a person would write them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date

TomlValue = str | bool | int | float | date | Mapping[str, "TomlValue"] | Sequence["TomlValue"]

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def toml_value(value: TomlValue) -> str:
    """The value on one line: a basic string, a plain scalar, an array, or an inline table.

    >>> toml_value([{"ref": "a “b”", "on": date(2026, 1, 31)}])
    '[{ ref = "a “b”", on = 2026-01-31 }]'
    """
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case date():
            return value.isoformat()
        case str():
            # JSON escapes are TOML escapes; only DEL is allowed raw there and not here.
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
        case Mapping():
            pairs = ", ".join(f"{toml_key(key)} = {toml_value(entry)}" for key, entry in value.items())
            return f"{{ {pairs} }}" if pairs else "{}"
        case _:
            return f"[{', '.join(toml_value(entry) for entry in value)}]"


def toml_key(key: str) -> str:
    """A key, in quotes where it needs them."""
    return key if _BARE_KEY.fullmatch(key) else toml_value(key)
