"""The awarding body and its rules for the label (`connecteur-body/1`); level and jury have no defaults (A14)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

from attrs import field, frozen

from connecteur_core.diagnostics import Diagnostic
from connecteur_core.labels.errors import InvalidLabelFile, NoAward
from connecteur_core.messages import message
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.reading.structuring import structure
from connecteur_core.reading.toml_file import Origin, check_format, load_toml


class Majority(Enum):
    """How many of the jurors that count must find an item met."""

    MORE_THAN_HALF = "more_than_half"
    TWO_THIRDS = "two_thirds"
    ALL = "all"

    def reached(self, votes: int, of: int) -> bool:
        """Whether so many votes out of so many are enough."""
        match self:
            case Majority.MORE_THAN_HALF:
                return 2 * votes > of
            case Majority.TWO_THIRDS:
                return 3 * votes >= 2 * of
            case Majority.ALL:
                return votes == of


@frozen
class Issuer:
    """Who awards.

    Attributes:
        name: its name, as labels show it.
        url: address of its web site.
        key: the `did:key` of its public key; others are told to trust this one.
        status_list: address where the status list is published.
    """

    name: str
    key: str
    status_list: str
    url: str | None = None


@frozen
class LabelRules:
    """What is awarded.

    Attributes:
        name: what the label is called.
        level: id of the level asked for; None = the body has not determined it.
        validity_months: how long a label is valid; None = not determined.
        appeal: how to appeal.
    """

    name: str
    level: str | None = None
    validity_months: int | None = None
    appeal: str | None = None


@frozen
class Member:
    """A member of the jury.

    Attributes:
        id: short name, used in reviews.
        name: full name.
        organisation: where this member comes from.
        conflicts: names of organisations on which this member does not sit.
    """

    id: str
    name: str
    organisation: str | None = None
    conflicts: tuple[str, ...] = ()


@frozen
class Jury:
    """Who finds, and how many it takes.

    Attributes:
        quorum: jurors without conflict of interest that must have found; None = not determined.
        majority: of those, how many must find an item met; None = not determined.
        members: who may sit.
    """

    quorum: int | None = None
    majority: Majority | None = None
    members: tuple[Member, ...] = ()


@frozen
class FoundingMember:
    """An organisation declared a founding member of the project (A15).

    Attributes:
        name: its name, as its assessment has it.
        source: where that can be read; the guideline names none.
    """

    name: str
    source: str


@frozen(eq=False)
class Body:
    """An awarding body, as its file has it.

    Attributes:
        issuer: who awards.
        label: what is awarded, from which level and for how long.
        jury: who finds, and how many it takes.
        founding_members: who is declared a founding member, and may have the label whatever the level.
    """

    format: str
    issuer: Issuer
    label: LabelRules
    jury: Jury = field(factory=Jury)
    founding_members: tuple[FoundingMember, ...] = ()

    def member(self, juror: str) -> Member | None:
        """The member of that id, if any."""
        return next((member for member in self.jury.members if member.id == juror), None)

    def founder(self, name: str) -> FoundingMember | None:
        """The declared founding member of that name, if any."""
        return next((founder for founder in self.founding_members if founder.name == name), None)


def load_body(path: Path | str) -> Body:
    """The awarding body in a file.

    Raises:
        UnreadableFile: not a readable TOML file of format `connecteur-body/1`.
        InvalidLabelFile: keys or values that do not fit.
    """
    file = load_toml(Path(path))
    check_format(file, "body")
    origin = Origin(file, ())
    body = structure(file.data, Body, origin)
    if isinstance(body, list):
        raise InvalidLabelFile(body)
    findings = list(_findings(body, origin))
    if findings:
        raise InvalidLabelFile(findings)
    return body


def check_determined(body: Body) -> None:
    """Make sure that the body has determined what an award needs.

    Raises:
        NoAward: it has not; nothing is assumed in its place (A14).
    """
    missing = [
        name
        for name, value in (
            ("label.level", body.label.level),
            ("label.validity_months", body.label.validity_months),
            ("jury.quorum", body.jury.quorum),
            ("jury.majority", body.jury.majority),
            ("jury.members", body.jury.members or None),
        )
        if value is None
    ]
    if missing:
        what = message("not determined by the awarding body: {names}", names=", ".join(missing))
        raise NoAward(Diagnostic("CX363", what, help=message("the guideline leaves these open; set them in its file")))


def required_rank(body: Body, ruleset: Ruleset) -> int:
    """The rank of the level that the body asks for.

    Raises:
        UnknownName: the ruleset has no such level.
    """
    assert body.label.level is not None, "check_determined comes first"
    return ruleset.rank_of(body.label.level)


def _findings(body: Body, origin: Origin) -> Iterator[Diagnostic]:
    twice = [name for name, count in Counter(member.id for member in body.jury.members).items() if count > 1]
    for name in twice:
        yield origin.diagnostic("CX364", message("the juror `{id}` is there twice", id=name), "jury", "members")
    quorum, months = body.jury.quorum, body.label.validity_months
    if quorum is not None and not 1 <= quorum <= len(body.jury.members):
        what = message("a quorum of {quorum} among {count} members", quorum=quorum, count=len(body.jury.members))
        yield origin.diagnostic("CX364", what, "jury", "quorum")
    if months is not None and not 1 <= months <= 120:
        yield origin.diagnostic("CX364", message("valid for 1 to 120 months"), "label", "validity_months")
    if not body.issuer.key.startswith("did:key:z6Mk"):
        what = message("this must be the `did:key:z6Mk…` that `connecteur label keygen` prints")
        yield origin.diagnostic("CX364", what, "issuer", "key")
    for key in ("status_list", "url"):
        address = getattr(body.issuer, key)
        if address is not None and not address.startswith("https://"):
            yield origin.diagnostic(
                "CX364", message("this must be an address that begins with https://"), "issuer", key
            )
