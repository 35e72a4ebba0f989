"""The statuses of an item, and what an answer says."""

from __future__ import annotations

from datetime import date
from enum import Enum

from attrs import frozen

from connecteur_core.model.taken import Taken


class Status(Enum):
    """What an incubator says of an item. An unanswered item has no status (None): unknown, never “no”."""

    MET = "met"
    PARTIAL = "partial"
    UNMET = "unmet"
    NOT_APPLICABLE = "not_applicable"

    __hash__ = object.__hash__  # members are singletons; Enum's own hashes their names, in Python


@frozen
class Evidence:
    """What supports an answer.

    Attributes:
        ref: address, file name or description of the piece.
        on: day of the piece; used to tell whether it has gone stale.
        issuer: who issued it, when that is somebody other than the incubator (A45 asks for this).
        note: a remark.
    """

    ref: str
    on: date | None = None
    issuer: str | None = None
    note: str | None = None


@frozen
class Answer:
    """One answer of an assessment.

    Attributes:
        status: None when only the other fields were filled in; the item then counts as unanswered.
        value: the answer, by its id, to an item with a scale of its own; `status` then follows from it.
        note: a remark, or the reason for `not_applicable`.
        by: who answered.
        on: day of the answer.
        evidence: what supports it.
        needed: services only: the incubator itself found this service needed.
        planned: services only: it is in the work programme.
        delivered: services only: it is given.
        taken_from: where it comes from, when it was taken over from another assessment.
    """

    status: Status | None = None
    value: str | None = None
    note: str | None = None
    by: str | None = None
    on: date | None = None
    evidence: tuple[Evidence, ...] = ()
    needed: bool | None = None
    planned: bool | None = None
    delivered: bool | None = None
    taken_from: tuple[Taken, ...] = ()
