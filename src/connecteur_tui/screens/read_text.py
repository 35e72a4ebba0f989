"""A text to read: help, an explanation, the history of changes."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from connecteur_tui.screens.base import BaseScreen
from connecteur_tui.widgets.key_bar import Key


class ReadText(BaseScreen):
    """A title and a text that scrolls."""

    KEYS: ClassVar = (Key("escape", "back", "back", "Esc"),)
    DEFAULT_CSS = "ReadText VerticalScroll { padding: 1 2; }"

    def __init__(self, title: str, text: Content) -> None:
        super().__init__()
        self._title, self._text = title, text

    def compose_body(self) -> ComposeResult:
        """The text."""
        with VerticalScroll():
            yield Static(self._text)

    def title_text(self) -> str:
        """What the text is."""
        return self._title
