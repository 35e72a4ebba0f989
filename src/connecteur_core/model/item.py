"""Items of a ruleset, and their kinds: what is answered, what decides a level, what informs."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from fractions import Fraction

from attrs import field, frozen

from connecteur_core.model.obligation import Obligation


class NotApplicable(Enum):
    """Whether an item may be answered `not_applicable`."""

    NO = "no"
    YES = "yes"
    WITH_REASON = "with_reason"


class Performer(Enum):
    """Who carries an item out."""

    INCUBATOR = "incubator"
    COMPANY = "company"
    CITY = "city"
    FUNDER = "funder"


class WhenSkipped(Enum):
    """What `not_applicable` does: the item leaves all that it is joined in, or counts as met."""

    LEAVES = "leaves"
    MET = "met"


class State(Enum):
    """Whether an item counts: those of the future and of the past are shown and may be answered, and count nowhere."""

    CURRENT = "current"
    FUTURE = "future"
    OBSOLETE = "obsolete"


class Demand(Enum):
    """What must be seen before an answer counts: any piece, one with a web address, or one from others."""

    NONE = "none"
    ANY = "any"
    URL = "url"
    FROM_OTHERS = "from_others"


@frozen
class Kind:
    """What sort of thing an item is, and how it is treated.

    Attributes:
        answered: an incubator answers items of this kind; otherwise they inform.
        counts: answers count in the coverage of the item's element.
        decides: a checklist line of its level, or part of one: answers decide about levels.
        service: answers also say needed, planned and delivered.
        not_applicable: whether that status may be given; `with_reason` wants a note with it.
        evidence: what the policy `evidenced` asks for: any piece, one with a web address (`url`), or one from others,
            that is with an `issuer`; a note is no evidence.
        scale: name of the scale its items are answered on; none = met, partial, unmet.
        when_not_applicable: whether such an item leaves all that it is joined in, or counts as met.
        reason_length: least number of characters of a reason for `not_applicable`, and of a justification.
        evidence_required: a claim counts under no policy without the evidence, not only under `evidenced`.
        selects: answers are neither better nor worse than each other; conditions read them, and nothing else does.
    """

    answered: bool = False
    counts: bool = False
    decides: bool = False
    service: bool = False
    not_applicable: NotApplicable = NotApplicable.NO
    evidence: Demand = Demand.NONE
    scale: str | None = None
    when_not_applicable: WhenSkipped = WhenSkipped.LEAVES
    reason_length: int = 1
    evidence_required: bool = False
    selects: bool = False


@frozen
class Link:
    """A web address as the source cites it; it is shown, never fetched.

    Attributes:
        url: the address.
        state: "unchecked", or "malformed" when the source prints it garbled.
        printed: the text of the link where that is another, garbled address.
    """

    url: str
    state: str = "unchecked"
    printed: str | None = None


@frozen
class Item:
    """One item of a ruleset, by its id.

    Attributes:
        kind: name of its kind, which says how it is treated.
        level: id of the level it belongs to, if any; an item whose kind decides is a checklist line of it.
        element: id of the element it belongs to, if any.
        part_of: id of the item it is a part of, if any; a part is no line of its own.
        rule: the expression that decides it; it is then computed and no longer answered.
        rests_on: ids of the elements (or items) that bring it about; used to explain and to plan, never to decide.
        mode: how strongly the source asks for it; a key of the locale's `modes`.
        by: who carries it out.
        role: actors only: a key of the locale's `roles`.
        line: line of the source text.
        links: addresses as cited.
        organisations: ids of the organisations a practice names.
        same_as: ids of items that the source states again; one fact never counts for both.
        evidence: overrides the kind's demand.
        always_needed: services only: counts as needed whether or not the incubator said so.
        scale: overrides the kind's scale.
        weight: what it weighs in measures; above 0.
        obligation: how strongly its level asks for it.
        obligations: by id of a level, of any series: how strongly that level asks for it; levels named here ask for
            the item whether or not it belongs to them.
        applies: the condition under which it applies at all; none = always.
        needs: ids of items that come first; a claim before they are met is flagged.
        state: whether it counts; items of the future and obsolete ones are shown, may be answered, and count nowhere.
    """

    id: str
    kind: str
    level: str | None = None
    element: str | None = None
    part_of: str | None = None
    rule: str | None = None
    rests_on: tuple[str, ...] = ()
    mode: str | None = None
    by: Performer = Performer.INCUBATOR
    role: str | None = None
    line: int | None = None
    links: tuple[Link, ...] = ()
    organisations: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()
    evidence: Demand | None = None
    always_needed: bool = False
    scale: str | None = None
    weight: Fraction = Fraction(1)
    obligation: Obligation = Obligation.MUST
    obligations: Mapping[str, Obligation] = field(factory=dict)
    applies: str | None = None
    needs: tuple[str, ...] = ()
    state: State = State.CURRENT
