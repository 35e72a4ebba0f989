"""The keys of a screen in one line, in the reader's language; a click on one does the same as the key."""

from __future__ import annotations

from attrs import frozen
from textual.content import Content
from textual.widgets import Static


@frozen
class Key:
    """A key, the action it runs, and what it is called."""

    key: str
    action: str
    label: str
    shown: str = ""

    @property
    def cap(self) -> str:
        """What stands on the key."""
        return self.shown or self.key


class KeyBar(Static):
    """One line at the foot of a screen."""

    DEFAULT_CSS = "KeyBar { dock: bottom; height: auto; max-height: 3; background: $panel; color: $foreground; }"

    def show_keys(self, keys: tuple[Key, ...], labels: tuple[str, ...]) -> None:
        """Write the keys with their labels, which are already in the reader's language."""
        parts = [
            Content.assemble((f" {key.cap} ", "bold reverse"), f" {label}  ")
            for key, label in zip(keys, labels, strict=True)
        ]
        self.update(Content("").join(parts))
