"""What compiled definitions call while they run: months, memberships and intervals.

A truth is True, False or None (undetermined); a missing fact is None; a known absence is `ABSENT`; an interval is a
pair of exact numbers whose upper end may be infinite. None of these functions raises on typed facts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from math import inf
from typing import Any, Final

from connecteur_core.model.months import completed_months

ABSENT: Final = "-"
Kleene = bool | None
Interval = tuple[Any, Any]  # exact numbers; the upper end may be `inf`

_HUNDRED, _TOLERANCE = 100, Fraction(1, 100)
_MEMBERS = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())  # noqa: SIM905 -- reads as in the treaties
_JOINED = {"BG": date(2007, 1, 1), "RO": date(2007, 1, 1), "HR": date(2013, 7, 1)}
_LAST_DAY_OF_GB = date(2020, 1, 31)


def months_between(start: Any, end: Any) -> Any:
    """Completed months; None when a day is missing, ABSENT when one is known not to exist.

    >>> months_between(date(2024, 2, 29), date(2025, 2, 28))
    12
    """
    if start is None or end is None:
        return None
    if ABSENT in (start, end):
        return ABSENT
    if end < start:
        return -completed_months(end, start)
    return completed_months(start, end)


@lru_cache(maxsize=256)
def eu_members(day: date) -> frozenset[str]:
    """The member states of the European Union on a day; accessions before 2007 are not told apart.

    Source: accession treaties of 2005 and 2012; withdrawal agreement of 2020.
    """
    members = {country for country in _MEMBERS if _JOINED.get(country, day) <= day}
    return frozenset(members | {"GB"} if day <= _LAST_DAY_OF_GB else members)


def eu_membership_changes() -> tuple[frozenset[str], tuple[tuple[date, bool, frozenset[str]], ...]]:
    """Members throughout, and who came or left since: (first day, True, who joined) or (last day, False, who left)."""
    days = sorted(set(_JOINED.values()))
    joined = tuple((day, True, frozenset(name for name, since in _JOINED.items() if since == day)) for day in days)
    return _MEMBERS - _JOINED.keys(), (*joined, (_LAST_DAY_OF_GB, False, frozenset({"GB"})))


def eu_members_on(day: Any) -> frozenset[str] | None:
    """The same for a day that may be missing; a day known not to exist has no members."""
    if day is None:
        return None
    return frozenset() if day == ABSENT else eu_members(day)


def is_less(one: Any, two: Any) -> Kleene:
    """`one < two`; no when either is known not to exist."""
    if one is None or two is None:
        return None
    if ABSENT in (one, two):
        return False
    return bool(one < two)


def is_at_most(one: Any, two: Any) -> Kleene:
    """`one <= two`; no when either is known not to exist."""
    if one is None or two is None:
        return None
    if ABSENT in (one, two):
        return False
    return bool(one <= two)


def exactly(number: Any) -> Interval | None:
    """A plain number as an interval; None when it is missing or known not to exist."""
    return None if number is None or number == ABSENT else (number, number)


def compare_intervals(one: Interval | None, operator: str, two: Interval | None) -> Kleene:
    """A comparison that is settled when the whole intervals agree."""
    if one is None or two is None:
        return None
    if operator in {">", ">="}:
        one, two = two, one
        operator = {">": "<", ">=": "<="}[operator]
    match operator:
        case "<":
            return True if one[1] < two[0] else False if one[0] >= two[1] else None
        case "<=":
            return True if one[1] <= two[0] else False if one[0] > two[1] else None
        case _:
            apart = one[1] < two[0] or two[1] < one[0]
            same = one[0] == one[1] == two[0] == two[1]
            equal = False if apart else True if same else None
            return equal if operator == "==" or equal is None else not equal


def majority(one: Kleene, two: Kleene, three: Kleene) -> Kleene:
    """Yes when two are yes, no when two are no."""
    truths = (one, two, three)
    if sum(truth is True for truth in truths) >= 2:
        return True
    return False if sum(truth is False for truth in truths) >= 2 else None


def arithmetic(one: Any, operator: str, two: Any) -> Any:
    """Exact arithmetic; missing wins over absent, absent over numbers."""
    if one is None or two is None:
        return None
    if ABSENT in (one, two):
        return ABSENT
    match operator:
        case "+":
            return one + two
        case "-":
            return one - two
        case "*":
            return one * two
        case _:
            return one // two


def count_of(truths: Sequence[Kleene] | None) -> Interval:
    """How many members: surely, and at most."""
    if truths is None:
        return 0, inf
    surely = truths.count(True)
    return surely, surely + truths.count(None)


def head_share_of(truths: Sequence[Kleene] | None) -> Interval | None:
    """Percentage of the members by heads; None when nobody is listed."""
    if not truths:
        return None
    surely, perhaps = count_of(truths)
    return Fraction(_HUNDRED * surely, len(truths)), Fraction(_HUNDRED * perhaps, len(truths))


def share_of(
    truths: Sequence[Kleene] | None, members: Sequence[Mapping[str, Any]] | None, complete: Kleene
) -> Interval:
    """Percentage of the capital held by members with the trait.

    What is held by nobody listed, or by members of unknown share, goes to others at the lower end and to members with
    the trait at the upper end, wherever it may.
    """
    if truths is None or members is None:
        return 0, _HUNDRED
    shares = [member.get("share") for member in members]
    known = [(truth, share) for truth, share in zip(truths, shares, strict=True) if share is not None]
    rest = _HUNDRED - sum(share for _, share in known)
    if contradicts_itself(shares, complete):
        return 0, _HUNDRED
    low = sum(share for truth, share in known if truth is True)
    high = low + sum(share for truth, share in known if truth is None)
    if rest <= 0:
        return low, high
    receivers = [truth for truth, share in zip(truths, shares, strict=True) if share is None]
    if complete is not True:
        receivers.append(None)  # somebody not listed, of whom nothing is known
    if receivers and all(truth is True for truth in receivers):
        low += rest
    if any(truth is not False for truth in receivers):
        high += rest
    return low, high


def contradicts_itself(shares: Sequence[Any], complete: Kleene) -> bool:
    """Whether listed shares come to more than the whole, or to less though nobody is left out."""
    rest = _HUNDRED - sum(share for share in shares if share is not None)
    return bool(rest < -_TOLERANCE or (rest > _TOLERANCE and complete is True and None not in shares))


def group_sum(facts: Mapping[str, Any], figure: str, suffix: str) -> Interval:
    """A figure of a group: own, linked ones, the share of partners; open upwards where one is missing."""
    own = facts.get(figure + suffix)
    relations = facts.get("relations")
    low, high = (0, inf) if own is None else (own, own)
    if relations is None:
        return low, inf
    for relation in relations:
        value, weight = relation.get(figure + suffix), _weight(relation)
        if value is None:
            high = inf
            continue
        low += value * weight[0]
        high += value * weight[1]
    return low, high


def _weight(relation: Mapping[str, Any]) -> Interval:
    kind, share = relation.get("kind"), relation.get("share")
    part = (Fraction(0), Fraction(1)) if share is None else (Fraction(share) / _HUNDRED, Fraction(share) / _HUNDRED)
    if kind == "partner":
        return part
    return (Fraction(1), Fraction(1)) if kind == "linked" else (part[0], Fraction(1))
