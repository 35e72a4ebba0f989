"""Who says what in a ruleset made by overlays: which entries, words, settings and gaps are whose."""

from __future__ import annotations

from attrs import frozen

from connecteur_core.messages import Message, message
from connecteur_core.model.overlay import Overlay, overlays_of
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.rulesets.locales import load_locale
from connecteur_core.rulesets.wording import TABLES, load_wording


@frozen
class Provenance:
    """What one overlay did to one entry.

    Attributes:
        change: "added"; "stricter" of a level that asks for more; or "reworded", with the table of words
            (`texts`, `questions`, …).
        instead_of: the words of the base; None when it has none.
    """

    overlay: Overlay
    change: str
    table: str | None = None
    instead_of: str | None = None

    def statement(self) -> Message:
        """The same in a sentence."""
        base = self.overlay.base.reference
        names = {"overlay": self.overlay.reference, "owner": self.overlay.owner}
        if self.change == "added":
            return message("added by {overlay} of {owner}", **names)
        if self.change == "stricter":
            return message("{overlay} of {owner} asks for more than the level of {base}", base=base, **names)
        if self.instead_of is None:
            return message("reworded by {overlay} of {owner}", **names)
        return message(
            "reworded by {overlay} of {owner}; in {base}: “{text}”", **names, base=base, text=self.instead_of
        )

    def to_json(self) -> dict[str, object]:
        """The same as plain data."""
        return {
            "overlay": self.overlay.reference,
            "owner": self.overlay.owner,
            "change": self.change,
            "table": self.table,
            "instead_of": self.instead_of,
        }


def provenance_of(ruleset: Ruleset, name: str, lang: str) -> tuple[Provenance, ...]:
    """What overlays did to an entry and to its words in `lang`, the topmost first; empty for what the base says."""
    found: list[Provenance] = []
    ranks = {level.id: level.rank for level in ruleset.levels}
    for overlay in overlays_of(ruleset):
        if name in overlay.added:
            return (*found, Provenance(overlay, "added"))
        if overlay.stricter_from is not None and ranks.get(name, 0) >= overlay.stricter_from:
            found.append(Provenance(overlay, "stricter"))
        base, wording = load_locale(overlay.base, lang), load_wording(overlay, lang)
        for table in TABLES:
            if name in getattr(wording, table):
                before = getattr(base, table).get(name)
                words = ", ".join(before) if isinstance(before, tuple) else before
                found.append(Provenance(overlay, "reworded", table, words))
    return tuple(found)


def describe_overlays(ruleset: Ruleset) -> tuple[Message, ...]:
    """One sentence for each overlay: whose it is, on what, what it adds, hides and sets."""
    return tuple(
        message(
            "{overlay} of {owner} on {base}: adds {added}; hides {hidden}; sets {settings}.",
            overlay=overlay.reference,
            owner=overlay.owner,
            base=overlay.base.reference,
            added=_listed([name for name in ruleset.origins if name in overlay.added]),
            hidden=_listed([*overlay.hidden_elements, *_wholes(overlay)]),
            settings=_listed([f"{name} = {value}" for name, value in overlay.settings.items()]),
        )
        for overlay in overlays_of(ruleset)
    )


def _wholes(overlay: Overlay) -> list[str]:
    """What is hidden, without the parts of what is hidden."""
    return [
        name
        for name, item in overlay.hidden.items()
        if item.part_of not in overlay.hidden and item.element not in overlay.hidden_elements
    ]


def _listed(names: list[str]) -> Message | str:
    return ", ".join(names) if names else message("nothing")
