"""The application: which assessment is open, which language is spoken, which screen is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.theme import Theme

from connecteur_core.messages import message
from connecteur_tui.screens.base import BaseScreen
from connecteur_tui.screens.home import HomeScreen
from connecteur_tui.session import Session, open_session
from connecteur_tui.shown import clean, lines

CONTRAST = Theme(
    name="connecteur-contrast",
    primary="#ffff00",
    secondary="#00ffff",
    warning="#ffff00",
    error="#ff8080",
    success="#80ff80",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#303030",
    dark=True,
)
THEMES = ("textual-dark", "textual-light", CONTRAST.name)


class ConnecteurApp(App[None]):
    """The whole application."""

    TITLE = "connecteur"
    BINDINGS: ClassVar = [Binding("ctrl+q", "quit", show=False)]
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self, path: Path | None = None, *, lang: str = "en", by: str | None = None, search: Sequence[Path] = ()
    ) -> None:
        super().__init__()
        self.lang = lang
        self.session: Session | None = None
        self.search = tuple(search)
        self._path, self._by = path, by

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The command palette: what the keys do, by name, in the reader's language."""
        from connecteur_core.messages import translate

        keys = screen.KEYS if isinstance(screen, BaseScreen) else ()
        for key in keys:
            owner = self if key.action.startswith("app.") else screen
            action = key.action.removeprefix("app.")
            if "(" not in action and hasattr(owner, f"action_{action}"):
                label = translate(key.label, self.lang)
                yield SystemCommand(label, key.cap, getattr(owner, f"action_{action}"))

    def on_mount(self) -> None:
        """Home, and above it the file that was named."""
        self.register_theme(CONTRAST)
        self.push_screen(HomeScreen())
        if self._path is not None:
            self.open_file(self._path)

    def open_file(self, path: Path, *, read_only: bool = False) -> None:
        """Open an assessment and show its overview.

        Raises:
            ConnecteurError: it cannot be opened; nothing was changed.
        """
        from connecteur_tui.recent import remember
        from connecteur_tui.screens.overview import OverviewScreen

        self.session = open_session(path, by=self._by, read_only=read_only, search=self.search)
        if not read_only:
            remember(path)
        self.push_screen(OverviewScreen())

    def show_home(self) -> None:
        """Close the assessment; all of it is saved already."""
        self.pop_screen()

    def show_element(self, element: str, item: str | None = None) -> None:
        """One element, with the cursor on an item."""
        from connecteur_tui.screens.element import ElementScreen

        self.push_screen(ElementScreen(element, item))

    def show_guide(self) -> None:
        """The next question."""
        from connecteur_tui.screens.guide import GuideScreen

        self.push_screen(GuideScreen())

    def read(self, title: str, text: Content) -> None:
        """A text to read."""
        from connecteur_tui.screens.read_text import ReadText

        self.push_screen(ReadText(title, text))

    def action_search(self) -> None:
        """Search, when an assessment is open."""
        from connecteur_tui.screens.search import SearchScreen

        if self.session is not None:
            self.push_screen(SearchScreen())

    def action_who(self) -> None:
        """Who counts: decide one record, keep nothing."""
        from connecteur_tui.screens.who import WhoScreen

        self.push_screen(WhoScreen())

    def action_language(self) -> None:
        """The other language, at once."""
        self.lang = "fr" if self.lang == "en" else "en"
        for screen in self.screen_stack:
            if isinstance(screen, BaseScreen):
                screen.refresh_texts()

    def action_theme(self) -> None:
        """Dark, light, the terminal's own colours."""
        self.theme = THEMES[(THEMES.index(self.theme) + 1) % len(THEMES)] if self.theme in THEMES else THEMES[0]

    def action_help(self) -> None:
        """What the keys of the present screen do, and how answers count."""
        from connecteur_core.messages import translate

        screen = self.screen
        keys = screen.KEYS if isinstance(screen, BaseScreen) else ()
        rows = [clean(f"{key.cap:<4} {translate(key.label, self.lang)}") for key in keys]
        words = message(
            "Every answer is saved at once. What is open counts as unknown, never as no: the level reached is certain "
            "now, the level possible is what every open answer turning out well would give. The actions of the "
            "elements show progress; the checklist decides."
        )
        self.read(message("Help").text(self.lang), lines(*rows, clean(""), clean(words.text(self.lang))))
