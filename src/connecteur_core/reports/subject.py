"""What a report is about: one evaluated assessment, in one language, as it may be shown to a reader."""

from __future__ import annotations

from attrs import evolve, field, frozen

from connecteur_core.assessment.assessment import Assessment
from connecteur_core.evaluation.evaluation import CriterionResult, Evaluation, LevelMark
from connecteur_core.evaluation.settlement import SETTLED, settlement_text
from connecteur_core.messages import Message, translate
from connecteur_core.model.item import Item
from connecteur_core.model.locale import Locale
from connecteur_core.model.status import Answer, Evidence, Status
from connecteur_core.planning.plan import Plan
from connecteur_core.reports.document import Tone
from connecteur_core.rulesets.locales import load_locale
from connecteur_core.rulesets.titles import answer_text

STATUS_TONES = {
    Status.MET: Tone.MET,
    Status.PARTIAL: Tone.PARTIAL,
    Status.UNMET: Tone.UNMET,
    Status.NOT_APPLICABLE: Tone.APART,
    None: Tone.OPEN,
}
LINE_TONES = {"met": Tone.MET, "unmet": Tone.UNMET, "undetermined": Tone.OPEN, SETTLED: Tone.SETTLED}


@frozen
class Exhibit:
    """The file that a jury judges.

    Attributes:
        file: its name.
        digest: SHA-256 of its bytes, in hexadecimal.
        kind: "assessment", which may still change, or "application", which is frozen.
    """

    file: str
    digest: str
    kind: str = "assessment"


@frozen(eq=False)
class Subject:
    """One evaluated assessment and what is to be said of it besides.

    Attributes:
        plan: a computed plan; without one, the report lists what is missing.
        exhibit: the file judged, for a jury.
    """

    assessment: Assessment
    evaluation: Evaluation
    lang: str
    plan: Plan | None = None
    exhibit: Exhibit | None = None
    locale: Locale = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "locale", load_locale(self.evaluation.ruleset, self.lang))

    def say(self, english: str) -> str:
        """A fixed word or sentence in the language of the report."""
        return translate(english, self.lang)

    def tell(self, text: Message) -> str:
        """A sentence with values in the language of the report."""
        return text.text(self.lang)

    def name(self, item_id: str) -> str:
        """The title of an item, or its text when it has none."""
        return self.locale.titles.get(item_id) or self.locale.texts.get(item_id, item_id)

    def named(self, item_id: str) -> str:
        """The id and the title of an item."""
        return f"{item_id} {self.name(item_id)}"

    def level(self, mark: LevelMark) -> str:
        """Rank and title of a level."""
        return f"{mark.rank}" if mark.id is None else f"{mark.rank} · {self.locale.titles[mark.id]}"

    def answer(self, item_id: str) -> Answer:
        """The answer to an item as it counts on the day; an empty one when there is none yet."""
        answer = self.evaluation.answers.get(item_id, Answer())
        return Answer() if answer.on is not None and answer.on > self.evaluation.on else answer

    def state(self, status: Status | None) -> str:
        """The word for the status of an answer."""
        return self.say("unanswered" if status is None else status.value.replace("_", " "))

    def word(self, item_id: str) -> str:
        """The word for an answer: of its own scale, or its status."""
        answer = self.answer(item_id)
        if answer.value is None:
            return self.state(answer.status)
        return answer_text(self.evaluation.ruleset, self.locale, item_id, answer.value)

    def line_word(self, line: CriterionResult) -> str:
        """The word for a checklist line: its status, or how it counts as met without being met."""
        if line.settlement is None:
            return self.say(line.status)
        return self.tell(settlement_text(line.settlement, self.evaluation.ruleset, self.locale, line.id))

    def organisation(self) -> str:
        """The name of the organisation, and whether it is made up."""
        own = self.assessment.organisation
        return f"{own.name} ({self.say('made up')})" if own.made_up else own.name

    def services(self) -> tuple[Item, ...]:
        """The items that are services, in order."""
        ruleset = self.evaluation.ruleset
        return tuple(item for item in ruleset.items.values() if ruleset.kind_of(item).service)


def without_persons(subject: Subject) -> Subject:
    """The same without names, notes, and what evidence says; only how many pieces there are, and their days."""
    answers = {item: _impersonal(answer) for item, answer in subject.evaluation.answers.items()}
    assessment = evolve(
        subject.assessment,
        answers=answers,
        commitments=tuple(evolve(one, partner="", note=None) for one in subject.assessment.commitments),
        organisation=evolve(subject.assessment.organisation, founding_member_source=None),
        file=None,
    )
    return evolve(subject, assessment=assessment, evaluation=evolve(subject.evaluation, answers=answers))


def _impersonal(answer: Answer) -> Answer:
    pieces = tuple(Evidence("", piece.on, "-" if piece.issuer else None) for piece in answer.evidence)
    return evolve(answer, note=None, by=None, evidence=pieces)


def exhibit_of(assessment: Assessment) -> Exhibit | None:
    """The file an assessment was read from; None for one that came from no file."""
    import hashlib  # noqa: PLC0415 -- for juries only

    if assessment.file is None:
        return None
    content = assessment.file.text.encode()
    return Exhibit(assessment.file.path.name, hashlib.sha256(content).hexdigest())
