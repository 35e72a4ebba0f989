"""One open assessment: what it says, what it comes to, and the way back. It is saved as the command line saves it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from attrs import define, evolve, field, frozen

from connecteur_core.assessment.assessment import Assessment
from connecteur_core.assessment.evaluate import evaluate
from connecteur_core.assessment.reader import load_assessment
from connecteur_core.evaluation.evaluation import Evaluation
from connecteur_core.evaluation.given import with_status
from connecteur_core.model.item import Item
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.model.status import Answer, Evidence, Status
from connecteur_core.plugins.rulesets import get_ruleset
from connecteur_core.store.answering import NewAnswer, answer_item

CHECKLIST = "checklist"


@frozen
class Change:
    """One answer given here: what it was and what it became."""

    item: str
    before: Answer
    after: Answer


@define(eq=False)
class Session:
    """An assessment that is being filled in.

    Attributes:
        by: who answers, noted with each answer.
        read_only: a shipped example: it can be looked at, not changed.
    """

    path: Path
    assessment: Assessment
    evaluation: Evaluation
    by: str | None = None
    read_only: bool = False
    search: Sequence[Path] = ()
    _undone: list[Change] = field(factory=list)
    _done: list[Change] = field(factory=list)
    _seen: tuple[int, int] = (0, 0)

    @property
    def ruleset(self) -> Ruleset:
        """The ruleset the assessment answers."""
        return self.evaluation.ruleset

    def answer_of(self, item_id: str) -> Answer:
        """The answer to an item; an empty one when there is none."""
        return self.assessment.answers.get(item_id, Answer())

    def status_of(self, item_id: str) -> Status | None:
        """The status of an answer; that of an answer on a scale follows from its value."""
        return with_status(self.ruleset, item_id, self.answer_of(item_id)).status

    def give(self, item_id: str, status: Status | None, *, value: str | None = None, note: str | None = None) -> None:
        """Answer an item by a status or by a value of its scale, or withdraw its answer; saved at once.

        Raises:
            ConnecteurError: the answer does not fit, or could not be saved; the file is as before.
        """
        before = self.answer_of(item_id)
        self._save(item_id, NewAnswer(status, date.today(), value=value, by=self.by, note=note))
        self._done.append(Change(item_id, before, self.answer_of(item_id)))
        self._undone.clear()

    def write_note(self, item_id: str, note: str) -> None:
        """Change the note of an item; an empty one removes it. Errors as in `give`."""
        answer = self.answer_of(item_id)
        self._keep(item_id, answer, evolve(_again(answer), note=note))

    def add_evidence(self, item_id: str, ref: str, issuer: str | None = None) -> None:
        """Add a piece of evidence to an item. Errors as in `give`."""
        answer = self.answer_of(item_id)
        piece = Evidence(ref, on=date.today(), issuer=issuer)
        self._keep(item_id, answer, evolve(_again(answer), evidence=piece))

    def toggle_service(self, item_id: str, key: str) -> None:
        """Turn `needed`, `planned` or `delivered` of a service: unknown → yes → no. Errors as in `give`."""
        answer = self.answer_of(item_id)
        value = getattr(answer, key) is not True
        again = _again(answer)
        match key:
            case "needed":
                new = evolve(again, needed=value)
            case "planned":
                new = evolve(again, planned=value)
            case _:
                new = evolve(again, delivered=value)
        self._keep(item_id, answer, new)

    def undo(self) -> str | None:
        """Take back the last answer given here; its item, or None when there is nothing to take back."""
        return self._turn(self._done, self._undone, back=True)

    def redo(self) -> str | None:
        """Give again the last answer taken back; its item, or None."""
        return self._turn(self._undone, self._done, back=False)

    def reload_if_changed(self) -> bool:
        """Read the file again when somebody else has changed it; True when that was so.

        Raises:
            ConnecteurError: it can no longer be read; what was shown stays.
        """
        if self.read_only or self._stamp() == self._seen:
            return False
        self._take(load_assessment(self.path))
        return True

    def _turn(self, source: list[Change], target: list[Change], *, back: bool) -> str | None:
        if not source:
            return None
        change = source[-1]
        answer = change.before if back else change.after
        self._save(change.item, evolve(_again(answer), note=answer.note or ""))
        target.append(source.pop())
        return change.item

    def _keep(self, item_id: str, before: Answer, new: NewAnswer) -> None:
        self._save(item_id, new)
        self._done.append(Change(item_id, before, self.answer_of(item_id)))
        self._undone.clear()

    def _save(self, item_id: str, new: NewAnswer) -> None:
        # Read again under the lock, so what others wrote meanwhile is kept and shown.
        self._take(answer_item(self.path, item_id, new, search=self.search, ruleset=self.evaluation.program.checked))

    def _take(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self.evaluation = evaluate(assessment, search=self.search)
        self._seen = self._stamp()

    def _stamp(self) -> tuple[int, int]:
        try:
            state = self.path.stat()
        except OSError:
            return (0, 0)
        return state.st_mtime_ns, state.st_size


def _again(answer: Answer) -> NewAnswer:
    """What gives an answer once more as it was."""
    return NewAnswer(answer.status, answer.on or date.today(), value=answer.value, by=answer.by)


def open_session(path: Path, *, by: str | None = None, read_only: bool = False, search: Sequence[Path] = ()) -> Session:
    """The session of an assessment file.

    Raises:
        ConnecteurError: it cannot be read or does not fit its ruleset; nothing was changed.
    """
    assessment = load_assessment(path)
    checked = get_ruleset(assessment.ruleset, search=search)
    session = Session(
        path,
        assessment,
        evaluate(assessment, ruleset=checked, search=search),
        by=by,
        read_only=read_only,
        search=search,
    )
    session._take(assessment)
    return session


def items_of(ruleset: Ruleset, element: str) -> tuple[Item, ...]:
    """The items of an element, or the checklist lines, that stand at the top of its tree."""
    if element == CHECKLIST:
        return tuple(item for item in ruleset.items.values() if ruleset.kind_of(item).decides and item.part_of is None)
    mine = [item for item in ruleset.items.values() if item.element == element and ruleset.kind_of(item).counts]
    ids = {item.id for item in mine}
    return tuple(item for item in mine if item.part_of not in ids)
