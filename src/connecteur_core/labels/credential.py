"""The credential of a label: an Open Badge 3.0, which is a Verifiable Credential 2.0, made of a few facts.

Reading is the same in reverse: the facts are taken out and the credential is made again of them. Only when the two
are equal is every property accounted for; so nothing can be added that no signature covers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID, uuid5

from attrs import frozen

from connecteur_core.labels.canonical_json import canonical_json
from connecteur_core.labels.contexts import CREDENTIALS, OPEN_BADGES
from connecteur_core.messages import Message, message

# The namespace of all ids made here; it was drawn once and never changes.
_NAMESPACE = UUID("5b0c8f5e-0a57-4b43-9c0e-6d1b1f2f7a10")
_MIDNIGHT = "T00:00:00Z"


@frozen
class LabelFacts:
    """What a credential says.

    Attributes:
        id: of the credential.
        issuer: `did:key` of the awarding body.
        awarded_on: first day of validity.
        valid_until: the day on which it ends; it is no longer valid on that day.
        subject: id of the incubator.
        achievement: id of what is awarded: one for each body, ruleset and level asked for.
        description: what is awarded, in a sentence.
        narrative: how it is awarded, and how to appeal.
        ruleset: id and version.
        level: the level that the jury's findings reach; None for a founding member (A15).
        levels: ids of all levels of the ruleset.
        application, assessment, ruleset_digest: digests of what it rests on.
        status_list: address of the list that tells of its revocation.
        status_index: its place in that list.
    """

    id: str
    issuer: str
    issuer_name: str
    issuer_url: str | None
    awarded_on: date
    valid_until: date
    subject: str
    subject_name: str
    achievement: str
    name: str
    description: str
    narrative: str
    ruleset: str
    level: str | None
    levels: tuple[str, ...]
    application: str
    assessment: str
    ruleset_digest: str
    status_list: str
    status_index: int


class NotALabel(ValueError):
    """A document that is no credential of a label; carries the reason."""

    def __init__(self, reason: Message) -> None:
        self.reason = reason
        super().__init__(reason.text())


def stable_id(*parts: str | None) -> str:
    """The id of whatever these parts name; the same parts give the same id."""
    return uuid5(_NAMESPACE, canonical_json(list(parts))).urn


def credential_document(facts: LabelFacts) -> dict[str, object]:
    """The credential, not yet signed."""
    issuer = {"id": facts.issuer, "type": ["Profile"], "name": facts.issuer_name}
    if facts.issuer_url is not None:
        issuer["url"] = facts.issuer_url
    return {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": facts.id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": facts.name,
        "issuer": issuer,
        "validFrom": facts.awarded_on.isoformat() + _MIDNIGHT,
        "validUntil": facts.valid_until.isoformat() + _MIDNIGHT,
        "credentialSubject": _subject(facts),
        "relatedResource": [
            {"id": f"{facts.id}#application", "digestSRI": facts.application},
            {"id": f"{facts.id}#assessment", "digestSRI": facts.assessment},
            {"id": f"{facts.id}#ruleset", "digestSRI": facts.ruleset_digest},
        ],
        "credentialStatus": {
            "id": f"{facts.status_list}#{facts.status_index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(facts.status_index),
            "statusListCredential": facts.status_list,
        },
    }


def _subject(facts: LabelFacts) -> dict[str, object]:
    achievement: dict[str, object] = {
        "id": facts.achievement,
        "type": ["Achievement"],
        "achievementType": "Membership" if facts.level is None else "Award",
        "name": facts.name,
        "description": facts.description,
        "criteria": {"narrative": facts.narrative},
        "version": facts.ruleset,
    }
    subject: dict[str, object] = {
        "id": facts.subject,
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": facts.subject_name,
                "identityType": "name",
            }
        ],
        "achievement": achievement,
    }
    if facts.level is not None:
        result = f"{facts.achievement}#level"
        achievement["resultDescription"] = [
            {
                "id": result,
                "type": ["ResultDescription"],
                "name": "Level",
                "resultType": "PerformanceLevel",
                "allowedValue": list(facts.levels),
            }
        ]
        subject["result"] = [{"type": ["Result"], "resultDescription": result, "value": facts.level}]
    return subject


def read_credential(document: Mapping[str, object]) -> LabelFacts:
    """The facts of a credential that says these facts and nothing else.

    Raises:
        NotALabel: an unknown context, or a property more, less or other than a label has.
    """
    check_contexts(document, [CREDENTIALS, OPEN_BADGES])
    try:
        facts = _facts(document)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise NotALabel(message("it does not have the properties of a label")) from error
    check_equal(document, credential_document(facts))
    return facts


def check_equal(found: object, made: object) -> None:
    """Make sure that a document is exactly the one that its facts make.

    Raises:
        NotALabel: with the first place where they differ.
    """
    if canonical_json(found) != canonical_json(made):
        place = _difference(found, made, "") or "?"
        raise NotALabel(message("`{property}` is not as in a label", property=place))


def check_contexts(document: Mapping[str, object], known: list[str]) -> None:
    """Make sure that a document uses the contexts of its kind, in their order.

    Raises:
        NotALabel: it uses others.
    """
    found = document.get("@context")
    if found != known:
        names = found if isinstance(found, list) else [found]
        odd = [name for name in names if name not in known]
        raise NotALabel(message("unknown or wrong contexts: {names}", names=", ".join(map(str, odd or names))))


def _facts(document: Mapping[str, object]) -> LabelFacts:
    whole = _Reader(document)
    subject, issuer, status = whole.table("credentialSubject"), whole.table("issuer"), whole.table("credentialStatus")
    achievement = subject.table("achievement")
    digests = [entry.text("digestSRI") for entry in whole.tables("relatedResource")]
    results = subject.tables("result") if "result" in subject.data else []
    described = achievement.tables("resultDescription") if results else []
    index = status.text("statusListIndex")
    return LabelFacts(
        id=whole.text("id"),
        issuer=issuer.text("id"),
        issuer_name=issuer.text("name"),
        issuer_url=issuer.text("url") if "url" in issuer.data else None,
        awarded_on=whole.day("validFrom"),
        valid_until=whole.day("validUntil"),
        subject=subject.text("id"),
        subject_name=subject.tables("identifier")[0].text("identityHash"),
        achievement=achievement.text("id"),
        name=whole.text("name"),
        description=achievement.text("description"),
        narrative=achievement.table("criteria").text("narrative"),
        ruleset=achievement.text("version"),
        level=results[0].text("value") if results else None,
        levels=tuple(described[0].texts("allowedValue")) if results else (),
        application=digests[0],
        assessment=digests[1],
        ruleset_digest=digests[2],
        status_list=status.text("statusListCredential"),
        status_index=int(index) if index.isascii() and index.isdigit() else -1,
    )


class _Reader:
    """A JSON object whose values are asked for by kind; anything else is a `TypeError` or `KeyError`."""

    def __init__(self, data: object) -> None:
        if not isinstance(data, Mapping):
            raise TypeError
        self.data = data

    def text(self, key: str) -> str:
        value = self.data[key]
        if not isinstance(value, str):
            raise TypeError
        return value

    def texts(self, key: str) -> list[str]:
        value = self.data[key]
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            raise TypeError
        return value

    def day(self, key: str) -> date:
        return date.fromisoformat(self.text(key).removesuffix(_MIDNIGHT))

    def table(self, key: str) -> _Reader:
        return _Reader(self.data[key])

    def tables(self, key: str) -> list[_Reader]:
        value = self.data[key]
        if not isinstance(value, list):
            raise TypeError
        return [_Reader(entry) for entry in value]


def _difference(found: object, made: object, place: str) -> str | None:
    """Where two JSON values first differ."""
    if isinstance(found, Mapping) and isinstance(made, Mapping):
        for key in [*made, *(key for key in found if key not in made)]:
            below = f"{place}.{key}" if place else str(key)
            if key not in found or key not in made:
                return below
            deeper = _difference(found[key], made[key], below)
            if deeper is not None:
                return deeper
        return None
    if isinstance(found, list) and isinstance(made, list) and len(found) == len(made):
        pairs = enumerate(zip(found, made, strict=True))
        return next(filter(None, (_difference(one, two, f"{place}[{index}]") for index, (one, two) in pairs)), None)
    return None if found == made and type(found) is type(made) else place
