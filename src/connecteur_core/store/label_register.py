"""What an awarding body keeps of its labels: a folder with the register, the credentials and the status list.

`register.json` (`connecteur-register/1`) is written last, so that a label is either there with its files or not there;
a run that was stopped in between is made up for by the next, which makes the same files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import asdict, evolve, frozen

from connecteur_core.diagnostics import Diagnostic, UnknownName
from connecteur_core.labels.award import facts_of_award
from connecteur_core.labels.body import Body
from connecteur_core.labels.canonical_json import canonical_json
from connecteur_core.labels.credential import LabelFacts, credential_document
from connecteur_core.labels.data_integrity import add_proof
from connecteur_core.labels.decide_award import AwardDecision
from connecteur_core.labels.errors import InvalidLabelFile, UnusableKey
from connecteur_core.labels.jwt_form import to_jwt
from connecteur_core.labels.keys import did_of
from connecteur_core.labels.status_list import BITS, StatusList, status_list_document
from connecteur_core.messages import message
from connecteur_core.positions.span import Span
from connecteur_core.reading.guard import read_guarded_text
from connecteur_core.reading.json_file import parse_json_object
from connecteur_core.reading.limits import MAX_FILE_BYTES
from connecteur_core.reading.quick_structuring import Misfit, builder_of
from connecteur_core.store.save import locked, replace_text

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_FORMAT = "connecteur-register/1"


@frozen
class Entry:
    """One label in the register.

    Attributes:
        credential: id of the credential.
        application: digest of the application.
        subject: id of the incubator.
        name: its name.
        level: id of the level reached; None for a founding member.
        index: place in the status list.
        on: first day of validity.
        until: day it ends.
        renews: id of the credential of the same incubator before it.
        revoked_on: day of the revocation.
        reason: of the revocation.
    """

    credential: str
    application: str
    subject: str
    name: str
    level: str | None
    index: int
    on: str
    until: str
    renews: str | None = None
    revoked_on: str | None = None
    reason: str | None = None


@frozen
class Register:
    """All labels of an awarding body, oldest first."""

    format: str
    issuer: str
    status_list: str
    labels: tuple[Entry, ...] = ()

    def find(self, credential: str) -> Entry | None:
        """The label of that id, if any."""
        return next((entry for entry in self.labels if entry.credential == credential), None)


@frozen
class Award:
    """What came of an award.

    Attributes:
        entry: in the register.
        files: the credential as JSON and as JWT, and the status list.
        is_new: False when the same application had its label already; then nothing was changed.
    """

    entry: Entry
    files: tuple[Path, Path, Path]
    is_new: bool


def load_register(folder: Path | str, body: Body) -> Register:
    """The register in a folder; an empty one where there is none.

    Raises:
        InvalidLabelFile: it is broken, or of another body.
    """
    path = Path(folder) / "register.json"
    if not path.exists():
        return Register(_FORMAT, body.issuer.key, body.issuer.status_list)
    data = parse_json_object(read_guarded_text(path, max_bytes=16 * MAX_FILE_BYTES), str(path)).data
    try:
        register: Register = builder_of(Register)(data)
        days = [day for entry in register.labels for day in (entry.on, entry.until, entry.revoked_on or entry.on)]
        fits = data["format"] == _FORMAT and all(map(date.fromisoformat, days))
    except (Misfit, ValueError, KeyError):
        fits = False
    if not fits or [entry.index for entry in register.labels] != list(range(len(register.labels))):
        raise InvalidLabelFile(
            Diagnostic("CX376", message("this is no register of labels, or it is broken"), Span(str(path)))
        )
    if (register.issuer, register.status_list) != (body.issuer.key, body.issuer.status_list):
        what = message("this is the register of another issuer, or of another status list")
        advice = message("a new key or address begins a new register, in a folder of its own")
        raise InvalidLabelFile(Diagnostic("CX376", what, Span(str(path)), advice))
    return register


def award_label(folder: Path | str, decision: AwardDecision, key: Ed25519PrivateKey, *, on: date, lang: str) -> Award:
    """Award: make the credential, enter it, and publish the status list. Doing it again changes nothing.

    Args:
        folder: of the register; it is made when it is not there.
        decision: that the label is awarded.
        key: of the awarding body.
        on: first day of validity.
        lang: language of the sentences in the credential.

    Raises:
        UnusableKey: it is not the key of the body.
        InvalidLabelFile: the register is broken, of another body, or full.
        SaveFailed: a file could not be written.
    """
    folder, body = Path(folder), decision.body
    _check_key(key, body)
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / "register.json"):
        register = load_register(folder, body)
        facts = facts_of_award(decision, on=on, index=len(register.labels), lang=lang)
        known = register.find(facts.id)
        if known is not None:
            return Award(known, _files(folder, known.credential), is_new=False)
        if len(register.labels) >= BITS:
            what = message("the status list is full")
            raise InvalidLabelFile(Diagnostic("CX376", what, Span(str(folder / "register.json"))))
        before = [entry.credential for entry in register.labels if entry.subject == facts.subject]
        entry = Entry(
            credential=facts.id,
            application=decision.application.digest,
            subject=facts.subject,
            name=facts.subject_name,
            level=facts.level,
            index=facts.status_index,
            on=facts.awarded_on.isoformat(),
            until=facts.valid_until.isoformat(),
            renews=before[-1] if before else None,
        )
        files = _files(folder, facts.id)
        _write_credential(files, facts, key, on)
        _publish(folder, evolve(register, labels=(*register.labels, entry)), key, on)
    return Award(entry, files, is_new=True)


def revoke_label(
    folder: Path | str, credential: str, body: Body, key: Ed25519PrivateKey, *, on: date, reason: str
) -> tuple[Entry, Path]:
    """Revoke a label: enter day and reason, and publish the status list anew. The first revocation stands.

    Raises:
        UnknownName: the register has no such credential.
        UnusableKey, InvalidLabelFile, SaveFailed: as in `award_label`.
    """
    folder = Path(folder)
    _check_key(key, body)
    load_register(folder, body)  # a wrong folder is told before a lock file is made in it
    with locked(folder / "register.json"):
        register = load_register(folder, body)
        entry = register.find(credential)
        if entry is None:
            what = message("there is no label `{id}` in this register", id=credential)
            raise UnknownName(Diagnostic("CX377", what, Span(str(folder / "register.json"))))
        if entry.revoked_on is None:
            entry = evolve(entry, revoked_on=on.isoformat(), reason=reason)
            labels = tuple(entry if known.credential == credential else known for known in register.labels)
            _publish(folder, evolve(register, labels=labels), key, on)
    return entry, folder / "status-list.json"


def _check_key(key: Ed25519PrivateKey, body: Body) -> None:
    if did_of(key.public_key()) != body.issuer.key:
        what = message("this key is not the one of the awarding body: {key}", key=body.issuer.key)
        raise UnusableKey(Diagnostic("CX375", what))


def _files(folder: Path, credential: str) -> tuple[Path, Path, Path]:
    name = credential.removeprefix("urn:uuid:")
    return folder / f"{name}.json", folder / f"{name}.jwt", folder / "status-list.json"


def _write_credential(files: tuple[Path, Path, Path], facts: LabelFacts, key: Ed25519PrivateKey, on: date) -> None:
    replace_text(files[0], canonical_json(add_proof(credential_document(facts), key, on=on)) + "\n")
    replace_text(files[1], to_jwt(facts, key) + "\n")


def _publish(folder: Path, register: Register, key: Ed25519PrivateKey, on: date) -> None:
    revoked = frozenset(entry.index for entry in register.labels if entry.revoked_on is not None)
    # A list never looks older than one before it, whatever day somebody gives: the newest is the one to believe.
    days = [date.fromisoformat(day) for entry in register.labels for day in (entry.on, entry.revoked_on) if day]
    listed = StatusList(register.status_list, register.issuer, max(on, *days), revoked)
    replace_text(folder / "status-list.json", canonical_json(status_list_document(listed, key)) + "\n")
    text = json.dumps(_plain(register), ensure_ascii=False, indent=1) + "\n"
    replace_text(folder / "register.json", text, mode=0o600)  # reasons for revoking are the body's own


def _plain(register: Register) -> Mapping[str, object]:
    labels = [asdict(entry, filter=lambda _, value: value is not None) for entry in register.labels]
    return {**asdict(register, recurse=False), "labels": labels}
