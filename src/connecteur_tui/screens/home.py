"""Home: recent assessments, a new one, the examples."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from connecteur_core.diagnostics import ConnecteurError
from connecteur_core.messages import message
from connecteur_core.plugins.rulesets import get_ruleset
from connecteur_core.rulesets.shipped import find_ruleset_folders, shipped_folder
from connecteur_core.store.new_assessment import create_assessment
from connecteur_tui.recent import load_recent
from connecteur_tui.screens.ask_text import AskText
from connecteur_tui.screens.base import BaseScreen
from connecteur_tui.shown import clean
from connecteur_tui.widgets.key_bar import Key


class HomeScreen(BaseScreen):
    """Where the application begins when no file was named."""

    KEYS: ClassVar = (
        Key("n", "new", "new"),
        Key("o", "open", "open"),
        Key("w", "app.who", "who counts"),
        Key("l", "app.language", "language"),
        Key("t", "app.theme", "theme"),
        Key("question_mark", "app.help", "help", "?"),
        Key("q", "app.quit", "quit"),
    )
    DEFAULT_CSS = "HomeScreen OptionList, HomeScreen OptionList:focus { height: 1fr; border: none; padding: 1 2; }"

    def compose_body(self) -> ComposeResult:
        """One list: what to do, recent files, examples."""
        yield OptionList(markup=False)

    def refresh_texts(self) -> None:
        """Fill the list."""
        super().refresh_texts()
        options = self.query_one(OptionList)
        highlighted = options.highlighted or 0
        options.clear_options()
        options.add_option(Option(clean(self.say(message("Start a new assessment"))), id="new"))
        options.add_option(Option(clean(self.say(message("Open a file"))), id="open"))
        recent = load_recent()
        if recent:
            options.add_option(Option(clean(f"\n{self.say(message('Recent'))}", "bold"), disabled=True))
            options.add_options([Option(clean(f"  {path}"), id=f"file:{path}") for path in recent])
        options.add_option(
            Option(clean(f"\n{self.say(message('Made-up examples, to look at'))}", "bold"), disabled=True)
        )
        examples = sorted(shipped_folder("examples").glob("*.toml"))
        options.add_options([Option(clean(f"  {path.stem}"), id=f"example:{path}") for path in examples])
        options.highlighted = highlighted
        options.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Do what the line says."""
        kind, _, path = (event.option_id or "").partition(":")
        match kind:
            case "new":
                self.action_new()
            case "open":
                self.action_open()
            case _:
                self._open(Path(path), read_only=kind == "example")

    def action_new(self) -> None:
        """Ask for the name, then make the file."""
        hint = self.say(message("Enter: go on. Esc: leave it."))
        self.app.push_screen(AskText(self.say(message("Name of the incubator")), hint=hint), self._named)

    def _named(self, name: str | None) -> None:
        if not name:
            return
        hint = self.say(message("Enter: go on. Esc: leave it."))
        plain = "".join(character if character.isalnum() else "-" for character in name.lower()).strip("-")
        question = self.say(message("File to keep it in"))
        self.app.push_screen(
            AskText(question, f"{plain or 'assessment'}.toml", hint), lambda file: self._create(name, file)
        )

    def _create(self, name: str, file: str | None) -> None:
        if not file:
            return
        known = [folder.name for folder in find_ruleset_folders(self.connecteur.search)]
        if len(known) == 1:
            self._make(name, file, known[0])
            return
        question = self.say(message("Ruleset: {names}", names=", ".join(known)))
        hint = self.say(message("Enter: go on. Esc: leave it."))
        self.app.push_screen(
            AskText(question, known[0], hint), lambda ruleset: self._make(name, file, ruleset) if ruleset else None
        )

    def _make(self, name: str, file: str, ruleset: str) -> None:
        try:
            checked = get_ruleset(ruleset, search=self.connecteur.search)
            create_assessment(Path(file), checked, name=name, lang=self.lang)
        except ConnecteurError as error:
            self.tell(error)
        else:
            self._open(Path(file))

    def action_open(self) -> None:
        """Ask for the file."""
        hint = self.say(message("Enter: go on. Esc: leave it."))
        self.app.push_screen(
            AskText(self.say(message("File to open")), hint=hint), lambda file: self._open(Path(file)) if file else None
        )

    def _open(self, path: Path, *, read_only: bool = False) -> None:
        try:
            self.connecteur.open_file(path, read_only=read_only)
        except ConnecteurError as error:
            self.tell(error)
