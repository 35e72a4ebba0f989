"""Proposals from one assessment to another as text."""

from __future__ import annotations

from collections.abc import Sequence

import click

from connecteur_cli.output import coloured, echo, heading, paragraph
from connecteur_core.assessment.proposals import Ground, Proposal, State
from connecteur_core.messages import message, translate
from connecteur_core.printable import show
from connecteur_core.rulesets.locales import load_locale
from connecteur_core.store.carrying import Carrying


class CarryText:
    """Writes what is proposed and what was taken to stdout, in one language."""

    def __init__(self, carrying: Carrying, lang: str) -> None:
        self._carrying = carrying
        self._locale = load_locale(carrying.rules[1].ruleset, lang)
        self._lang = lang

    def head(self) -> None:
        """From what into what, by whose judgement."""
        carrying = self._carrying
        click.secho(show(carrying.mapping.title), bold=True)
        paragraph(
            message(
                "From {one} ({original}) into {other} ({target}).",
                one=carrying.original.organisation.name,
                original=carrying.rules[0].reference,
                other=carrying.target.organisation.name,
                target=carrying.rules[1].ruleset.reference,
            ).text(self._lang)
        )
        mapping = carrying.mapping
        decided = message("Pairs by {by}, {on}: {source}.", by=mapping.by, on=mapping.on, source=mapping.source)
        paragraph(decided.text(self._lang))

    def proposals(self) -> None:
        """What can be taken, then what cannot and why."""
        groups = (
            (self._say("Can be taken"), (State.OPEN,)),
            (self._say("Changed since they were taken"), (State.CHANGED,)),
            (self._say("Left as they are"), (State.TAKEN, State.KEPT, State.WITHHELD)),
            (self._say("Nothing is said of"), (State.SILENT,)),
        )
        for title, states in groups:
            chosen = [proposal for proposal in self._carrying.proposals if proposal.state in states]
            if chosen:
                heading(title)
            for proposal in chosen:
                self._proposal(proposal)

    def ask(self, item: str) -> bool:
        """Whether one proposal is confirmed."""
        question = message("Take {item} over?", item=self._name(item)).text(self._lang)
        return click.confirm(question, default=False, err=True)

    def taken(self, taken: Sequence[Proposal]) -> None:
        """What was written; or how to have it written."""
        echo()
        if taken:
            what = message(
                "Taken into {file}: {items}.",
                file=self._carrying.into,
                items=", ".join(proposal.item for proposal in taken),
            )
        elif any(proposal.can_be_taken for proposal in self._carrying.proposals):
            what = message("Nothing was written. Add --take ID, --take-all or --ask to take answers over.")
        else:
            what = message("Nothing was written.")
        paragraph(what.text(self._lang))

    def _proposal(self, proposal: Proposal) -> None:
        paragraph(self._name(proposal.item), indent=2, hanging=2)
        if proposal.status is not None and proposal.can_be_taken:
            word = coloured(self._status(proposal.status.value), proposal.status.value)
            echo(f"    → {word}")
        if proposal.why is not None and proposal.state is not State.SILENT:
            paragraph(proposal.why.text(self._lang), indent=4)
        for ground in proposal.grounds:
            self._ground(ground)
        if proposal.evidence and proposal.can_be_taken:
            pieces = ", ".join(piece.ref for piece in proposal.evidence)
            paragraph(message("evidence: {piece}", piece=pieces).text(self._lang), indent=4, hanging=2)

    def _ground(self, ground: Ground) -> None:
        said = [self._status(ground.status.value), str(ground.answer.on or ""), ground.answer.by or ""]
        line = message(
            "{id} ({relation}): {answer}",
            id=ground.pair.original,
            relation=ground.pair.relation.words,
            answer=", ".join(part for part in said if part),
        )
        paragraph(line.text(self._lang), indent=4, hanging=2)
        if ground.pair.note:
            paragraph(ground.pair.note, indent=6)

    def _name(self, item: str) -> str:
        return f"{item} {self._locale.titles.get(item) or self._locale.texts[item]}"

    def _status(self, word: str) -> str:
        return self._say(word.replace("_", " "))

    def _say(self, template: str) -> str:
        return translate(template, self._lang)
