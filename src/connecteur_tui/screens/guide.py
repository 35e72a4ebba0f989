"""Guided answering: the best next question, one at a time, until the level is certain."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from connecteur_core.diagnostics import ConnecteurError
from connecteur_core.messages import message
from connecteur_core.model.status import Status
from connecteur_core.planning.next_question import find_next_question, why_no_question
from connecteur_tui.scale_keys import answer_at, scale_lines
from connecteur_tui.screens.base import BaseScreen
from connecteur_tui.shown import clean, lines
from connecteur_tui.widgets.key_bar import Key


class GuideScreen(BaseScreen):
    """One question."""

    KEYS: ClassVar = (
        Key("m", "answer('met')", "met"),
        Key("p", "answer('partial')", "partly"),
        Key("x", "answer('unmet')", "not met"),
        Key("u", "undo", "undo"),
        Key("l", "app.language", "language"),
        Key("question_mark", "app.help", "help", "?"),
        Key("escape", "back", "back", "Esc"),
    )
    DEFAULT_CSS = "GuideScreen VerticalScroll { padding: 1 2; }"

    def compose_body(self) -> ComposeResult:
        """The question and what its answer does."""
        with VerticalScroll():
            yield Static(id="question")

    def title_text(self) -> str:
        """Where we stand."""
        level = self.session.evaluation.level
        return self.say(
            message(
                "Level reached {reached}, possible {possible}", reached=level.reached.rank, possible=level.possible.rank
            )
        )

    def refresh_texts(self) -> None:
        """Write the question anew."""
        super().refresh_texts()
        self.query_one("#question", Static).update(self._question())

    def _question(self) -> Content:
        question = find_next_question(self.session.evaluation)
        if question is None:
            return clean(
                self.say(
                    why_no_question(self.session.evaluation)
                    or message("Nothing open matters any more: the level is certain.")
                )
            )
        locale = self.locale
        left = message("Open questions that still matter: {count}.", count=question.remaining)
        effect = message(
            "If met: reached {a}, possible {b}. If not: reached {c}, possible {d}.",
            a=question.if_met.reached.rank,
            b=question.if_met.possible.rank,
            c=question.if_unmet.reached.rank,
            d=question.if_unmet.possible.rank,
        )
        return lines(
            clean(f"{question.item} {locale.titles.get(question.item, '')}", "bold"),
            clean(locale.questions.get(question.item) or locale.texts[question.item]),
            clean(""),
            clean(locale.texts[question.item], "dim"),
            clean(""),
            *(clean(line) for line in scale_lines(self.session, locale, question.item)),
            clean(self.say(effect)),
            clean(self.say(left), "dim"),
        )

    def action_answer(self, word: str) -> None:
        """Answer and go on."""
        question = find_next_question(self.session.evaluation)
        if question is None:
            return
        if self.session.read_only:
            self.notify(self.say(message("This is an example; make your own with n on the first page.")), markup=False)
            return
        try:
            self.session.give(question.item, Status(word))
        except ConnecteurError as error:
            self.tell(error)
        self.refresh_texts()

    def on_key(self, event: events.Key) -> None:
        """An answer on the scale of the question, by its digit."""
        question = find_next_question(self.session.evaluation) if event.key in "123456789" else None
        value = None if question is None else answer_at(self.session, question.item, event.key)
        if question is None or value is None or self.session.read_only:
            return
        event.stop()
        try:
            self.session.give(question.item, None, value=value)
        except ConnecteurError as error:
            self.tell(error)
        self.refresh_texts()

    def action_undo(self) -> None:
        """Take back the last answer."""
        try:
            self.session.undo()
        except ConnecteurError as error:
            self.tell(error)
        self.refresh_texts()
