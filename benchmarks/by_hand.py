"""The same decisions as a careful programmer would write them by hand: what the compiled rules are measured against.

Each function takes typed facts, treats a missing fact as open, and gives True, False or None.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

Facts = Mapping[str, Any]


def both(*parts: bool | None) -> bool | None:
    if False in parts:
        return False
    return None if None in parts else True


def either(*parts: bool | None) -> bool | None:
    if True in parts:
        return True
    return None if None in parts else False


def fr_immigre(facts: Facts) -> bool | None:
    residence = facts.get("residence_country")
    birth = facts.get("birth_country")
    births = facts.get("birth_citizenships")
    return both(
        None if residence is None else residence == "FR",
        None if birth is None else birth != "FR",
        None if births is None else "FR" not in births,
    )


def uk_non_uk_born(facts: Facts) -> bool | None:
    residence = facts.get("residence_country")
    birth = facts.get("birth_country")
    return both(
        None if residence is None else residence == "GB",
        None if birth is None else birth != "GB",
    )


def nl_herkomst(facts: Facts) -> bool | None:
    residence = facts.get("residence_country")
    birth = facts.get("birth_country")
    parents = facts.get("parents")
    abroad: bool | None = None
    if parents is not None:
        births = [parent.get("birth_country") for parent in parents]
        abroad = either(*(None if one is None else one != "NL" for one in births))
    return both(
        None if residence is None else residence == "NL",
        either(None if birth is None else birth != "NL", abroad),
    )


def no_innvandrer(facts: Facts) -> bool | None:
    residence = facts.get("residence_country")
    adopted = facts.get("adopted")
    birth = facts.get("birth_country")
    forebears: list[bool | None] = []
    for name in ("parents", "grandparents"):
        members = facts.get(name)
        if members is None:
            forebears.append(None)
        else:
            births = [member.get("birth_country") for member in members]
            forebears.append(both(*(None if one is None else one != "NO" for one in births)))
    return both(
        None if residence is None else residence == "NO",
        None if adopted is None else not adopted,
        None if birth is None else birth != "NO",
        *forebears,
    )


BY_HAND = {
    "fr.immigre": fr_immigre,
    "uk.non_uk_born": uk_non_uk_born,
    "nl.herkomst": nl_herkomst,
    "no.innvandrer": no_innvandrer,
}

_PARTS = {"L2.2": ("L2.2.1", "L2.2.2", "L2.2.3", "L2.2.4", "L2.2.5"), "L4.3": ("L4.3.1", "L4.3.2", "L4.3.3")}
_LINES = {
    "L1": ("L1.1", "L1.2", "L1.3"),
    "L2": ("L2.1", "L2.2", "L2.3"),
    "L3": ("L3.1", "L3.2", "L3.3", "L3.4", "L3.5"),
    "L4": ("L4.1", "L4.2", "L4.3"),
}
_BELOW = {"L2.1": "L1", "L3.1": "L2", "L4.1": "L3"}


def guideline(  # noqa: PLR0912 -- as one would write it
    answers: Mapping[str, Any], on: date, elements: Mapping[str, tuple[str, ...]]
) -> tuple[str | None, str | None, dict[str, str], dict[str, dict[str, int]]]:
    """Level reached, level possible, checklist lines and coverage of an assessment."""
    met: dict[str, bool | None] = {}
    for level in _LINES.values():
        for line in level:
            for name in _PARTS.get(line, (line,)):
                answer = answers.get(name)
                if answer is None or answer.status is None or (answer.on is not None and answer.on > on):
                    met[name] = None
                else:
                    met[name] = answer.status.value == "met"
    reached = possible = None
    state: bool | None = True
    states: dict[str, bool | None] = {}
    for level_id, lines in _LINES.items():
        for line in lines:
            if line in _BELOW:
                met[line] = states[_BELOW[line]]
            elif line in _PARTS:
                met[line] = both(*(met[part] for part in _PARTS[line]))
        state = both(state, *(met[line] for line in lines))
        states[level_id] = state
        if state:
            reached = level_id
        if state is not False:
            possible = level_id
    words = {True: "met", False: "unmet", None: "undetermined"}
    criteria = {line: words[met[line]] for lines in _LINES.values() for line in lines}
    coverage = {}
    for element, items in elements.items():
        counts = dict.fromkeys(("met", "partial", "unmet", "not_applicable", "unanswered"), 0)
        for item in items:
            answer = answers.get(item)
            given = answer is not None and answer.status is not None and (answer.on is None or answer.on <= on)
            counts[answer.status.value if answer is not None and given else "unanswered"] += 1
        coverage[element] = counts
    return reached, possible, criteria, coverage
