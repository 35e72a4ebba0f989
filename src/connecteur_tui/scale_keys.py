"""Answers on a scale of an item's own: one digit for each."""

from __future__ import annotations

from connecteur_core.model.locale import Locale
from connecteur_core.rulesets.titles import answer_text
from connecteur_tui.session import Session


def answer_at(session: Session, item_id: str, digit: str) -> str | None:
    """The answer that a digit stands for, or None when the item has no such answer."""
    scale = session.ruleset.scaled_items.get(item_id)
    names = [] if scale is None else list(scale.values)
    place = int(digit) - 1
    return names[place] if 0 <= place < len(names) else None


def scale_lines(session: Session, locale: Locale, item_id: str) -> list[str]:
    """The answers of an item with their digits; empty when it has no scale of its own."""
    scale = session.ruleset.scaled_items.get(item_id)
    if scale is None:
        return []
    return [
        f"{number} {answer_text(session.ruleset, locale, item_id, name)}"
        for number, name in enumerate(scale.values, start=1)
    ]
