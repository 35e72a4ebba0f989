"""A document as plain data, each part with its name: what the layout of a PDF reads."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any

from attrs import fields, has


def to_plain(value: Any, text: Callable[[str], str] = str) -> Any:
    """Nested dictionaries, lists, texts and numbers; each text as `text` makes it."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [to_plain(entry, text) for entry in value]
    if has(type(value)):
        own = {one.name: to_plain(getattr(value, one.name), text) for one in fields(type(value))}
        return {"part": type(value).__name__.lower(), **own}
    return value
