"""The answers of an assessment as text: what was said, by whom, with which evidence; the services grid; the history."""

from __future__ import annotations

from collections.abc import Sequence

from connecteur_cli.output import coloured, echo, heading, paragraph, table
from connecteur_core.assessment.assessment import Assessment
from connecteur_core.evaluation.evaluation import Evaluation
from connecteur_core.messages import message, translate
from connecteur_core.model.item import Item
from connecteur_core.model.status import Answer
from connecteur_core.printable import show
from connecteur_core.rulesets.locales import load_locale
from connecteur_core.rulesets.titles import answer_text
from connecteur_core.store.journal import JournalEntry


class AnswersText:
    """Writes the answers of one assessment to stdout, in one language."""

    def __init__(self, assessment: Assessment, evaluation: Evaluation, lang: str) -> None:
        self._assessment = assessment
        self._ruleset = evaluation.ruleset
        self._locale = load_locale(evaluation.ruleset, lang)
        self._lang = lang

    def everything(self) -> None:
        """All answers in the order of the source: the checklist first, then element by element, then services."""
        decisive = [item for item in self._ruleset.items.values() if self._ruleset.kind_of(item).decides]
        heading(self._say("Checklist"))
        for item in decisive:
            if self._ruleset.is_answered(item):
                self._line(item)
        for element in self._ruleset.elements:
            answered = [
                item
                for item in self._ruleset.items.values()
                if item.element == element.id and item.id in self._assessment.answers
            ]
            if answered:
                heading(f"{element.id} {self._locale.titles[element.id]}")
                for item in answered:
                    self._line(item)
        self._services()

    def answer(self, item_id: str) -> None:
        """The answer to one item, or that there is none."""
        item = self._ruleset.items.get(item_id)
        if item is not None and self._ruleset.is_answered(item):
            heading(self._say("Answer"))
            self._line(item)

    def _line(self, item: Item) -> None:
        answer = self._assessment.answers.get(item.id, Answer())
        word = answer.status.value if answer.status else "unanswered"
        name = self._locale.titles.get(item.id) or self._locale.texts[item.id]
        state = coloured(self._say(word.replace("_", " ")), word)
        if answer.value is not None:
            state = answer_text(self._ruleset, self._locale, item.id, answer.value)
        said = " ".join(part for part in (str(answer.on or ""), answer.by or "") if part)
        paragraph(f"{item.id} {name}", indent=2, hanging=2)
        echo(f"    {state}{f' ({show(said)})' if said else ''}")
        if answer.note:
            paragraph(answer.note, indent=4)
        for piece in answer.evidence:
            details = ", ".join(part for part in (str(piece.on or ""), piece.issuer or "", piece.note or "") if part)
            paragraph(
                message("evidence: {piece}", piece=f"{piece.ref}{f' ({details})' if details else ''}").text(self._lang),
                indent=4,
                hanging=2,
            )

        for taken in answer.taken_from:
            where = message(
                "taken from {file}, {item} of {ruleset}: {relation}",
                file=taken.file,
                item=taken.item,
                ruleset=taken.ruleset,
                relation=taken.relation.words,
            )
            paragraph(where.text(self._lang), indent=4, hanging=2)

    def _services(self) -> None:
        """Needed, planned and delivered, kept apart (A09)."""
        services = [item for item in self._ruleset.items.values() if self._ruleset.kind_of(item).service]
        if not any(item.id in self._assessment.answers for item in services):
            return
        heading(self._say("Services"))
        rows = [["", *map(self._say, ("needed", "planned", "delivered")), ""]]
        for item in services:
            answer = self._assessment.answers.get(item.id, Answer())
            needed = True if item.always_needed else answer.needed
            cells = [self._yes_no(value) for value in (needed, answer.planned, answer.delivered)]
            rows.append([item.id, *cells, self._locale.texts[item.id]])
        table(rows)

    def _yes_no(self, value: bool | None) -> str:
        if value is None:
            return "?"
        return self._say("yes") if value else self._say("no")

    def _say(self, template: str) -> str:
        return translate(template, self._lang)


def show_history(entries: Sequence[JournalEntry], lang: str) -> None:
    """Who answered what, when; oldest first."""
    if not entries:
        paragraph(translate("No changes are noted. (Changes made by hand in an editor are not.)", lang))
        return
    for entry in entries:
        change = message(
            "{at}  {id}: {before} → {after}",
            at=entry.at,
            id=entry.id,
            before=translate(entry.from_.replace("_", " "), lang),
            after=translate(entry.to.replace("_", " "), lang),
        )
        taken = entry.taken_from and message("taken from {origin}", origin=entry.taken_from).text(lang)
        details = [detail for detail in (entry.by, entry.note, entry.evidence, taken) if detail]
        echo(change.text(lang))
        for detail in details:
            paragraph(detail, indent=4)
