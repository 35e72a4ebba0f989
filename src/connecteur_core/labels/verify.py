"""Whether a credential is a valid label, check by check, each with its reason. Everything is decided offline."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from enum import Enum

from attrs import frozen

from connecteur_core.diagnostics import ConnecteurError
from connecteur_core.labels.application import Application
from connecteur_core.labels.canonical_json import canonical_json
from connecteur_core.labels.credential import LabelFacts, NotALabel, read_credential
from connecteur_core.labels.data_integrity import find_proof_fault
from connecteur_core.labels.jwt_form import find_token_fault, read_jwt
from connecteur_core.labels.status_list import StatusList, read_status_list
from connecteur_core.messages import Message, message
from connecteur_core.reading.json_file import parse_json_object


class CheckResult(Enum):
    """How a check came out; `not_checked` is no yes."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_CHECKED = "not_checked"


@frozen
class Check:
    """One question about a credential, and its answer."""

    name: str
    result: CheckResult
    reason: Message


@frozen
class Verification:
    """What was found of a credential.

    Attributes:
        facts: what it says; None when it could not be read.
        checks: in order; none stands behind the first that makes further ones meaningless.
    """

    facts: LabelFacts | None
    checks: tuple[Check, ...]

    @property
    def valid(self) -> bool:
        """Whether it is a valid label: no check failed. What was not checked is said beside it."""
        return self.facts is not None and all(check.result is not CheckResult.FAILED for check in self.checks)

    @property
    def only_issuer_unknown(self) -> bool:
        """Whether nothing speaks against it but that nobody has named its issuer as trusted."""
        return [check.name for check in self.checks if check.result is CheckResult.FAILED] == ["issuer"]


@frozen
class Expectations:
    """What whoever verifies knows and wants.

    Attributes:
        on: day of the question.
        trusted: `did:key` of the awarding bodies that are trusted.
        status_list: text of the issuer's status list, if at hand.
        application: the frozen application, if at hand.
        holder: name of the incubator that shows the label, if known.
        rewritten: also take a file that a wallet has written anew: other blanks, other order of keys.
    """

    on: date
    trusted: Collection[str] = ()
    status_list: str | None = None
    application: Application | None = None
    holder: str | None = None
    rewritten: bool = False


def verify_credential(text: str, wanted: Expectations) -> Verification:
    """Check a credential as JSON with its proof, or as JWT; see `find_baked` for badges."""
    facts, fault = read_signed(text, rewritten=wanted.rewritten)
    if facts is None:
        assert fault is not None, "what could not be read has a reason"
        return Verification(None, (_failed("content", fault),))
    content = _passed("content", message("says what a label says, and nothing else"))
    if fault is not None:
        return Verification(None, (content, _failed("signature", fault)))
    signature = _passed("signature", message("Ed25519, fits the content"))
    return Verification(facts, (content, signature, *_about_facts(facts, wanted)))


def read_signed(text: str, *, rewritten: bool = False) -> tuple[LabelFacts | None, Message | None]:
    """The facts of a credential, if it is one, and what is wrong with it or its signature, if anything is."""
    try:
        if not text.lstrip().startswith("{"):
            token = text.removesuffix("\n")
            facts = read_jwt(token)
            return facts, find_token_fault(token, facts.issuer)
        document = _json(text, rewritten=rewritten)
        facts = read_credential({key: value for key, value in document.items() if key != "proof"})
        return facts, find_proof_fault(document, facts.issuer)
    except NotALabel as error:
        return None, error.reason


def _about_facts(facts: LabelFacts, wanted: Expectations) -> Iterator[Check]:
    yield _issuer_check(facts, wanted.trusted)
    yield _date_check(facts, wanted.on)
    yield _holder_check(facts, wanted.holder)
    yield _application_check(facts, wanted.application)
    yield _status_check(facts, wanted.status_list, wanted.on)


def _json(text: str, *, rewritten: bool = False) -> Mapping[str, object]:
    try:
        data = parse_json_object(text, "").data
        canonical = canonical_json(data)
    except ConnecteurError as error:
        raise NotALabel(error.diagnostics[0].message) from error
    except ValueError as error:
        raise NotALabel(message("it holds a number or text that no label has")) from error
    if not rewritten and text.removesuffix("\n") != canonical:
        raise NotALabel(message("the file is not written byte for byte as it was issued"))
    return data


def _issuer_check(facts: LabelFacts, trusted: Collection[str]) -> Check:
    if facts.issuer in trusted:
        return _passed("issuer", message("{name}, whom you trust", name=facts.issuer_name))
    what = message(
        "signed by a key that says it is “{name}”, which you have not named as trusted: {key}",
        name=facts.issuer_name,
        key=facts.issuer,
    )
    return _failed("issuer", what)


def _date_check(facts: LabelFacts, on: date) -> Check:
    first, last = facts.awarded_on.isoformat(), facts.valid_until.isoformat()
    if on < facts.awarded_on:
        return _failed("dates", message("not yet valid on {day}: from {first}", day=on.isoformat(), first=first))
    if on >= facts.valid_until:
        return _failed("dates", message("expired: valid until {last}", last=last))
    return _passed("dates", message("valid from {first} until {last}", first=first, last=last))


def _holder_check(facts: LabelFacts, holder: str | None) -> Check:
    if holder is None:
        return _open(
            "holder", message("made out to {name}; make sure that this is who shows it", name=facts.subject_name)
        )
    if holder != facts.subject_name:
        what = message("made out to {name}, not to {holder}", name=facts.subject_name, holder=holder)
        return _failed("holder", what)
    return _passed("holder", message("made out to {name}", name=holder))


def _application_check(facts: LabelFacts, application: Application | None) -> Check:
    if application is None:
        return _open("application", message("the frozen application was not given"))
    content = application.content
    same = (facts.application, facts.assessment, facts.ruleset_digest) == (
        application.file_digest,
        content.assessment.digest,
        content.ruleset.digest,
    )
    if not same:
        return _failed("application", message("the label rests on another application"))
    return _passed("application", message("rests on this application and ruleset {ruleset}", ruleset=facts.ruleset))


def _status_check(facts: LabelFacts, text: str | None, on: date) -> Check:
    if text is None:
        what = message("revocation was not looked up; the list is published at {url}", url=facts.status_list)
        return _open("status", what)
    try:
        document = _json(text)
        found = read_status_list(document)
    except NotALabel as error:
        return _failed("status", message("the status list cannot be used: {reason}", reason=error.reason))
    fault = _list_fault(facts, found, document, on)
    if fault is not None:
        return _failed("status", message("the status list cannot be used: {reason}", reason=fault))
    day = found.on.isoformat()
    if facts.status_index in found.revoked:
        return _failed("status", message("revoked, says the list of {day}", day=day))
    return _passed("status", message("not revoked, says the list of {day}", day=day))


def _list_fault(facts: LabelFacts, found: StatusList, document: Mapping[str, object], on: date) -> Message | None:
    if found.issuer != facts.issuer:
        return message("it is by another issuer")
    if found.id != facts.status_list:
        return message("it is another list: {url}", url=found.id)
    if found.on > on:
        return message("it is of a later day: {day}", day=found.on.isoformat())
    return find_proof_fault(document, found.issuer)


def _passed(name: str, reason: Message) -> Check:
    return Check(name, CheckResult.PASSED, reason)


def _failed(name: str, reason: Message) -> Check:
    return Check(name, CheckResult.FAILED, reason)


def _open(name: str, reason: Message) -> Check:
    return Check(name, CheckResult.NOT_CHECKED, reason)
