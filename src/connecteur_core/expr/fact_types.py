"""The types of expressions over facts: what a definition reads and computes."""

from __future__ import annotations

from fractions import Fraction

from attrs import frozen


@frozen
class TruthType:
    """Yes, no or undetermined."""


@frozen
class QuantityType:
    """An exact number between two bounds, both included.

    Attributes:
        interval: known only as a pair of ends: counts, shares and sums over groups.
        low, high: what the values never leave; None = no bound.
    """

    low: Fraction | None = None
    high: Fraction | None = None
    interval: bool = False


@frozen
class CountryType:
    """A country code; `absent` = may be known not to exist."""

    absent: bool = False


@frozen
class DayType:
    """A date; `absent` = may be known not to exist."""

    absent: bool = False


@frozen
class ChoiceType:
    """One text of a closed list."""

    choices: tuple[str, ...]


@frozen
class CountriesType:
    """A set of country codes; the empty set is a known value."""


@frozen
class RecordsType:
    """A list of records of one kind, such as `parent` or `owner`.

    Attributes:
        size: how many there always are (unknown ones are filled in), or None for any number.
    """

    record: str
    size: int | None = None


FactType = TruthType | QuantityType | CountryType | DayType | ChoiceType | CountriesType | RecordsType

TRUTH = TruthType()
COUNTRY = CountryType()
DAY = DayType()
COUNTRIES = CountriesType()
PERCENT = QuantityType(Fraction(0), Fraction(100), interval=True)
