"""All answers an incubator can give, as truths of the solver z3, and what they count for under each policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

import z3
from attrs import frozen

from connecteur_core.backends.kleene_formulas import Formula, Kleene
from connecteur_core.backends.program import items_read
from connecteur_core.backends.rule_solver import ItemFormulas
from connecteur_core.evaluation.policies import Policy
from connecteur_core.model.ruleset import Demand, Item, NotApplicable, Ruleset
from connecteur_core.model.status import Status
from connecteur_core.rulesets.checker import CheckedRuleset


@frozen(eq=False)
class AnswerFormulas:
    """One answer: which status it has, none = unanswered; and whether it has the evidence that is asked for."""

    status: Mapping[Status, Formula]
    supported: Formula

    @property
    def answered(self) -> Formula:
        """Whether there is an answer at all."""
        return z3.Or(list(self.status.values()))

    def under(self, policy: Policy, demand: Demand) -> ItemFormulas:
        """What rules read of it."""
        met, partial = self.status[Status.MET], self.status[Status.PARTIAL]
        no = z3.Or(self.status[Status.UNMET], self.status[Status.NOT_APPLICABLE])
        sure = z3.BoolVal(True) if policy is not Policy.EVIDENCED or demand is Demand.NONE else self.supported
        return ItemFormulas(
            met=Kleene(z3.And(met, sure), z3.Or(partial, no)),
            partly=Kleene(z3.And(z3.Or(met, partial), sure), no),
            skipped=self.status[Status.NOT_APPLICABLE],
        )


class AnswerSpace:
    """The answers of one incubator that levels rest on.

    Attributes:
        answers: by item.
        limits: what holds of all answers: at most one status each, and only those that the kind allows.
    """

    def __init__(self, checked: CheckedRuleset, name: str) -> None:
        self._ruleset = checked.ruleset
        self.answers = {item: _free(f"{name}{item}") for item in items_read(checked)}
        self.limits = list(self.limits_of(self.answers.keys()))

    def under(self, policy: Policy) -> dict[str, ItemFormulas]:
        """What rules read of each item under a policy."""
        return {
            name: answer.under(policy, self._ruleset.demand_of(self._ruleset.items[name]))
            for name, answer in self.answers.items()
        }

    def statuses_in(self, model: Formula) -> dict[str, tuple[Status, bool]]:
        """The answers that a model of the solver gives: status, and whether supported."""
        found = {}
        for name, answer in self.answers.items():
            for status, formula in answer.status.items():
                if z3.is_true(model.eval(formula)):
                    found[name] = (status, z3.is_true(model.eval(answer.supported)))
        return found

    def among(self, items: AbstractSet[str]) -> list[str]:
        """Those of some items that have an answer here."""
        return sorted(self.answers.keys() & items)

    def limits_of(self, items: AbstractSet[str]) -> Iterator[Formula]:
        """What holds of the answers to some items; those that no level rests on are passed over."""
        for name in self.among(items):
            answer = self.answers[name]
            yield z3.AtMost(*answer.status.values(), 1)
            if not allows_skipping(self._ruleset, self._ruleset.items[name]):
                yield z3.Not(answer.status[Status.NOT_APPLICABLE])


def allows_skipping(ruleset: Ruleset, item: Item) -> bool:
    """Whether an item may be not applicable."""
    return ruleset.kind_of(item).not_applicable is not NotApplicable.NO


def improves(before: AnswerSpace, after: AnswerSpace, items: AbstractSet[str]) -> Formula:
    """Whether each answer of the second is the same or better: unmet, then partial or not applicable, then met."""
    return z3.And([_better(before.answers[name], after.answers[name]) for name in before.among(items)])


def completes(before: AnswerSpace, after: AnswerSpace, items: AbstractSet[str]) -> Formula:
    """Whether the second gives the same answers and perhaps more."""
    return z3.And([_same_or_open(before.answers[name], after.answers[name]) for name in before.among(items)])


def same_answers(before: AnswerSpace, after: AnswerSpace, items: AbstractSet[str]) -> Formula:
    """Nothing between two sides that are the same answers under two policies."""
    del before, after, items
    return z3.BoolVal(True)


def _same(one: AnswerFormulas, two: AnswerFormulas) -> Formula:
    return z3.And([one.status[status] == two.status[status] for status in Status])


def _better(one: AnswerFormulas, two: AnswerFormulas) -> Formula:
    from_unmet = z3.And(one.status[Status.UNMET], two.answered)
    middle = z3.Or(one.status[Status.PARTIAL], one.status[Status.NOT_APPLICABLE])
    better = z3.Or(_same(one, two), from_unmet, z3.And(middle, two.status[Status.MET]))
    return z3.And(better, z3.Implies(one.supported, two.supported))


def _same_or_open(one: AnswerFormulas, two: AnswerFormulas) -> Formula:
    kept = z3.And(_same(one, two), one.supported == two.supported)
    return z3.Or(z3.Not(one.answered), kept)


def _free(name: str) -> AnswerFormulas:
    status = {status: z3.Bool(f"{name} {status.value}") for status in Status}
    return AnswerFormulas(status, z3.Bool(f"{name} supported"))
