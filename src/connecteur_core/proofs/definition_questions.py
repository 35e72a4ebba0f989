"""What should hold of every definition, whoever it is asked about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property, partial
from itertools import pairwise

import z3
from attrs import frozen

from connecteur_core.backends.kleene_formulas import Formula
from connecteur_core.decisions.definition_in_force import Definition, in_force
from connecteur_core.definitions.checker import CheckedDefinition, CheckedVersion
from connecteur_core.definitions.definition import ONLY_VERSION
from connecteur_core.messages import Message, message
from connecteur_core.proofs.definition_space import DefinitionSpace
from connecteur_core.proofs.question import NotDecided, Question, Refuted

_HOST = "FR"
"""Where international definitions are applied; a member of the European Union, as some of them ask for one."""


def definition_questions(checked: CheckedDefinition) -> Iterator[Question]:
    """All questions about a definition: about each of its versions, on its last day or today."""
    yield Question("versions", checked.id, partial(_gap, checked))
    for version in checked.versions:
        asked = _Asked(checked, version)
        yield Question("consistent", asked.name, asked.contradiction)
        yield Question("settled", asked.name, asked.flip)
        yield Question("satisfiable", asked.name, partial(asked.nobody, "yes"))
        yield Question("not trivial", asked.name, partial(asked.nobody, "no"))
        for fact in asked.definition.facts_read():
            yield Question("fact matters", f"{asked.name}: {fact}", partial(asked.idle, fact))


def _gap(checked: CheckedDefinition, _: float) -> Refuted | None:
    """Each version begins on the day after the one before it ended."""
    entries = [version.entry for version in checked.versions]
    for earlier, later in pairwise(entries):
        if earlier.last is None or later.first != earlier.last + timedelta(days=1):
            return Refuted(message("`{version}` does not begin where the one before it ends", version=later.version))
    return None


@frozen(eq=False, slots=False)
class _Asked:
    checked: CheckedDefinition
    version: CheckedVersion

    @property
    def name(self) -> str:
        version = self.version.entry.version
        return self.checked.id if version == ONLY_VERSION else f"{self.checked.id}@{version}"

    @cached_property
    def definition(self) -> Definition:
        entry, today = self.version.entry, date.today()
        day = max(entry.first, min(entry.last or today, today))
        return in_force(self.checked, version=entry.version, on=day, host=self.checked.host or _HOST, parameters={})

    @cached_property
    def space(self) -> DefinitionSpace:
        return DefinitionSpace(self.definition)

    def contradiction(self, seconds: float) -> Refuted | None:
        """Nobody is both surely counted and surely not."""
        found = self._find(z3.And(self.space.partial.yes, self.space.partial.no), seconds)
        if found is None:
            return None
        return Refuted(message("it says both yes and no"), self.space.given_facts_of(found))

    def flip(self, seconds: float) -> Refuted | None:
        """What is settled stays so, whatever the missing facts turn out to be."""
        less, all_ = self.space.partial, self.space.whole
        flips = z3.Or(z3.And(less.yes, all_.no), z3.And(less.no, all_.yes))
        found = self._find(z3.And(flips, self.space.shares_add_up()), seconds)
        if found is None:
            return None
        example = {"before": self.space.given_facts_of(found), "after": self.space.facts_of(found)}
        return Refuted(message("one more fact turns a settled answer round"), example)

    def nobody(self, answer: str, seconds: float) -> Refuted | None:
        """Somebody is counted, and somebody is not."""
        wanted = self.space.whole.yes if answer == "yes" else self.space.whole.no
        if self._find(wanted, seconds) is not None:
            return None
        return Refuted(_NOBODY[answer])

    def idle(self, fact: str, seconds: float) -> Refuted | None:
        """There is somebody for whom another value of the fact makes another answer."""
        one, (other, limits) = self.space.whole, self.space.changed(fact)
        changes = z3.Or(z3.And(one.yes, z3.Not(other.yes)), z3.And(one.no, z3.Not(other.no)))
        if self._find(z3.And(*limits, changes), seconds) is not None:
            return None
        return Refuted(message("the fact `{name}` never changes the answer", name=fact))

    def _find(self, formula: Formula, seconds: float) -> Formula | None:
        try:
            return self.space.find(formula, seconds)
        except TimeoutError as error:
            raise NotDecided(message("not decided in {seconds} s", seconds=f"{seconds:g}")) from error


_NOBODY: Mapping[str, Message] = {
    "yes": message("it counts nobody at all"),
    "no": message("it counts everybody"),
}
