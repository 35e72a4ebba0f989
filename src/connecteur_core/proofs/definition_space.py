"""One definition before the solver: all facts given, or any of them missing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import z3

from connecteur_core.backends.fact_cells import FactCells, FreeFacts, Listed
from connecteur_core.backends.fact_solver import Question, encode_facts, world_of
from connecteur_core.backends.kleene_formulas import Formula, Kleene
from connecteur_core.decisions.definition_in_force import Definition


class DefinitionSpace:
    """All that can be asked about one definition on one day.

    Attributes:
        whole: what it says when every fact is given.
        partial: what it says of the same facts when any of them may be missing.
    """

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self._world = world_of([definition.root], definition.checked.vocabulary, [definition.host])
        self._question = Question(definition.host, definition.on, definition.parameters)
        self._limits: list[Formula] = []
        self._facts, self._fewer = self._free(), self._free(partial=True)
        self.whole = self._encoded(self._facts)
        self.partial = self._encoded(self._fewer)

    def changed(self, fact: str) -> tuple[Kleene, list[Formula]]:
        """What it says when every fact is given and one has another value, and what holds of that value."""
        own = re.compile(rf"{re.escape(fact)}(?![a-z0-9_])")
        renamed = [
            (term, z3.Const(f"other {name}", term.sort())) for name, term in self._terms.items() if own.match(name)
        ]

        def other(formula: Formula) -> Formula:
            return z3.substitute(formula, *renamed)

        limits = [now for limit, now in zip(self._limits, map(other, self._limits), strict=True) if not now.eq(limit)]
        return Kleene(other(self.whole.yes), other(self.whole.no)), limits

    @cached_property
    def _terms(self) -> Mapping[str, Formula]:
        """All that the solver may choose, by name: that of a fact, and what tells its parts apart."""
        found: dict[str, Formula] = {}
        seen: set[int] = set()
        left = [self.whole.yes, self.whole.no, *self._limits]
        while left:
            term = left.pop()
            if term.get_id() in seen:
                continue
            seen.add(term.get_id())
            if z3.is_const(term) and term.decl().kind() == z3.Z3_OP_UNINTERPRETED:
                found[term.decl().name()] = term
            left += term.children()
        return found

    def shares_add_up(self) -> Formula:
        """All shares of a list that is complete come to 100, those of others to no more.

        Shares that were rounded may be 0.01 off; then a threshold that is met by a hair is one more fact away (ADR 13).
        """
        sums = []
        for name, cell in list(self._facts.made.items()):
            if not isinstance(cell.value, Listed) or f"{name}_complete" not in self._facts.made:
                continue
            held = [
                z3.If(cell.value.holds(place), member.cell("share").value, 0)
                for place, member in enumerate(cell.value.members)
            ]
            complete = self._facts.cell(f"{name}_complete").value
            sums.append(z3.If(complete, z3.Sum(held) == 100, z3.Sum(held) <= 100))
        return z3.And(sums)

    def find(self, formula: Formula, seconds: float) -> Formula | None:
        """A model of the formula, or None where there is none.

        Raises:
            TimeoutError: the solver did not come to an end.
        """
        solver = z3.SimpleSolver()  # thirty times as fast here as the one that picks its tactics
        solver.set("timeout", max(1, int(seconds * 1000)))
        solver.add(self._limits)
        solver.add(formula)
        answer = solver.check()
        if answer == z3.unknown:
            raise TimeoutError
        return solver.model() if answer == z3.sat else None

    def facts_of(self, model: Formula) -> dict[str, Any]:
        """All facts of a model."""
        return self._facts.facts_in(model)

    def given_facts_of(self, model: Formula) -> dict[str, Any]:
        """The facts of a model that are not missing."""
        return self._fewer.facts_in(model)

    def _free(self, *, partial: bool = False) -> FreeFacts:
        return FreeFacts(self._world, self.definition.subject.value, "", self._limits, partial)

    def _encoded(self, facts: FactCells) -> Kleene:
        return encode_facts(self.definition.root, facts, self._world, self._question)
