"""Decides facts through the solver backend: formulas over settled facts simplify to an answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import z3

from connecteur_core.backends.fact_cells import GivenFacts, World
from connecteur_core.backends.fact_solver import Question, encode_facts, world_of
from connecteur_core.expr.fact_tree import FactNode
from fact_strategies import COUNTRIES, VOCABULARY


def by_solver(
    subject: str, node: FactNode, facts: Mapping[str, Any], host: str, as_of: date, parameters: Mapping[str, Any]
) -> bool | None:
    """What an expression says of one record."""
    named = world_of([node], VOCABULARY, [host, *COUNTRIES, *_countries(facts)])
    world = World(VOCABULARY, named.countries)
    answer = encode_facts(node, GivenFacts(world, subject, facts), world, Question(host, as_of, parameters))
    yes, no = z3.simplify(answer.yes), z3.simplify(answer.no)
    assert {str(yes), str(no)} <= {"True", "False"}, (yes, no)
    assert not (z3.is_true(yes) and z3.is_true(no))
    return True if z3.is_true(yes) else False if z3.is_true(no) else None


def _countries(value: Any) -> set[str]:
    """All texts in facts that could be countries."""
    if isinstance(value, str):
        return {value} if len(value) == 2 else set()
    if isinstance(value, Mapping):
        return {code for one in value.values() for code in _countries(one)}
    if isinstance(value, list | tuple | set | frozenset):
        return {code for one in value for code in _countries(one)}
    return set()
