"""Whether answers that were taken over still rest on what they were taken from."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from pathlib import Path, PurePath

from attrs import evolve, frozen

from connecteur_core.assessment.assessment import Assessment
from connecteur_core.assessment.reader import load_assessment
from connecteur_core.diagnostics import ConnecteurError, Diagnostic, Severity
from connecteur_core.evaluation.evaluation import Evaluation, Flag
from connecteur_core.messages import Message, message
from connecteur_core.model.status import Answer
from connecteur_core.model.taken import Taken

DIGEST_DIGITS = 16


class Drift(Enum):
    """What became of an original."""

    CHANGED = "original-changed"
    GONE = "original-gone"
    OUTSIDE = "original-outside"


@frozen
class Drifted:
    """An answer whose original is no longer what it was."""

    item: str
    index: int
    taken: Taken
    drift: Drift

    def statement(self) -> Message:
        """The same in a sentence."""
        where = f"{self.taken.file} {self.taken.item}"
        match self.drift:
            case Drift.CHANGED:
                return message("{id} was taken from {origin}, which was changed since", id=self.item, origin=where)
            case Drift.GONE:
                return message("{id} was taken from {origin}, which is no longer there", id=self.item, origin=where)
            case Drift.OUTSIDE:
                return message("{id} was taken from {origin}, which is not looked at", id=self.item, origin=where)


def answer_digest(answer: Answer) -> str:
    """What an answer says and rests on, as a short digest; who gave it and when is not part of it.

    >>> answer_digest(Answer()) == answer_digest(Answer(by="Awa"))
    True
    """
    import hashlib  # noqa: PLC0415 -- only for answers that were taken over
    import json  # noqa: PLC0415 -- as above

    evidence = [[piece.ref, str(piece.on), piece.issuer, piece.note] for piece in answer.evidence]
    services = [answer.needed, answer.planned, answer.delivered]
    said: list[object] = [answer.status.value if answer.status else None, answer.note, evidence, services]
    if answer.value is not None:
        said.append(answer.value)
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:DIGEST_DIGITS]


def find_drifted(assessment: Assessment) -> tuple[Drifted, ...]:
    """The taken answers whose original was changed or is gone; reads those files, and only for this.

    A path counts from the folder of the assessment; an absolute one is not followed.
    """
    taken = [(item, answer) for item, answer in assessment.answers.items() if answer.taken_from]
    if not taken or assessment.file is None:
        return ()
    folder = assessment.file.path.parent
    originals: dict[str, Assessment | None] = {}
    return tuple(
        Drifted(item, index, one, drift)
        for item, answer in taken
        for index, one in enumerate(answer.taken_from)
        for drift in _drift(one, folder, originals)
    )


def _drift(taken: Taken, folder: Path, originals: dict[str, Assessment | None]) -> Iterator[Drift]:
    if PurePath(taken.file).is_absolute():
        yield Drift.OUTSIDE
        return
    if taken.file not in originals:
        originals[taken.file] = _load(folder / taken.file)
    original = originals[taken.file]
    answer = None if original is None else original.answers.get(taken.item)
    if answer is None or answer.status is None:
        yield Drift.GONE
    elif answer_digest(answer) != taken.digest:
        yield Drift.CHANGED


def _load(path: Path) -> Assessment | None:
    """An original; what is wrong with it is not told here, for its text is not this assessment's."""
    try:
        return load_assessment(path)
    except ConnecteurError:
        return None


def with_drift(assessment: Assessment, evaluation: Evaluation) -> Evaluation:
    """An evaluation with a flag for each taken answer whose original is no longer what it was."""
    drifted = [one for one in find_drifted(assessment) if one.item in evaluation.ruleset.items]
    flags = (Flag(one.drift.value, one.statement(), (one.item,)) for one in drifted)
    return evolve(evaluation, flags=(*evaluation.flags, *flags)) if drifted else evaluation


def taken_findings(assessment: Assessment) -> Iterator[Diagnostic]:
    """The same as findings, at their places: a change is a warning, a path that is not followed an error."""
    for one in find_drifted(assessment):
        assert assessment.file is not None, "only files are looked at"
        # The line is one long list of tables: its place is enough.
        at = assessment.file.find_span(("answers", one.item, "taken_from", one.index))
        if one.drift is Drift.OUTSIDE:
            yield Diagnostic("CX322", one.statement(), at, message("name it from the folder of this assessment"))
            continue
        code = "CX320" if one.drift is Drift.CHANGED else "CX321"
        advice = message("look at it again; `connecteur carry` proposes what it says now")
        yield Diagnostic(code, one.statement(), at, advice, Severity.WARNING)
