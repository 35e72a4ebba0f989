"""Facts as people and programs write them → typed facts, strictly; findings never show a value (DESIGN §1.5).

A missing fact is left out or null; “-” is a known absence where the declaration allows one; `[]` is the empty set.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from connecteur_core.backends.fact_runtime import ABSENT
from connecteur_core.decisions.errors import InvalidFacts
from connecteur_core.definitions.fact_names import find_member_fact
from connecteur_core.definitions.vocabulary import FactDeclaration, FactKind, Vocabulary
from connecteur_core.diagnostics import Diagnostic
from connecteur_core.did_you_mean import find_similar
from connecteur_core.messages import Message, message
from connecteur_core.model.countries import COUNTRY_CODES
from connecteur_core.positions.span import Span
from connecteur_core.reading.limits import MAX_FINDINGS

Facts = dict[str, Any]
_YES_NO = {"yes": True, "no": False}
_DIGITS = 18
_NUMBER = re.compile(rf"-?\d{{1,{_DIGITS}}}(\.\d{{1,6}})?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_facts_of(
    subject: str,
    given: Mapping[str, Any],
    vocabulary: Vocabulary,
    *,
    as_of: date | None = None,
    places: Mapping[str, Span] | None = None,
) -> Facts:
    """The typed facts of a person or an enterprise.

    Args:
        subject: "person" or "enterprise".
        given: facts by name; parents and other lists as lists of such objects, or flat as `p1_birth_country`.
        vocabulary: the declared facts.
        as_of: the day of the question; a birth after it is refused.
        places: where each fact stands in a file, by name, to be told in findings.

    Raises:
        InvalidFacts: unknown names (with a suggestion), wrong types, impossible values; all at once.
    """
    reader = _Reader(vocabulary, as_of, places or {})
    facts = reader.record(subject, _unfolded(given), "")
    if reader.findings:
        raise InvalidFacts(reader.findings)
    return facts


def _unfolded(given: Mapping[str, Any]) -> dict[str, Any]:
    """`p1_birth_country` and the like moved into the lists they belong to."""
    nested: dict[str, Any] = {}
    flat: dict[str, dict[int, dict[str, Any]]] = {}
    for name, value in given.items():
        place = find_member_fact(name) if isinstance(name, str) and "[" not in name else None
        if place is None:
            nested[name] = value
        else:
            flat.setdefault(place.members, {}).setdefault(place.number, {})[place.fact] = value
    for name, members in flat.items():
        if nested.get(name) is None:
            nested[name] = [members.get(number, {}) for number in range(1, max(members) + 1)]
    return nested


class _Misfit(Exception):
    """A value that does not fit; carries the sentence that says what would."""

    def __init__(self, what: Message) -> None:
        self.what = what
        super().__init__(what.template)


class _Reader:
    def __init__(self, vocabulary: Vocabulary, as_of: date | None, places: Mapping[str, Span]) -> None:
        self._vocabulary = vocabulary
        self._as_of = as_of
        self._places = places
        self.findings: list[Diagnostic] = []

    def record(self, of: str, given: Mapping[str, Any], place: str) -> Facts:
        declared = self._vocabulary.facts.get(of, {})
        facts: Facts = {}
        for name, value in given.items():
            if len(self.findings) >= MAX_FINDINGS:
                break
            if name not in declared:
                self._unknown(str(name), place, declared)
            elif value is not None and value != "":
                try:
                    facts[name] = self._value(declared[name], value, f"{place}{name}")
                except _Misfit as misfit:
                    what = message("`{fact}`: {what}", fact=f"{place}{name}", what=misfit.what)
                    self.findings.append(Diagnostic("CX606", what, self._places.get(f"{place}{name}")))
        for name, declaration in declared.items():
            if declaration.size is not None:
                members = facts.get(name) or []
                facts[name] = [*members, *({} for _ in range(declaration.size - len(members)))]
        return facts

    def _unknown(self, name: str, place: str, declared: Mapping[str, object]) -> None:
        near = find_similar(name, declared)
        advice = message("did you mean `{near}`?", near=f"{place}{near}") if near else None
        what = message("unknown fact `{name}`", name=f"{place}{name}")
        self.findings.append(Diagnostic("CX601", what, self._places.get(f"{place}{name}"), help=advice))

    def _value(self, declaration: FactDeclaration, value: Any, place: str) -> Any:
        if declaration.may_be_absent and value == ABSENT:
            return ABSENT
        match declaration.type:
            case FactKind.TRUTH:
                return _truth(value)
            case FactKind.COUNTRY:
                return _country(value)
            case FactKind.DAY:
                return self._day(value, declaration.id)
            case FactKind.COUNTRIES:
                return _countries(value)
            case FactKind.CHOICE:
                return _choice(value, declaration.choices)
            case FactKind.INTEGER | FactKind.NUMBER:
                return _number(value, declaration)
            case FactKind.RECORDS:
                return list(self._members(declaration, value, place))

    def _day(self, value: Any, name: str) -> date:
        day = _parsed_day(value)
        if self._as_of is not None and name == "birth_date" and day > self._as_of:
            raise _Misfit(message("this day comes after the day of the question"))
        return day

    def _members(self, declaration: FactDeclaration, value: Any, place: str) -> Iterator[Facts]:
        if value == ABSENT:
            value = []
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise _Misfit(message("this must be a list of objects"))
        if declaration.size is not None and len(value) > declaration.size:
            raise _Misfit(message("at most {count} are expected", count=declaration.size))
        for number, member in enumerate(value, start=1):
            if not isinstance(member, Mapping):
                raise _Misfit(message("this must be a list of objects"))
            assert declaration.record is not None, "lists declare the kind of their members"
            yield self.record(declaration.record, member, f"{place}[{number}].")


def _truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in _YES_NO:
        return _YES_NO[value]
    raise _Misfit(message("this must be true or false"))


def _country(value: Any) -> str:
    if isinstance(value, str) and value in COUNTRY_CODES:
        return value
    raise _Misfit(message("this must be the code of a country: two capital letters of ISO 3166-1, such as FR"))


def _countries(value: Any) -> frozenset[str]:
    if value == ABSENT:
        return frozenset()
    members = value.split() or [value] if isinstance(value, str) else value
    if not isinstance(members, list | tuple | set | frozenset) or not all(
        isinstance(member, str) and member in COUNTRY_CODES for member in members
    ):
        raise _Misfit(message('this must be a list of codes of countries, such as ["FR", "MA"]'))
    return frozenset(members)


def _choice(value: Any, choices: tuple[str, ...]) -> str:
    if isinstance(value, str) and value in choices:
        return value
    raise _Misfit(message("this must be one of {choices}", choices=", ".join(choices)))


def _parsed_day(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise _Misfit(message("there is no such day")) from None
    raise _Misfit(message("this must be a date such as 2026-03-31"))


def _number(value: Any, declaration: FactDeclaration) -> int | Fraction:
    number = _parsed_number(value)
    whole = declaration.type is FactKind.INTEGER
    if number is None or (whole and number.denominator != 1):
        raise _Misfit(message("this must be a whole number") if whole else message("this must be a number"))
    low, high = declaration.low, declaration.high
    if (low is not None and number < low) or (high is not None and number > high):
        raise _Misfit(message("this must lie between {low} and {high}", low=low, high=high))
    return int(number) if number.denominator == 1 else number


def _parsed_number(value: Any) -> int | Fraction | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | Fraction | str):
        return None
    if isinstance(value, Fraction):
        return value
    if isinstance(value, int):
        return value if abs(value) < 10**_DIGITS else None
    text = str(value)
    return Fraction(text) if _NUMBER.fullmatch(text) else None
