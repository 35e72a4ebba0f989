"""Groups of item ids by pattern."""

from __future__ import annotations

from collections.abc import Iterable


def match_ids(pattern: str, ids: Iterable[str]) -> tuple[str, ...]:
    """The ids a pattern names, in their order: itself, or for `4.3.*` all ids one step below `4.3`.

    >>> match_ids("4.3.*", ["4.3", "4.3.1", "4.3.2", "4.3.2.1"])
    ('4.3.1', '4.3.2')
    """
    if not pattern.endswith(".*"):
        return tuple(candidate for candidate in ids if candidate == pattern)
    prefix = pattern[:-1]
    return tuple(candidate for candidate in ids if candidate.startswith(prefix) and "." not in candidate[len(prefix) :])
