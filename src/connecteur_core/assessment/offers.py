"""What partners offer: contributions of a ruleset, to how many incubators, from when until when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from attrs import frozen

from connecteur_core.assessment.assessment import Commitment
from connecteur_core.diagnostics import Diagnostic
from connecteur_core.did_you_mean import suggestion
from connecteur_core.messages import message
from connecteur_core.model.ruleset import Ruleset


@frozen
class Offer:
    """One contribution that a partner offers to any incubator.

    Attributes:
        item: id of the item it brings about.
        partner: who offers it.
        on: its first day; None = now.
        note: a remark.
        amount: how many incubators can have it.
        until: its last day; None = open.
    """

    item: str
    partner: str
    on: date | None = None
    note: str | None = None
    amount: int = 1
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it stands on a day."""
        return (self.on is None or self.on <= day) and (self.until is None or day <= self.until)


def promised(commitment: Commitment) -> Offer:
    """What a partner has promised to one incubator, as an offer."""
    return Offer(commitment.item, commitment.partner, commitment.on, commitment.note)


def offers_of_nothing(offers: Sequence[Offer], rulesets: Sequence[Ruleset]) -> Iterator[Diagnostic]:
    """Offers of an item that no ruleset here has."""
    for offer in offers:
        if rulesets and not any(offer.item in ruleset.items for ruleset in rulesets):
            near = suggestion(offer.item, [item for ruleset in rulesets for item in ruleset.items])
            names = ", ".join(ruleset.reference for ruleset in rulesets)
            what = message("there is no item `{id}` in {ruleset}", id=offer.item, ruleset=names)
            yield Diagnostic("CX301", what, help=near)
