"""The keys of a screen at its foot, in the reader's language."""

from __future__ import annotations

from attrs import frozen
from textual import events
from textual.content import Content
from textual.widgets import Static


@frozen
class Key:
    """A key, the action it runs, and what it is called.

    Attributes:
        shown: what stands on the key, where that is not its name.
        minor: named in the help and the command palette only; the foot of an 80 column screen is small.
    """

    key: str
    action: str
    label: str
    shown: str = ""
    minor: bool = False

    @property
    def cap(self) -> str:
        """What stands on the key."""
        return self.shown or self.key


class KeyBar(Static):
    """As many lines as the keys need; a line breaks between keys, never inside one."""

    DEFAULT_CSS = "KeyBar { dock: bottom; height: auto; max-height: 3; background: $panel; color: $foreground; }"
    _shown: tuple[tuple[str, str], ...] = ()

    def show_keys(self, keys: tuple[Key, ...], labels: tuple[str, ...]) -> None:
        """Write the keys with their labels, which are already in the reader's language."""
        self._shown = tuple((key.cap, label) for key, label in zip(keys, labels, strict=True) if not key.minor)
        self._write(self.app.size.width)

    def on_resize(self, event: events.Resize) -> None:
        """Break the lines anew."""
        self._write(event.size.width)

    def _write(self, width: int) -> None:
        rows: list[list[Content]] = [[]]
        used = 0
        for cap, label in self._shown:
            part = Content.assemble((f" {cap} ", "bold reverse"), f" {label}  ")
            if used + part.cell_length > width and rows[-1]:
                rows.append([])
                used = 0
            rows[-1].append(part)
            used += part.cell_length
        self.update(Content("\n").join(Content("").join(row) for row in rows))
