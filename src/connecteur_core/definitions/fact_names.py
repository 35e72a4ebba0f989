"""Names of facts of members of lists, as tables and `missing` write them: `p1_birth_country`, `owners[2].share`."""

from __future__ import annotations

import re

from attrs import frozen

FLAT_LISTS = {"p": "parents", "g": "grandparents"}
"""The lists of fixed size, whose members have short names such as `p1_`."""

_LETTERS = {name: letter for letter, name in FLAT_LISTS.items()}
_PLACE = re.compile(r"(?:(?P<letter>[pg])(?P<short>[1-9])_|(?P<list>[a-z_]+)\[(?P<number>[1-9]\d*)\]\.)(?P<fact>\w*)")


@frozen
class MemberFact:
    """A fact of the member `number` (from 1) of the list `members`; `fact` is empty when the name is a prefix."""

    members: str
    number: int
    fact: str


def find_member_fact(name: str) -> MemberFact | None:
    """What such a name stands for, or None for any other name.

    >>> find_member_fact("p1_birth_country")
    MemberFact(members='parents', number=1, fact='birth_country')
    """
    place = _PLACE.fullmatch(name)
    if place is None:
        return None
    members = place["list"] or FLAT_LISTS[place["letter"]]
    return MemberFact(members, int(place["short"] or place["number"]), place["fact"])


def member_prefix(members: str, number: int) -> str:
    """What the names of facts of a member begin with.

    >>> member_prefix("parents", 1), member_prefix("owners", 2)
    ('p1_', 'owners[2].')
    """
    letter = _LETTERS.get(members)
    return f"{letter}{number}_" if letter else f"{members}[{number}]."
