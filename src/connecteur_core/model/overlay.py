"""What a city, an incubator or a country changes of a ruleset without copying it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import field, frozen

from connecteur_core.messages import Message, message

if TYPE_CHECKING:
    from connecteur_core.model.item import Item
    from connecteur_core.model.ruleset import Ruleset


@frozen(eq=False)
class Overlay:
    """How a ruleset came from another one. The ruleset holds the whole; this tells what is the overlay's own.

    Attributes:
        reference: id and version of the overlay, which are those of the ruleset it makes.
        owner: who decided it.
        folder: where its files lie.
        base: the ruleset it extends, in the version it names.
        added: ids of its own items and elements.
        hidden: items of the base that it leaves out, by id.
        hidden_elements: elements of the base that it leaves out.
        settings: values it gives to parameters of the base.
        stricter_from: rank of the lowest level that it gives more criteria; None = the levels are those of the base.
    """

    reference: str
    owner: str
    folder: Path
    base: Ruleset = field(repr=False)
    added: frozenset[str]
    hidden: Mapping[str, Item] = field(repr=False)
    hidden_elements: tuple[str, ...]
    settings: Mapping[str, int]
    stricter_from: int | None = None

    def hiding(self) -> Message:
        """Why something of the base is not here."""
        return message(
            "{overlay} of {owner} hides it; it is in {base}",
            overlay=self.reference,
            owner=self.owner,
            base=self.base.reference,
        )


def overlays_of(ruleset: Ruleset) -> tuple[Overlay, ...]:
    """The overlays a ruleset is made with, the topmost first; none for a ruleset of its own."""
    found = []
    while ruleset.overlay is not None:
        found.append(ruleset.overlay)
        ruleset = ruleset.overlay.base
    return tuple(found)


def references_of(ruleset: Ruleset) -> tuple[str, ...]:
    """The reference of a ruleset and of all that it extends, itself first."""
    return (ruleset.reference, *(overlay.base.reference for overlay in overlays_of(ruleset)))


def standing_on(ruleset: Ruleset) -> Message | str:
    """The reference of a ruleset, with those it extends: what every result names as its rules."""
    shown: Message | str = ruleset.reference
    for overlay in overlays_of(ruleset):
        shown = message("{overlay} on {base}", overlay=shown, base=overlay.base.reference)
    return shown


def hider_of(ruleset: Ruleset, name: str) -> Overlay | None:
    """The overlay that hides an item or element, if one does."""
    for overlay in overlays_of(ruleset):
        if name in overlay.hidden or name in overlay.hidden_elements:
            return overlay
    return None


def setter_of(ruleset: Ruleset, parameter: str) -> str:
    """Who gives a parameter its default: the owner of an overlay, or the ruleset itself."""
    owners = (overlay.owner for overlay in overlays_of(ruleset) if parameter in overlay.settings)
    return next(owners, ruleset.reference)


def stricter_owner(ruleset: Ruleset, rank: int) -> Overlay | None:
    """The overlay by which a level asks for more than the ruleset it comes from, if one does; rank 0 never does."""
    for overlay in overlays_of(ruleset):
        if overlay.stricter_from is not None and rank >= overlay.stricter_from:
            return overlay
    return None
