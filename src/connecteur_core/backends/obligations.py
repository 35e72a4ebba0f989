"""Whether items are settled for a level, by how strongly it asks for them."""

from __future__ import annotations

from typing import assert_never

from connecteur_core.backends.python_backend import Standing
from connecteur_core.model.obligation import Obligation
from connecteur_core.truth import Truth


def settled(item: str, obligation: Obligation, standing: Standing) -> Truth:
    """Whether an item is settled. What does not apply always is; a missing answer or justification is not “no”."""
    if item in standing.skipped:
        return Truth.TRUE
    met = standing.met[item]
    match obligation:
        case Obligation.MUST:
            return met
        case Obligation.SHOULD:
            excused = item in standing.answered and item in standing.justified
            return Truth.TRUE if met is Truth.TRUE or excused else Truth.UNKNOWN
        case Obligation.SUGGESTED:
            return Truth.TRUE if item in standing.answered else Truth.UNKNOWN
        case _:
            assert_never(obligation)
