"""Asks for one line of text: a name, a note, a file."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from connecteur_tui.shown import clean


class AskText(ModalScreen[str | None]):
    """A line to fill in; Enter takes it, Escape leaves everything as it was."""

    BINDINGS = [Binding("escape", "cancel", show=False)]  # noqa: RUF012 -- Textual's own way
    DEFAULT_CSS = """
    AskText { align: center middle; }
    AskText > Vertical { width: 70; max-width: 90%; height: auto; border: round $primary; padding: 1 2; }
    AskText > Vertical { background: $surface; }
    """

    def __init__(self, question: str, value: str = "", hint: str = "") -> None:
        super().__init__()
        self._question, self._value, self._hint = question, value, hint

    def compose(self) -> ComposeResult:
        """The question, the line, what the keys do."""
        with Vertical():
            yield Static(clean(self._question))
            yield Input(value=clean(self._value).plain, select_on_focus=False)
            yield Static(clean(self._hint, "dim"))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the line."""
        self.dismiss(event.value.strip())

    def action_cancel(self) -> None:
        """Leave everything as it was."""
        self.dismiss(None)
