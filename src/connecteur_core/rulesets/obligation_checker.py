"""Whether items can be asked for as their obligation says, and kinds be what they say."""

from __future__ import annotations

from collections.abc import Iterator

from connecteur_core.diagnostics import Diagnostic
from connecteur_core.messages import message
from connecteur_core.model.item import Item
from connecteur_core.model.obligation import Obligation
from connecteur_core.model.ruleset import Ruleset


def obligation_findings(ruleset: Ruleset) -> Iterator[Diagnostic]:
    """Obligations of items that nobody answers, and kinds that select and count at once."""
    for item in ruleset.items.values():
        if not ruleset.is_answered(item) or ruleset.kind_of(item).selects:
            yield from _not_a_must(ruleset, item)
    for name, kind in ruleset.kinds.items():
        if kind.selects and (kind.decides or kind.counts or not kind.answered):
            what = message("answers of the kind `{name}` select, so they neither decide nor count", name=name)
            yield ruleset.origin.diagnostic("CX226", what, "kinds", name, "selects")


def _not_a_must(ruleset: Ruleset, item: Item) -> Iterator[Diagnostic]:
    what = message("`{id}` is not answered for its merit, so it can only be a must", id=item.id)
    if item.obligation is not Obligation.MUST:
        yield ruleset.origins[item.id].diagnostic("CX224", what, "obligation")
    for level, one in item.obligations.items():
        if one is not Obligation.MUST:
            yield ruleset.origins[item.id].diagnostic("CX224", what, "obligations", level)
