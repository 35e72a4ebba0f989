"""What all screens have in common: keys named in the reader's language, the session, messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import Static

from connecteur_core.diagnostics import ConnecteurError
from connecteur_core.messages import Message
from connecteur_core.rulesets.locales import load_locale
from connecteur_tui.shown import clean
from connecteur_tui.widgets.key_bar import Key, KeyBar

if TYPE_CHECKING:
    from connecteur_core.model.locale import Locale
    from connecteur_tui.app import ConnecteurApp
    from connecteur_tui.session import Session


class BaseScreen(Screen[None]):
    """A screen with a title line, its own keys, and a line that names them."""

    KEYS: ClassVar[tuple[Key, ...]] = ()
    DEFAULT_CSS = "BaseScreen > .title { dock: top; height: 1; background: $primary; color: $text; text-style: bold; }"

    def __init_subclass__(cls) -> None:
        """Bind the keys of a screen once, from the same rows that are shown."""
        cls.BINDINGS = [
            Binding(key.key, key.action, key.label, show=False, priority=key.key == "tab") for key in cls.KEYS
        ]
        super().__init_subclass__()

    @property
    def connecteur(self) -> ConnecteurApp:
        """The application, by its own type."""
        return cast("ConnecteurApp", self.app)

    @property
    def session(self) -> Session:
        """The open assessment; screens that need one are shown only when there is one."""
        session = self.connecteur.session
        assert session is not None, "screens of an assessment are opened with one"
        return session

    @property
    def lang(self) -> str:
        """The reader's language."""
        return self.connecteur.lang

    @property
    def locale(self) -> Locale:
        """The texts of the ruleset."""
        return load_locale(self.session.ruleset, self.lang)

    def say(self, text: Message) -> str:
        """A sentence in the reader's language."""
        return text.text(self.lang)

    def compose(self) -> ComposeResult:
        """Title, body, keys."""
        yield Static(classes="title", markup=False)
        yield from self.compose_body()
        yield KeyBar(markup=False)

    def compose_body(self) -> ComposeResult:
        """What stands between title and keys."""
        yield from ()

    def on_mount(self) -> None:
        """Show everything for the first time."""
        self.refresh_texts()

    def on_screen_resume(self) -> None:
        """Another screen may have changed the answers or the language."""
        if self.is_mounted:
            self.refresh_texts()

    def refresh_texts(self) -> None:
        """Write title and keys in the reader's language; subclasses add their body."""
        from connecteur_core.messages import translate

        self.query_one(".title", Static).update(clean(f" {self.title_text()}"))
        labels = tuple(translate(key.label, self.lang) for key in self.KEYS)
        self.query_one(KeyBar).show_keys(self.KEYS, labels)

    def title_text(self) -> str:
        """The line at the top."""
        return "connecteur"

    def tell(self, error: ConnecteurError) -> None:
        """A failure, in one clear line."""
        for finding in error.diagnostics[:3]:
            text = finding.headline(self.lang)
            if finding.help is not None:
                text = f"{text}. {finding.help.text(self.lang)}"
            self.notify(clean(text).plain, severity="error", markup=False)

    def action_back(self) -> None:
        """Leave the screen."""
        self.app.pop_screen()
