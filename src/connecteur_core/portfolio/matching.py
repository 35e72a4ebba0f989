"""Which offer goes to which incubator: the assignment that closes most gaps, those that block a level before others.

How many needs of each incubator can be met at the same time forms a polymatroid: one more can be met for an incubator
unless it never can be again, whatever the others got. So serving one after the other, and passing offers on where that
makes room, ends with the most needs met; taking blocking ones first meets the most of those as well; and serving
whoever has least makes the assignment as even as can be without meeting a need less. Tests compare with going through
all assignments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import field, frozen

from connecteur_core.assessment.offers import Offer
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.portfolio.compare import Comparison, Standing


@frozen(eq=False)
class Need:
    """Something one incubator lacks.

    Attributes:
        items: ids of the contributions that say the same (A27), in order; any one of them closes the gap.
        blocking: whether it lies behind a line that blocks the incubator's next level.
    """

    incubator: Standing
    items: tuple[str, ...]
    blocking: bool


@frozen(eq=False)
class Assignment:
    """Who gets what.

    Attributes:
        given: each need that is met, with the offer that meets it, in the order of the comparison.
        left: needs that no offer is left for.
        fair: whether it was made as even as can be.
    """

    given: tuple[tuple[Need, Offer], ...]
    left: tuple[Need, ...]
    fair: bool

    @property
    def blocking(self) -> int:
        """How many of the needs met block a level."""
        return sum(need.blocking for need, _ in self.given)


def assign_offers(comparison: Comparison, *, fair: bool = False) -> Assignment:
    """The assignment of offers that meets most blocking needs and, with those, most needs.

    Args:
        comparison: incubators and the offers made to any of them; only offers that hold on its day count.
        fair: whether to give to whoever has least first: the least number of needs met is as large as can be, then the
            next least, and so on. It never meets fewer needs.
    """
    needs = [need for one in comparison.standings for need in _needs_of(one, comparison.ruleset)]
    offers = [offer for offer in comparison.offers if offer.holds(comparison.on)]
    wanted = [
        [place for place, offer in enumerate(offers) if set(need.items) & _same(comparison.ruleset, offer.item)]
        for need in needs
    ]
    met = match(
        [need.blocking for need in needs],
        [comparison.standings.index(need.incubator) for need in needs],
        wanted,
        [offer.amount for offer in offers],
        fair=fair,
    )
    given = tuple((need, offers[met[place]]) for place, need in enumerate(needs) if place in met)
    return Assignment(given, tuple(need for place, need in enumerate(needs) if place not in met), fair)


def match(
    blocking: Sequence[bool],
    owners: Sequence[int],
    wanted: Sequence[Sequence[int]],
    amounts: Sequence[int],
    *,
    fair: bool,
) -> Mapping[int, int]:
    """For each need that is met, the offer that meets it.

    Args:
        blocking: by need, whether it comes first.
        owners: by need, whose it is.
        wanted: by need, the offers that would meet it.
        amounts: by offer, how many needs it can meet.
        fair: whether whoever has least is served first.
    """
    hall = _Hall(wanted, amounts, list(zip(blocking, owners, strict=True)))
    counts = dict.fromkeys(owners, 0)
    for tier in (True, False):
        waiting = [owner for owner in counts if (tier, owner) in hall.groups]
        while waiting:
            owner = min(waiting, key=counts.__getitem__) if fair else waiting[0]
            if hall.meet_one_more((tier, owner)):
                counts[owner] += 1
            else:  # whom no offer is left for now, none will be left for later
                waiting.remove(owner)
    return hall.met


_Group = tuple[bool, int]
"""The blocking needs of one incubator, or its others; within a group it does not matter which are met."""


@frozen(eq=False)
class _Hall:
    """Offers handed out so far. A group never has fewer needs met than before, though perhaps others."""

    wanted: Sequence[Sequence[int]]
    amounts: Sequence[int]
    groups: Sequence[_Group]
    met: dict[int, int] = field(factory=dict)

    def meet_one_more(self, group: _Group) -> bool:
        """Meet one more need of a group, along the shortest chain of offers passed on that ends where there is room."""
        asked_by: dict[int, int] = {}
        # Who stands in the chain, and whose offer it gave up or takes the place of; None = the group itself.
        chain: dict[int, int | None] = dict.fromkeys(self._unmet(group))
        waiting = list(chain)
        for asking in waiting:
            for offer in self.wanted[asking]:
                if offer in asked_by:
                    continue
                asked_by[offer] = asking
                holders = [need for need, its in self.met.items() if its == offer]
                if len(holders) < self.amounts[offer]:
                    self._pass_on(offer, asked_by, chain)
                    return True
                for holder in holders:
                    for other in (holder, *self._unmet(self.groups[holder])):
                        if other not in chain:
                            chain[other] = holder
                            waiting.append(other)
        return False

    def _unmet(self, group: _Group) -> list[int]:
        return [need for need, its in enumerate(self.groups) if its == group and need not in self.met]

    def _pass_on(self, offer: int, asked_by: Mapping[int, int], chain: Mapping[int, int | None]) -> None:
        while True:
            asking = asked_by[offer]
            holder = chain[asking]
            given_up = None if holder is None else self.met.pop(holder)
            self.met[asking] = offer
            if given_up is None:
                return
            offer = given_up


def _needs_of(one: Standing, ruleset: Ruleset) -> Iterator[Need]:
    """The needs of an incubator, those that say the same as one, without what it has or was promised."""
    has = {name for item in (*one.received, *one.promised) for name in _same(ruleset, item)}
    behind = {
        item.id
        for line in one.blocks
        for part in (ruleset.items[line], *ruleset.parts_of(line))
        for item in ruleset.items_behind(part)
    }
    seen: set[str] = set()
    for item in one.needs:
        if item in has or item in seen:
            continue
        same = _same(ruleset, item)
        seen |= same
        lacked = tuple(name for name in one.needs if name in same)
        yield Need(one, lacked, bool(same & behind))


def _same(ruleset: Ruleset, item_id: str) -> set[str]:
    """An item and those that say the same, either way round."""
    found = {item_id}
    while True:
        more = {other for name in found if name in ruleset.items for other in ruleset.items[name].same_as}
        more |= {item.id for item in ruleset.items.values() if found & set(item.same_as)}
        if more <= found:
            return found
        found |= more
