"""The three truth values of strong Kleene logic."""

from __future__ import annotations

from enum import Enum
from typing import NoReturn


class Truth(Enum):
    """TRUE, FALSE or UNKNOWN; `~`, `&` and `|` follow strong Kleene logic.

    FALSE wins in `&`, TRUE wins in `|`, otherwise UNKNOWN wins. A Truth is never a bool:
    compare with `is Truth.TRUE`.

    >>> Truth.FALSE & Truth.UNKNOWN
    <Truth.FALSE: 'no'>
    """

    FALSE = "no"
    UNKNOWN = "undetermined"
    TRUE = "yes"

    __hash__ = object.__hash__  # members are singletons; Enum's own hashes their names, in Python

    def __invert__(self) -> Truth:
        return _NEGATED[self]

    def __and__(self, other: Truth) -> Truth:
        return min(self, other, key=_RANK.__getitem__)

    def __or__(self, other: Truth) -> Truth:
        return max(self, other, key=_RANK.__getitem__)

    def __bool__(self) -> NoReturn:
        raise TypeError("a Truth has three values; compare with `is Truth.TRUE`")


_NEGATED = {Truth.FALSE: Truth.TRUE, Truth.UNKNOWN: Truth.UNKNOWN, Truth.TRUE: Truth.FALSE}
_RANK = {Truth.FALSE: 0, Truth.UNKNOWN: 1, Truth.TRUE: 2}
UNDETERMINED = Truth.UNKNOWN.value
WORDS: dict[bool | None, str] = {True: Truth.TRUE.value, False: Truth.FALSE.value, None: UNDETERMINED}
"""The word for what a compiled expression gives."""
_BY_VALUE = {True: Truth.TRUE, False: Truth.FALSE, None: Truth.UNKNOWN}


def truth_of(value: bool | None) -> Truth:
    """The truth a compiled expression means: True, False, or None for undetermined."""
    return _BY_VALUE[value]
