"""What an assessment file holds (format `connecteur-assessment/1`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum

from attrs import field, frozen

from connecteur_core.diagnostics import ConnecteurError
from connecteur_core.model.status import Answer
from connecteur_core.reading.toml_file import TomlFile

UNANSWERED = "unanswered"
"""The word for an item without an answer, where answers are written as words."""


class InvalidAssessment(ConnecteurError):
    """An assessment that does not fit its ruleset, or an answer that would not."""


class OrganisationKind(Enum):
    """What sort of body assesses itself."""

    INCUBATOR = "incubator"
    ACCELERATOR = "accelerator"
    COWORKING = "coworking"
    OTHER = "other"


class WidenedGroup(Enum):
    """Groups an incubator may count with immigrant-run businesses (the guideline, company profiles; A17)."""

    REFUGEES = "refugees"
    WOMEN = "women"
    YOUTH_AT_RISK = "youth_at_risk"
    MINORITIES = "minorities"
    OTHER = "other"


@frozen
class Profile:
    """The organisation that assesses itself.

    Attributes:
        place: where it is, in words, such as a city.
        country: code of its country, such as FR; conditions may read it.
        made_up: this organisation does not exist; shown wherever its name is.
        business_types: ids of the ruleset's business types it hosts.
        widened_groups: groups it counts with immigrant-run businesses, a declared choice (A17).
        coworking: whether it has a coworking space; None = not said (A40).
        founding_member: declared founding member of the project, apart from any level (A15).
        founding_member_source: where that can be read.
    """

    name: str
    kind: OrganisationKind = OrganisationKind.INCUBATOR
    place: str | None = None
    country: str | None = None
    made_up: bool = False
    business_types: tuple[str, ...] = ()
    widened_groups: tuple[WidenedGroup, ...] = ()
    coworking: bool | None = None
    founding_member: bool = False
    founding_member_source: str | None = None


@frozen
class ChosenDefinition:
    """The definition of an immigrant that the incubator's figures rest on (action 1.2; A16).

    Attributes:
        id: name of a definition, such as `coe.connector_2017`.
        text: its wording.
        source: where it comes from.
        chosen_on: since when it is used.
        profile: file of the city's profile, beside the assessment, whose settings apply.
    """

    id: str
    text: str | None = None
    source: str | None = None
    chosen_on: date | None = None
    profile: str | None = None


@frozen
class Figures:
    """Head counts of supported businesses; meaningful only beside the chosen definition.

    Attributes:
        businesses: how many businesses it supports.
        immigrant_run: how many of them are run by immigrants, under the chosen definition.
        counted_on: day on which they were counted.
    """

    businesses: int | None = None
    immigrant_run: int | None = None
    counted_on: date | None = None


@frozen
class Commitment:
    """What a partner has promised: one of the ruleset's contributions, by whom, since when.

    Attributes:
        item: id of the contribution.
        partner: name of the partner.
        on: since when it is promised.
        note: a remark.
    """

    item: str
    partner: str
    on: date | None = None
    note: str | None = None


@frozen
class IndicatorFigure:
    """What an indicator came to; a figure means nothing without all of this (A38).

    Attributes:
        item: id of one of the ruleset's indicators; None for one of the incubator's own.
        name: what an indicator of one's own is called.
        numerator: how many, or the amount.
        denominator: of how many; None for a plain amount.
        first, last: the period, both days included.
        definition: what is counted, and what is not.
    """

    numerator: int
    item: str | None = None
    name: str | None = None
    denominator: int | None = None
    first: date | None = None
    last: date | None = None
    definition: str | None = None


@frozen
class Assessment:
    """One self-assessment.

    Attributes:
        ruleset: id, or id and version, of the ruleset answered.
        figures: head counts of the businesses it supports; shown only beside the definition.
        priorities: ids of elements to plan first; they sort plans and never touch the level (A03).
        baseline: where it began: by item, a status or an answer of its scale; what it leaves out was unanswered then.
        target: where it wants to be; where it says nothing, the present answer stands.
        teams: the same by name of a team, where its answers differ.
        parameters: settings by name; see `parameters` of the ruleset.
        indicators: what indicators of the ruleset, or of its own, came to.
    """

    format: str
    ruleset: str
    organisation: Profile
    definition: ChosenDefinition | None = None
    figures: Figures | None = None
    parameters: Mapping[str, int] = field(factory=dict)
    priorities: tuple[str, ...] = ()
    answers: Mapping[str, Answer] = field(factory=dict)
    commitments: tuple[Commitment, ...] = ()
    baseline: Mapping[str, str] = field(factory=dict)
    target: Mapping[str, str] = field(factory=dict)
    teams: Mapping[str, Mapping[str, str]] = field(factory=dict)
    indicators: tuple[IndicatorFigure, ...] = ()
    file: TomlFile | None = field(default=None, repr=False, eq=False)
