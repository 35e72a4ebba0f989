"""Suggests the known name that an unknown one was probably meant to be."""

from __future__ import annotations

from collections.abc import Iterable, Sized

from connecteur_core.messages import Message, message

_LONGEST_NAME = 200
_MOST_COMPARED = 1000


def find_similar(name: str, known: Iterable[str]) -> str | None:
    """The known name nearest to `name`, or None when nothing is near enough.

    Case is ignored, because ids such as `L1.1` are often typed in lower case.

    >>> find_similar("asess", ["assess", "answer"])
    'assess'
    """
    if isinstance(known, Sized) and len(known) > _MOST_COMPARED:
        return None  # comparing takes 3 µs for each known name, and each line of a bad file may have an unknown one
    import difflib  # noqa: PLC0415 -- 6 ms that only a mistake has to pay

    by_folded = {candidate.casefold(): candidate for candidate in known}
    folded = name.casefold()
    if folded in by_folded:
        return by_folded[folded]
    if len(folded) > _LONGEST_NAME:
        return None
    near = difflib.get_close_matches(folded, by_folded, n=1, cutoff=0.6)
    return by_folded[near[0]] if near else None


def suggestion(name: str, known: Iterable[str]) -> Message | None:
    """“Did you mean …?”, or None when nothing known is near."""
    near = find_similar(name, known)
    return message("did you mean `{near}`?", near=near) if near else None
