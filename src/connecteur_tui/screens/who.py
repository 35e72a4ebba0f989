"""Who counts: asks only what matters for a chosen definition, shows the answer, keeps nothing."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from connecteur_core.decisions.decision import NOT_LEGAL_ADVICE
from connecteur_core.decisions.definition_in_force import Definition, get_definition
from connecteur_core.decisions.fact_names import declaration_of, set_fact
from connecteur_core.diagnostics import ConnecteurError
from connecteur_core.messages import message, translate
from connecteur_core.plugins.definitions import load_catalogue
from connecteur_core.rulesets.catalogue import matches
from connecteur_tui.screens.ask_text import AskText
from connecteur_tui.screens.base import BaseScreen
from connecteur_tui.shown import clean, lines
from connecteur_tui.widgets.key_bar import Key


class WhoScreen(BaseScreen):
    """Choose a definition."""

    KEYS: ClassVar = (Key("down", "to_list", "to the list", "↓"), Key("escape", "back", "back", "Esc"))
    DEFAULT_CSS = "WhoScreen OptionList, WhoScreen OptionList:focus { height: 1fr; border: none; }"

    def compose_body(self) -> ComposeResult:
        """A line to narrow the list, and the list."""
        yield Input()
        yield OptionList(markup=False)

    def title_text(self) -> str:
        """What to do."""
        return self.say(message("Who counts? Choose a definition"))

    def on_mount(self) -> None:
        """Show all of them."""
        super().on_mount()
        self._fill("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list."""
        self._fill(event.value)

    def _fill(self, words: str) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        for definition in load_catalogue().definitions.values():
            entry = definition.versions[-1].entry
            if entry.last is None and matches(words, [definition.id, *entry.title.values()]):
                title = entry.title.get(self.lang, "")
                options.add_option(Option(clean(f"{definition.id:<34} {title}"), id=definition.id))

    def on_input_submitted(self) -> None:
        """Enter goes to the list."""
        self.action_to_list()

    def action_to_list(self) -> None:
        """To the first one."""
        options = self.query_one(OptionList)
        if options.option_count:
            options.highlighted = 0
            options.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Ask for the country where one is needed, then begin."""
        name = event.option_id or ""
        try:
            self._begin(get_definition(name))
        except ConnecteurError:
            question = self.say(message("Country it is applied to (two capital letters)"))
            self.app.push_screen(AskText(question), lambda host: self._with_host(name, host) if host else None)

    def _with_host(self, name: str, host: str) -> None:
        try:
            self._begin(get_definition(name, host=host.upper()))
        except ConnecteurError as error:
            self.tell(error)

    def _begin(self, definition: Definition) -> None:
        self.app.push_screen(DecideScreen(definition))


class DecideScreen(BaseScreen):
    """One question after the other; an empty line means “I would rather not say”. Nothing is kept."""

    KEYS: ClassVar = (Key("f2", "matrix", "all definitions", "F2"), Key("escape", "back", "back", "Esc"))
    DEFAULT_CSS = "DecideScreen VerticalScroll { padding: 1 2; }"

    def __init__(self, definition: Definition) -> None:
        super().__init__()
        self._definition = definition
        self._facts: dict[str, Any] = {}
        self._refused: set[str] = set()

    def compose_body(self) -> ComposeResult:
        """Answer so far, question, line."""
        with VerticalScroll(can_focus=False):
            yield Static(id="answer")
        yield Static(id="ask")
        yield Input(id="line")

    def title_text(self) -> str:
        """The definition."""
        entry = self._definition.entry
        return f"{self._definition.id} {entry.title.get(self.lang, '')}"

    def refresh_texts(self) -> None:
        """The answer so far, and what to ask next."""
        super().refresh_texts()
        decision = self._definition.decide(self._facts)
        rows = [clean(translate(decision.value, self.lang), "bold")]
        rows += [clean(f"- {clause.text.get(self.lang, '')}") for clause in decision.because]
        rows.append(clean(""))
        rows.append(clean(self._definition.entry.rule.get(self.lang, ""), "dim"))
        rows.append(clean(NOT_LEGAL_ADVICE[self.lang], "dim"))
        self.query_one("#answer", Static).update(lines(*rows))
        self.query_one("#ask", Static).update(self._question())
        self.query_one("#line", Input).display = self._next() is not None

    def _next(self) -> str | None:
        missing = self._definition.decide(self._facts).missing
        return next((name for name in missing if self._asked(name)), None)

    def _asked(self, name: str) -> bool:
        return name not in self._refused and declaration_of(name, self._definition) is not None

    def _question(self) -> Content:
        name = self._next()
        declaration = None if name is None else declaration_of(name, self._definition)
        if name is None or declaration is None:
            return clean("")
        hint = self.say(message("Enter on an empty line: I would rather not say."))
        choices = f" ({', '.join(declaration.choices)})" if declaration.choices else ""
        question = f"{name}: {declaration.question.get(self.lang, '')}{choices}"
        return lines(clean(question, "bold"), clean(hint, "dim"))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the answer, or leave it open."""
        name, text = self._next(), event.value.strip()
        if name is None:
            return
        event.input.value = ""
        if not text:
            self._refused.add(name)
        else:
            self._set(name, text)
        self.refresh_texts()

    def _set(self, name: str, text: str) -> None:
        words = {"oui": "yes", "non": "no"}
        for value in (words.get(text.lower(), text), text.upper(), text.lower()):
            set_fact(self._facts, name, value)
            try:
                self._definition.decide(self._facts)
            except ConnecteurError as error:
                failure = error
                set_fact(self._facts, name, None)
            else:
                return
        self.tell(failure)

    def action_matrix(self) -> None:
        """The same facts under all definitions in force, side by side."""
        from connecteur_core.decisions.matrix import decide_all
        from connecteur_core.reading.json_file import JsonObject

        given, subject = JsonObject(self._facts), self._definition.subject.value
        decisions = decide_all(given, subject=subject, on=self._definition.on, host=self._definition.host)
        rows = [clean(f"{one.definition:<34} {translate(one.value, self.lang)}") for one in decisions]
        self.connecteur.read(self.say(message("The same facts under all definitions")), lines(*rows))
