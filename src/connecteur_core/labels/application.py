"""An application for the label: assessment, ruleset and evidence, frozen in one file (`connecteur-application/1`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from enum import Enum
from pathlib import Path

from attrs import asdict, field, frozen

from connecteur_core.assessment.assessment import Assessment, InvalidAssessment
from connecteur_core.assessment.check import check_assessment
from connecteur_core.assessment.reader import parse_assessment
from connecteur_core.diagnostics import Diagnostic, Severity
from connecteur_core.labels.canonical_json import canonical_json
from connecteur_core.labels.digests import digest_of, ruleset_digest, ruleset_files
from connecteur_core.labels.errors import InvalidLabelFile
from connecteur_core.messages import Message, message
from connecteur_core.plugins.rulesets import get_ruleset
from connecteur_core.positions.span import Span
from connecteur_core.reading.guard import read_guarded_bytes, read_guarded_text
from connecteur_core.reading.json_file import parse_json_object
from connecteur_core.reading.limits import MAX_EVIDENCE_BYTES, MAX_FILE_BYTES
from connecteur_core.reading.quick_structuring import Misfit, builder_of
from connecteur_core.rulesets.checker import CheckedRuleset

_FORMAT = "connecteur-application/1"
_LIKE_A_FILE = re.compile(r"\S+\.[A-Za-z][A-Za-z0-9]{1,4}")


class EvidenceKind(Enum):
    """What a piece of evidence is: a file beside the assessment, an address, or words."""

    FILE = "file"
    ADDRESS = "address"
    WORDS = "words"


@frozen
class FrozenEvidence:
    """One piece of evidence as it was when the application was made.

    Attributes:
        item: the item it supports.
        ref: as the assessment names it.
        kind: only files have a digest; an address is recorded, never fetched.
        digest: of the file's bytes, as `sha256-…`.
    """

    item: str
    ref: str
    kind: EvidenceKind
    digest: str | None = None


@frozen
class FrozenText:
    """A text and its digest.

    Attributes:
        text: the whole file, as it was.
        digest: of the text, as `sha256-…`.
    """

    text: str
    digest: str


@frozen
class FrozenRuleset:
    """The ruleset applied, by the digests of its files.

    Attributes:
        id: id of the ruleset.
        version: its version.
        digest: of the digests of its files.
        files: digest of each file, by its path in the folder.
    """

    id: str
    version: str
    digest: str
    files: dict[str, str] = field(factory=dict)


@frozen
class ApplicationFile:
    """The keys of the format.

    Attributes:
        on: day it was frozen, ISO 8601.
        assessment: the whole assessment.
        ruleset: the ruleset it answers.
        evidence: the pieces of evidence it names.
        digest: of the canonical JSON of all the rest.
    """

    format: str
    on: str
    assessment: FrozenText
    ruleset: FrozenRuleset
    evidence: tuple[FrozenEvidence, ...]
    digest: str


@frozen(eq=False)
class Application:
    """A frozen application, read back and found whole.

    Attributes:
        content: what the file says.
        on: day it was frozen.
        assessment: what the incubator said of itself.
        path: where it was read.
        file_digest: digest of the file's bytes.
    """

    content: ApplicationFile
    on: date
    assessment: Assessment = field(repr=False)
    path: Path
    file_digest: str

    @property
    def digest(self) -> str:
        """The digest that reviews name."""
        return self.content.digest


def freeze_application(path: Path | str, *, on: date, search: Sequence[Path] = ()) -> str:
    """The text of an application made of an assessment, its ruleset and its evidence.

    Args:
        path: the assessment; evidence that names a file counts from its folder.
        on: day of the application.
        search: folders to look in for the ruleset.

    Raises:
        UnreadableFile: the assessment, or a piece of evidence, cannot be read.
        InvalidAssessment: answers that do not fit the ruleset.
        InvalidLabelFile: it would be too large.
    """
    path = Path(path)
    text = read_guarded_text(path)
    assessment = parse_assessment(text, path)
    checked = get_ruleset(assessment.ruleset, search=search)
    findings = check_assessment(assessment, checked.ruleset)
    if findings:
        raise InvalidAssessment(findings)
    files = ruleset_files(checked.ruleset)
    document = {
        "format": _FORMAT,
        "on": on.isoformat(),
        "assessment": {"text": text, "digest": digest_of(text)},
        "ruleset": {
            "id": checked.ruleset.id,
            "version": checked.ruleset.version,
            "digest": ruleset_digest(files),
            "files": files,
        },
        "evidence": [_to_json(piece) for piece in _freeze_evidence(assessment, path.parent)],
    }
    frozen_text = canonical_json({**document, "digest": digest_of(canonical_json(document))}) + "\n"
    if len(frozen_text.encode()) > MAX_FILE_BYTES:
        what = message("the application would be larger than {limit} bytes", limit=MAX_FILE_BYTES)
        raise InvalidLabelFile(Diagnostic("CX360", what, Span(str(path))))
    return frozen_text


def load_application(path: Path | str) -> Application:
    """The application in a file, found whole.

    Raises:
        UnreadableFile: it cannot be read.
        InvalidLabelFile: it is no application, or not a byte is as it was when it was frozen.
    """
    path = Path(path)
    return parse_application(read_guarded_text(path), path)


def parse_application(text: str, path: Path) -> Application:
    """The application in a text that was read before; errors as in `load_application`."""
    data = parse_json_object(text, str(path)).data
    if data.get("format") != _FORMAT:
        raise _invalid(path, message("the format is not `{wanted}`", wanted=_FORMAT))
    changed = message("the file was changed after it was frozen")
    advice = message("ask for the file as `connecteur label apply` wrote it")
    try:
        content: ApplicationFile = builder_of(ApplicationFile)(data)
        on = date.fromisoformat(content.on)
        whole = canonical_json(data) + "\n"
        sealed = digest_of(canonical_json({key: value for key, value in data.items() if key != "digest"}))
    except (Misfit, ValueError) as error:
        raise _invalid(path, changed, advice) from error
    parts_hold = (
        text == whole,
        content.digest == sealed,
        content.assessment.digest == digest_of(content.assessment.text),
        content.ruleset.digest == ruleset_digest(content.ruleset.files),
    )
    if not all(parts_hold):
        raise _invalid(path, changed, advice)
    assessment = parse_assessment(content.assessment.text, path)
    return Application(content, on, assessment, path, digest_of(text))


def get_frozen_ruleset(application: Application, *, search: Sequence[Path] = ()) -> CheckedRuleset:
    """The ruleset an application rests on, here and unchanged.

    Raises:
        UnknownName: it is not here in that version.
        InvalidLabelFile: it is, with other content.
    """
    wanted = application.content.ruleset
    checked = get_ruleset(f"{wanted.id}@{wanted.version}", search=search)
    here = ruleset_files(checked.ruleset)
    if ruleset_digest(here) != wanted.digest:
        names = sorted(name for name in here.keys() | wanted.files if here.get(name) != wanted.files.get(name))
        what = message(
            "ruleset {ruleset} is not the one of the application: {files}",
            ruleset=checked.ruleset.reference,
            files=", ".join(names[:5]),
        )
        advice = message("a changed ruleset is another version; use the connecteur the application was made with")
        raise InvalidLabelFile(Diagnostic("CX361", what, Span(str(application.path)), advice))
    return checked


def find_changed_evidence(application: Application, folder: Path) -> tuple[FrozenEvidence, ...]:
    """The files of evidence that lie in `folder` and are no longer as they were; those not there are not looked at."""
    return tuple(
        piece
        for piece in application.content.evidence
        if piece.digest is not None
        and (path := _file_beside(piece.ref, folder)) is not None
        and digest_of(read_guarded_bytes(path, max_bytes=MAX_EVIDENCE_BYTES)) != piece.digest
    )


def evidence_warnings(application: Application) -> Iterator[Diagnostic]:
    """Pieces of evidence that look like files, and were not beside the assessment when it was frozen."""
    for ref in dict.fromkeys(piece.ref for piece in application.content.evidence if piece.kind is EvidenceKind.WORDS):
        if _LIKE_A_FILE.fullmatch(ref):
            what = message("`{ref}` is not beside the assessment; it is kept as words, without a digest", ref=ref)
            yield Diagnostic("CX382", what, severity=Severity.WARNING)


def _freeze_evidence(assessment: Assessment, folder: Path) -> Iterator[FrozenEvidence]:
    for item, answer in assessment.answers.items():
        for evidence in answer.evidence:
            path = _file_beside(evidence.ref, folder)
            if path is not None:
                content = read_guarded_bytes(path, max_bytes=MAX_EVIDENCE_BYTES)
                yield FrozenEvidence(item, evidence.ref, EvidenceKind.FILE, digest_of(content))
            elif evidence.ref.startswith(("https://", "http://")):
                yield FrozenEvidence(item, evidence.ref, EvidenceKind.ADDRESS)
            else:
                yield FrozenEvidence(item, evidence.ref, EvidenceKind.WORDS)


def _file_beside(ref: str, folder: Path) -> Path | None:
    """The file a piece of evidence names, if it lies in `folder`; what lies elsewhere is not looked at."""
    try:
        path = (folder / ref).resolve()
        inside = path.is_relative_to(folder.resolve()) and path.is_file()
    except (OSError, ValueError):  # too long for a name, or a NUL: words
        return None
    return path if inside else None


def _to_json(piece: FrozenEvidence) -> dict[str, object]:
    plain = asdict(piece, filter=lambda _, value: value is not None)
    return {**plain, "kind": piece.kind.value}


def _invalid(path: Path, what: Message, advice: Message | None = None) -> InvalidLabelFile:
    return InvalidLabelFile(Diagnostic("CX360", what, Span(str(path)), advice))
