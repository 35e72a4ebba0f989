"""What should hold of every ruleset, whatever an incubator answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial

import z3
from attrs import frozen

from connecteur_core.backends.interval_formulas import TooLarge
from connecteur_core.backends.kleene_formulas import Formula, Kleene
from connecteur_core.backends.program import items_read
from connecteur_core.backends.rule_solver import RulesetFormulas, encode_ruleset
from connecteur_core.evaluation.policies import Policy
from connecteur_core.expr.typed import LevelCall
from connecteur_core.messages import message
from connecteur_core.model.ruleset import Level, State
from connecteur_core.proofs.answer_formulas import AnswerSpace, completes, improves
from connecteur_core.proofs.assessment_example import assessment_toml
from connecteur_core.proofs.construction import Construction
from connecteur_core.proofs.question import NotDecided, Question, Refuted
from connecteur_core.rulesets.checker import CheckedRuleset


def ruleset_questions(checked: CheckedRuleset) -> Iterator[Question]:
    """All questions about a ruleset."""
    asked = _Asked(checked)
    for policy in Policy:
        for level in checked.ruleset.every_level.values():
            name = f"{level.id}, {policy.value}"
            yield Question("monotone", name, partial(asked.falls, level, policy))
            yield Question("settled", name, partial(asked.flips, level, policy))
    for level in checked.ruleset.every_level.values():
        yield Question("policies ordered", level.id, partial(asked.stricter_is_higher, level))
    for level in checked.ruleset.every_level.values():
        yield Question("reachable", level.id, partial(asked.out_of_reach, level))
    for level in checked.ruleset.every_level.values():
        for line in checked.criteria[level.id]:
            if not is_cumulative(checked, line):
                yield Question("line matters", line, partial(asked.follows, level, line))
    for item in deciding_items(checked):
        yield Question("answer matters", item, partial(asked.idle, item))


def is_cumulative(checked: CheckedRuleset, line: str) -> bool:
    """Whether a line says no more than that a level is reached; such a line is meant to follow from others (A02)."""
    return line in checked.rules and isinstance(checked.rules[line].root, LevelCall)


def deciding_items(checked: CheckedRuleset) -> tuple[str, ...]:
    """The answered items that should matter: those of kinds that decide, and those that rules of lines read."""
    read = set(items_read(checked))
    ruleset = checked.ruleset
    return tuple(
        name
        for name, item in ruleset.answered_items.items()
        if name in read or (ruleset.kind_of(item).decides and item.state is State.CURRENT)
    )


def guidance_items(checked: CheckedRuleset) -> tuple[str, ...]:
    """The answered items that no level rests on, as their kind declares."""
    deciding = set(deciding_items(checked))
    return tuple(name for name in checked.ruleset.answered_items if name not in deciding)


@frozen(eq=False, slots=False)
class _Asked:
    checked: CheckedRuleset

    @cached_property
    def before(self) -> AnswerSpace:
        return AnswerSpace(self.checked, "before ")

    @cached_property
    def after(self) -> AnswerSpace:
        return AnswerSpace(self.checked, "after ")

    @cached_property
    def _formulas(self) -> Mapping[tuple[str, Policy], RulesetFormulas]:
        spaces = {"before": self.before, "after": self.after}
        return {
            (name, policy): encode_ruleset(self.checked, space.under(policy))
            for name, space in spaces.items()
            for policy in Policy
        }

    def _level(self, name: str, policy: Policy, level: Level) -> Kleene:
        try:
            return self._formulas[name, policy].levels[level.id]
        except TooLarge as error:
            raise NotDecided(message("a rule counts in too many ways at once for the solver")) from error

    def falls(self, level: Level, policy: Policy, seconds: float) -> Refuted | None:
        """No better answer takes a level away, reached or possible."""
        before, after = self._level("before", policy, level), self._level("after", policy, level)
        better = improves(self.before, self.after)
        if self._moves_as_built(level, policy, better, no_rises=False):
            return None
        lost = z3.Or(z3.And(before.yes, z3.Not(after.yes)), z3.And(z3.Not(before.no), after.no))
        found = self._find([better, lost], seconds)
        if found is None:
            return None
        return Refuted(message("a better answer takes the level away"), self._two(found))

    def flips(self, level: Level, policy: Policy, seconds: float) -> Refuted | None:
        """One more answer only narrows what is reached and possible: what is settled stays so."""
        before, after = self._level("before", policy, level), self._level("after", policy, level)
        more = completes(self.before, self.after)
        if self._moves_as_built(level, policy, more, no_rises=True) and self._constructions[policy].is_dual(level.id):
            return None
        turned = z3.Or(
            z3.And(before.yes, z3.Not(after.yes)),
            z3.And(before.no, z3.Not(after.no)),
            z3.And(before.yes, before.no),
        )
        found = self._find([more, turned], seconds)
        if found is None:
            return None
        return Refuted(message("one more answer turns round what was settled"), self._two(found))

    @cached_property
    def _constructions(self) -> Mapping[Policy, Construction]:
        return {policy: Construction(self.checked, self.before.under(policy)) for policy in Policy}

    def _moves_as_built(self, level: Level, policy: Policy, relation: Formula, *, no_rises: bool) -> bool:
        """Whether the way a level is built shows that it moves as it should; if not, it still may."""
        spaces = (self.before.under(policy), self.after.under(policy))
        found = self._constructions[policy].violations(level.id, *spaces, no_rises=no_rises)
        return found is not None and not self._possible([relation, z3.Or(found)])

    def _possible(self, formulas: Sequence[Formula]) -> bool:
        """Whether some answers make all of it true, as far as can be told in a second."""
        try:
            return self._find(formulas, 1.0) is not None
        except NotDecided:
            return True

    def stricter_is_higher(self, level: Level, seconds: float) -> Refuted | None:
        """A stricter policy never gives a higher level, reached or possible."""
        strict = self._level("before", Policy.EVIDENCED, level)
        lenient = self._level("before", Policy.SELF_ASSESSMENT, level)
        higher = z3.Or(z3.And(strict.yes, z3.Not(lenient.yes)), z3.And(lenient.no, z3.Not(strict.no)))
        found = self._find([higher], seconds)
        if found is None:
            return None
        return Refuted(message("the stricter policy gives the higher level"), self._one(found))

    def out_of_reach(self, level: Level, seconds: float) -> Refuted | None:
        """Some answers reach a level, and not the next one with it."""
        here = self._level("before", Policy.EVIDENCED, level).yes
        if self._find([here], seconds) is None:
            return Refuted(message("no answers reach it"))
        ladder = next(ladder for ladder in self.checked.ruleset.ladders if level in ladder)
        above = [known for known in ladder if known.rank == level.rank + 1]
        if above and self._find([here, z3.Not(self._level("before", Policy.EVIDENCED, above[0]).yes)], seconds) is None:
            return Refuted(message("whoever reaches it reaches `{level}` too", level=above[0].id))
        return None

    def follows(self, level: Level, line: str, seconds: float) -> Refuted | None:
        """Some answers meet all of a level but this line."""
        self._level("before", Policy.SELF_ASSESSMENT, level)
        formulas = self._formulas["before", Policy.SELF_ASSESSMENT]
        bindings = dict(self.checked.bindings(level.id))
        obligation = bindings.pop(line)
        others = [formulas.items[other].settled(bound).yes for other, bound in bindings.items()]
        below = [formulas.levels[known].yes for known in self._below(level)]
        alone = z3.Not(formulas.items[line].settled(obligation).yes)
        if self._find([*others, *below, alone], seconds) is not None:
            return None
        return Refuted(message("it follows from the other lines up to its level"))

    def _below(self, level: Level) -> list[str]:
        """The level that a level needs, which needs those below it in turn."""
        ladder = next(ladder for ladder in self.checked.ruleset.ladders if level in ladder)
        return [known.id for known in ladder if level.cumulative and known.rank == level.rank - 1]

    @property
    def _independent(self) -> bool:
        """Whether some level stands on its own, so that the highest ones do not speak for all."""
        return any(not level.cumulative for level in self.checked.ruleset.every_level.values())

    def idle(self, item: str, seconds: float) -> Refuted | None:
        """Some incubator's level hangs on this answer."""
        if item not in self.before.answers:
            return Refuted(message("no level rests on it"))
        tops = [ladder[-1] for ladder in self.checked.ruleset.ladders]
        if self._independent:
            tops = list(self.checked.ruleset.every_level.values())
        answer = self.before.answers[item]
        changed = []
        for level in tops:
            top = self._level("before", Policy.SELF_ASSESSMENT, level).yes
            best, worst = (z3.substitute(top, *answer.turned(met=met)) for met in (True, False))
            changed.append(z3.And(best, z3.Not(worst)))
            if item in self.checked.ruleset.loosely_bound:
                # Where any answer will do, what can matter is whether there is one.
                changed.append(z3.And(best, z3.Not(z3.substitute(top, *answer.turned(met=None)))))
        if self._find([z3.Or(changed)], seconds) is not None:
            return None
        return Refuted(message("the answer never changes a level"))

    def _find(self, formulas: Sequence[Formula], seconds: float) -> Formula | None:
        solver = z3.SolverFor("QF_FD")
        solver.set("timeout", max(1, int(seconds * 1000)))
        solver.add(*self.before.limits, *self.after.limits, *formulas)
        answer = solver.check()
        if answer == z3.unknown:
            raise NotDecided(message("not decided in {seconds} s", seconds=f"{seconds:g}"))
        return solver.model() if answer == z3.sat else None

    def _one(self, model: Formula) -> dict[str, str]:
        return {"assessment": assessment_toml(self.checked.ruleset, self.before.words_in(model))}

    def _two(self, model: Formula) -> dict[str, str]:
        return {
            "before": assessment_toml(self.checked.ruleset, self.before.words_in(model)),
            "after": assessment_toml(self.checked.ruleset, self.after.words_in(model)),
        }
