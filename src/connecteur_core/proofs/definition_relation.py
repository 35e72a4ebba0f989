"""How two definitions lie to each other: equal, one within the other, apart or overlapping; with persons that show it.

A definition counts those of whom it says yes. The solver looks for somebody whom one counts and the other does not, all
facts being known, within the bounds of `fact_cells`; where it finds nobody, there is nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import Enum
from itertools import combinations
from typing import Any

import z3
from attrs import frozen

from connecteur_core.backends.fact_cells import FreeFacts
from connecteur_core.backends.fact_solver import Question, encode_facts, world_of
from connecteur_core.backends.kleene_formulas import Formula
from connecteur_core.decisions.definition_in_force import Definition, in_force
from connecteur_core.decisions.errors import UnfitTable
from connecteur_core.definitions.checker import CheckedDefinition
from connecteur_core.diagnostics import Diagnostic
from connecteur_core.messages import message
from connecteur_core.plugins.definitions import find_checked_definition, load_catalogue
from connecteur_core.proofs.witness import Witness, readable_witness

SECONDS = 10
"""How long the solver may look for one witness."""


class Relation(Enum):
    """How those whom one definition counts lie to those whom another counts."""

    EQUAL = "equal"
    WITHIN = "within"
    CONTAINS = "contains"
    DISJOINT = "disjoint"
    OVERLAP = "overlap"


@frozen(eq=False)
class DefinitionRelation:
    """What was found of two definitions.

    Attributes:
        only_a, only_b, both: facts of somebody counted by just one of them, or by both; None = there is nobody.
    """

    a: Definition
    b: Definition
    relation: Relation
    only_a: Witness | None
    only_b: Witness | None
    both: Witness | None


class Undecided(Exception):
    """The solver did not come to an end in time."""


def definitions_to_compare(one: str, two: str, *, on: date | None, host: str | None) -> tuple[Definition, Definition]:
    """Two definitions on a day on which both are in force, or each on its own last day.

    Args:
        one: an id, with a version if wanted.
        two: another one.
        on: the day; None = today, or the last day of what has ended.
        host: the country that international definitions are applied to; None = the other one's country.

    Raises:
        UnknownName: no such definition or version, or both are international and no country is given.
        NotInForce: one is not in force on the day asked for.
        UnfitTable: one is about persons and the other about enterprises.
    """
    names = [name.partition("@") for name in (one, two)]
    checked = [find_checked_definition(name) for name, _, _ in names]
    if checked[0].subject is not checked[1].subject:
        what = message("`{one}` and `{two}` are not about the same: persons, enterprises", one=one, two=two)
        raise UnfitTable(Diagnostic("CX805", what))
    hosts = [host or known.host or next((other.host for other in checked if other.host), None) for known in checked]
    days = [on] * 2 if on is not None else _days(checked, [version for _, _, version in names])
    first, second = (
        in_force(known, version=version or None, on=day, host=country, parameters={})
        for known, (_, _, version), day, country in zip(checked, names, days, hosts, strict=True)
    )
    return first, second


def _days(checked: Sequence[CheckedDefinition], versions: Sequence[str]) -> list[date]:
    """The last day, until today, on which both are in force; else the last day of each."""
    today = date.today()
    spans = []
    for known, version in zip(checked, versions, strict=True):
        entries = [one.entry for one in known.versions if version in ("", one.entry.version)]
        newest = entries[-1] if entries else known.versions[-1].entry
        spans.append((newest.first, min(newest.last or today, today)))
    common = min(last for _, last in spans)
    if all(first <= common for first, _ in spans):
        return [common] * len(spans)
    return [max(first, last) for first, last in spans]


class Comparison:
    """Definitions about the same subject, put to the solver together."""

    def __init__(self, definitions: Sequence[Definition], *, seconds: float = SECONDS) -> None:
        self.definitions = definitions
        first = definitions[0]
        vocabulary = first.checked.vocabulary
        world = world_of([one.root for one in definitions], vocabulary, [one.host for one in definitions])
        limits: list[Formula] = []
        self._facts = FreeFacts(world, first.subject.value, "", limits)
        self._partial = FreeFacts(world, first.subject.value, "some ", limits, partial=True)
        self._solver = z3.Solver()
        self._solver.set("timeout", int(seconds * 1000))
        self._handles: dict[tuple[int, bool, bool], Formula] = {}
        for place, definition in enumerate(definitions):
            question = Question(definition.host, definition.on, definition.parameters)
            for facts in (self._facts, self._partial):
                answer = encode_facts(definition.root, facts, world, question)
                for counted, formula in ((True, answer.yes), (False, answer.no)):
                    handle = z3.Bool(f"{place} {counted} {facts.partial}")
                    self._handles[place, counted, facts.partial] = handle
                    self._solver.add(z3.Implies(handle, formula))
        self._solver.add(limits)

    def find(self, *wanted: tuple[int, bool]) -> bool:
        """Whether there is somebody whom the definitions at some places count, or do not count.

        Raises:
            Undecided: the solver did not come to an end.
        """
        return self._check([self._handles[place, counted, False] for place, counted in wanted])

    def witness(self, *wanted: tuple[int, bool]) -> Witness | None:
        """Such a person with as few facts as settle it, or None where there is nobody.

        Raises:
            Undecided: the solver did not come to an end.
        """
        if not self.find(*wanted):
            return None
        asked = {self.definitions[place]: "yes" if counted else "no" for place, counted in wanted}
        handles = [self._handles[place, counted, True] for place, counted in wanted]
        given = [cell.known for cell in _cells(self._partial)]
        for count in range(len(given) + 1):
            few = z3.Bool(f"at most {count}")
            self._solver.add(z3.Implies(few, z3.PbLe([(one, 1) for one in given], count)))
            if self._check([*handles, few]):
                return readable_witness(self._partial.facts_in(self._solver.model()), asked)
        raise AssertionError("all facts together settle what was found")

    def relation(self, a: int, b: int) -> Relation:
        """How two definitions lie to each other, by their places.

        Raises:
            Undecided: the solver did not come to an end.
        """
        return _relation(*(self.find((a, one), (b, two)) for one, two in ((True, False), (False, True), (True, True))))

    def _check(self, assumptions: Sequence[Formula]) -> bool:
        answer = self._solver.check(*assumptions)
        if answer == z3.unknown:
            raise Undecided
        return bool(answer == z3.sat)


def compare_definitions(a: Definition, b: Definition, *, seconds: float = SECONDS) -> DefinitionRelation:
    """The relation of two definitions about the same subject, with the smallest witnesses.

    Raises:
        Undecided: the solver did not come to an end in that time.
    """
    comparison = Comparison([a, b], seconds=seconds)
    only_a = comparison.witness((0, True), (1, False))
    only_b = comparison.witness((0, False), (1, True))
    both = comparison.witness((0, True), (1, True))
    relation = _relation(only_a is not None, only_b is not None, both is not None)
    return DefinitionRelation(a, b, relation, only_a, only_b, both)


def definitions_of(subject: str, on: date, host: str) -> list[Definition]:
    """The definitions that are applied in a country on a day: its own and the international ones.

    Raises:
        UnknownName: the country is none.
    """
    found = []
    for checked in load_catalogue().definitions.values():
        if checked.subject.value != subject or checked.host not in (None, host):
            continue
        if any(version.entry.holds_on(on) for version in checked.versions):
            found.append(in_force(checked, version=None, on=on, host=host, parameters={}))
    return found


@frozen(eq=False)
class Relations:
    """How each two of several definitions lie to each other.

    Attributes:
        between: the relation of the first to the second, by their ids.
        empty: ids of those that count nobody at all.
    """

    definitions: Sequence[Definition]
    between: Mapping[tuple[str, str], Relation]
    empty: tuple[str, ...]

    def relation(self, one: str, two: str) -> Relation:
        """How a definition lies to another, by their ids."""
        if (one, two) in self.between:
            return self.between[one, two]
        turned = self.between[two, one]
        return {Relation.WITHIN: Relation.CONTAINS, Relation.CONTAINS: Relation.WITHIN}.get(turned, turned)


def relations_of(definitions: Sequence[Definition]) -> Relations:
    """The relations of several definitions about the same subject.

    Raises:
        Undecided: the solver did not come to an end.
    """
    comparison = Comparison(definitions)
    names = [one.id for one in definitions]
    between = {
        (names[one], names[two]): comparison.relation(one, two) for one, two in combinations(range(len(definitions)), 2)
    }
    empty = tuple(name for place, name in enumerate(names) if not comparison.find((place, True)))
    return Relations(definitions, between, empty)


def _relation(only_a: bool, only_b: bool, both: bool) -> Relation:
    if not only_a and not only_b:
        return Relation.EQUAL
    if not both:
        return Relation.DISJOINT
    if not only_a:
        return Relation.WITHIN
    return Relation.OVERLAP if only_b else Relation.CONTAINS


def _cells(facts: FreeFacts) -> list[Any]:
    """All facts made so far, those of members included."""
    found = []
    for cell in facts.made.values():
        found.append(cell)
        for member in getattr(cell.value, "members", ()):
            found += _cells(member)
    return found
