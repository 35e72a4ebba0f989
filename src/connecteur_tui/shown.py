"""All text that reaches the terminal goes through here: nothing in it can be markup or a control sequence."""

from __future__ import annotations

from textual.content import Content

from connecteur_core.printable import show


def clean(text: object, style: str = "") -> Content:
    """Text of a file, a name or a message as content: marks instead of control characters, no markup."""
    return Content.styled(show(text, multiline=True), style) if style else Content(show(text, multiline=True))


def lines(*parts: Content) -> Content:
    """Contents one below the other."""
    return Content("\n").join(parts)
