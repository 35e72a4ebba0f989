"""Facts as the solver z3 sees them: given or missing, absent or there, with a value that is settled or free.

Free facts have bounds, so that proofs end: days from 1900 to 2100, numbers in hundredths, lists of at most
`MOST_MEMBERS`, shares of partner enterprises in steps of five, and the countries of a `World`.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Protocol

import z3
from attrs import field, frozen

from connecteur_core.backends.fact_runtime import ABSENT
from connecteur_core.backends.kleene_formulas import Formula
from connecteur_core.definitions.vocabulary import FactDeclaration, FactKind, Vocabulary

MOST_MEMBERS = 3
FIRST_YEAR, LAST_YEAR = 1900, 2100
PARTNER_STEP = 5
_PLACES = 100

YES, NO = z3.BoolVal(True), z3.BoolVal(False)


@frozen(eq=False)
class Day:
    """A day of the calendar."""

    year: Formula
    month: Formula
    day: Formula

    @property
    def order(self) -> Formula:
        """A number that grows with the day."""
        return self.year * 372 + self.month * 31 + self.day

    @property
    def months(self) -> Formula:
        """Months since the year 0."""
        return self.year * 12 + self.month

    @property
    def last_of_month(self) -> Formula:
        """The number of the last day of its month."""
        if isinstance(self.year, int) and isinstance(self.month, int):
            return monthrange(self.year, self.month)[1]
        leap = z3.And(self.year % 4 == 0, z3.Or(self.year % 100 != 0, self.year % 400 == 0))
        short = z3.Or([self.month == number for number in (4, 6, 9, 11)])
        return z3.If(self.month == 2, z3.If(leap, 29, 28), z3.If(short, 30, 31))


@frozen(eq=False)
class Listed:
    """The members of a list: the first `size` of them."""

    size: Formula
    members: tuple[FactCells, ...]

    def holds(self, place: int) -> Formula:
        """Whether there is a member at a place, from 0."""
        return self.size > place


@frozen(eq=False)
class Cell:
    """A fact.

    Attributes:
        known: it is given, if only as a known absence.
        absent: it is known not to exist.
        value: a term; a `Day`; truths by country for a set; `Listed` for a list.
    """

    known: Formula
    absent: Formula
    value: Any


MISSING = Cell(NO, NO, None)


class FactCells(Protocol):
    """The facts of a subject or a record."""

    def cell(self, name: str) -> Cell:
        """The fact of that name."""


@frozen(eq=False)
class World:
    """What free facts range over.

    Attributes:
        countries: their codes; a country is its place among them.
    """

    vocabulary: Vocabulary
    countries: Sequence[str]

    def place(self, country: str) -> Formula:
        """A country as a term."""
        return z3.BitVecVal(self.countries.index(country), 9)


@frozen(eq=False)
class GivenFacts:
    """Facts with settled values, as rules read them."""

    world: World
    of: str
    facts: Mapping[str, Any]

    def cell(self, name: str) -> Cell:
        """The fact of that name."""
        declaration, value = self.world.vocabulary.facts[self.of][name], self.facts.get(name)
        if value is None:
            return MISSING
        if isinstance(value, str) and value == ABSENT:
            return Cell(YES, YES, None)
        return Cell(YES, NO, self._term(declaration, value))

    def _term(self, declaration: FactDeclaration, value: Any) -> Any:
        match declaration.type:
            case FactKind.TRUTH:
                return z3.BoolVal(value)
            case FactKind.COUNTRY:
                return self.world.place(value)
            case FactKind.CHOICE:
                return z3.IntVal(declaration.choices.index(value))
            case FactKind.DAY:
                return settled_day(value)
            case FactKind.COUNTRIES:
                return {country: z3.BoolVal(country in value) for country in self.world.countries}
            case FactKind.INTEGER | FactKind.NUMBER:
                return number(Fraction(value))
            case FactKind.RECORDS:
                members = tuple(GivenFacts(self.world, declaration.record or "", member) for member in value)
                return Listed(z3.IntVal(len(members)), members)


@frozen(eq=False)
class FreeFacts:
    """Facts of any value; each is made when it is first read.

    Attributes:
        name: what its terms begin with; facts of the same name are the same.
        limits: the bounds of all facts made so far, to be given to the solver.
        partial: any fact may be missing.
    """

    world: World
    of: str
    name: str
    limits: list[Formula]
    partial: bool = False
    made: dict[str, Cell] = field(factory=dict)

    def cell(self, name: str) -> Cell:
        """The fact of that name."""
        if name not in self.made:
            self.made[name] = self._free(self.world.vocabulary.facts[self.of][name])
        return self.made[name]

    def _free(self, declaration: FactDeclaration) -> Cell:
        name = f"{self.name}{declaration.id}"
        known = z3.Bool(f"{name}?") if self.partial and not declaration.size else YES
        absent = z3.Bool(f"{name}-") if declaration.may_be_absent else NO
        match declaration.type:
            case FactKind.TRUTH:
                value: Any = z3.Bool(name)
            case FactKind.COUNTRY:
                value = z3.BitVec(name, 9)
                self.limits.append(z3.ULT(value, len(self.world.countries)))
            case FactKind.CHOICE:
                value = self._between(z3.Int(name), 0, len(declaration.choices) - 1)
            case FactKind.DAY:
                value = self._day(name)
            case FactKind.COUNTRIES:
                value = {country: z3.Bool(f"{name} {country}") for country in self.world.countries}
            case FactKind.INTEGER:
                value = z3.ToReal(self._between(z3.Int(name), declaration.low, declaration.high))
            case FactKind.NUMBER if self.of == "relation" and declaration.id == "share":
                value = z3.ToReal(self._between(z3.Int(name), 0, 100 // PARTNER_STEP)) * PARTNER_STEP
            case FactKind.NUMBER:
                low, high = (None if end is None else end * _PLACES for end in (declaration.low, declaration.high))
                value = z3.ToReal(self._between(z3.Int(name), low, high)) / _PLACES
            case FactKind.RECORDS:
                value = self._list(name, declaration)
        return Cell(known, absent, value)

    def _between(self, term: Formula, low: int | None, high: int | None) -> Formula:
        self.limits.extend([term >= low] if low is not None else [])
        self.limits.extend([term <= high] if high is not None else [])
        return term

    def _day(self, name: str) -> Day:
        year = self._between(z3.Int(f"{name}.year"), FIRST_YEAR, LAST_YEAR)
        month = self._between(z3.Int(f"{name}.month"), 1, 12)
        made = Day(year, month, z3.Int(f"{name}.day"))
        self.limits.extend([made.day >= 1, made.day <= made.last_of_month])
        return made

    def _list(self, name: str, declaration: FactDeclaration) -> Listed:
        count = declaration.size or MOST_MEMBERS
        members = tuple(
            FreeFacts(self.world, declaration.record or "", f"{name}[{place}].", self.limits, self.partial)
            for place in range(count)
        )
        size = z3.IntVal(count) if declaration.size else self._between(z3.Int(f"{name}.size"), 0, count)
        return Listed(size, members)

    def facts_in(self, model: Formula) -> dict[str, Any]:
        """The facts that a model of the solver gives, as JSON has them; missing ones are left out."""
        found = {}
        for name, cell in self.made.items():
            if not z3.is_true(model.eval(cell.known, model_completion=True)):
                continue
            declaration = self.world.vocabulary.facts[self.of][name]
            if z3.is_true(model.eval(cell.absent, model_completion=True)):
                found[name] = ABSENT
            else:
                found[name] = self._read(declaration, cell.value, model)
        return found

    def _read(self, declaration: FactDeclaration, value: Any, model: Formula) -> Any:
        def of(term: Formula) -> Any:
            return model.eval(term, model_completion=True)

        match declaration.type:
            case FactKind.TRUTH:
                return z3.is_true(of(value))
            case FactKind.COUNTRY:
                return self.world.countries[of(value).as_long()]
            case FactKind.CHOICE:
                return declaration.choices[of(value).as_long()]
            case FactKind.DAY:
                year, month, day = (of(part).as_long() for part in (value.year, value.month, value.day))
                return date(year, month, day).isoformat()
            case FactKind.COUNTRIES:
                return [country for country, there in value.items() if z3.is_true(of(there))]
            case FactKind.INTEGER | FactKind.NUMBER:
                exact = of(value).as_fraction()
                return int(exact) if exact.denominator == 1 else float(exact)
            case FactKind.RECORDS:
                size = of(value.size).as_long()
                return [member.facts_in(model) for member in value.members[:size]]


def settled_day(day: date) -> Day:
    """A day of the calendar, settled."""
    return Day(day.year, day.month, day.day)


def number(value: Fraction) -> Formula:
    """An exact number."""
    return z3.RealVal(f"{value.numerator}/{value.denominator}")
