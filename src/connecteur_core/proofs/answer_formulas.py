"""All answers an incubator can give, as truths of the solver z3, and what they count for under each policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise

import z3
from attrs import frozen

from connecteur_core.backends.kleene_formulas import Formula, Kleene
from connecteur_core.backends.program import items_read
from connecteur_core.backends.rule_solver import ItemFormulas
from connecteur_core.evaluation.policies import Policy
from connecteur_core.model.ruleset import Demand, Item, NotApplicable, Ruleset
from connecteur_core.model.scale import Scale, ScaleAnswer
from connecteur_core.model.status import Status
from connecteur_core.rulesets.checker import CheckedRuleset

_SKIPPED = Status.NOT_APPLICABLE.value
_HALF = Fraction(1, 2)
_BUILT_IN = Scale(
    (
        ScaleAnswer(Status.UNMET.value, Fraction(0)),
        ScaleAnswer(Status.PARTIAL.value, _HALF),
        ScaleAnswer(Status.MET.value, Fraction(1)),
    )
)


@frozen(eq=False)
class AnswerFormulas:
    """One answer: which word of its scale it is, none = unanswered; and whether it has the evidence that is asked for.

    Attributes:
        words: each answer of the scale, and `not_applicable`.
    """

    scale: Scale
    words: Mapping[str, Formula]
    supported: Formula

    @property
    def answered(self) -> Formula:
        """Whether there is an answer at all."""
        return z3.Or(list(self.words.values()))

    def under(self, policy: Policy, demand: Demand) -> ItemFormulas:
        """What rules read of it."""
        sure = z3.BoolVal(True) if policy is not Policy.EVIDENCED or demand is Demand.NONE else self.supported
        values = sorted({Fraction(value) for value in self.scale.values.values()})
        steps = tuple((self._as_far_as(value, sure), value - below) for below, value in pairwise(values))
        return ItemFormulas(
            met=self._as_far_as(Fraction(self.scale.met_value), sure),
            partly=steps[0][0],
            skipped=self.words[_SKIPPED],
            steps=None if self.scale is _BUILT_IN else steps,
            lowest=values[0],
        )

    def _as_far_as(self, value: Fraction, sure: Formula) -> Kleene:
        there = [self.words[name] for name, worth in self.scale.values.items() if worth >= value]
        short = [self.words[name] for name, worth in self.scale.values.items() if worth < value]
        return Kleene(z3.And(z3.Or(there), sure), z3.Or([*short, self.words[_SKIPPED]]))

    def turned(self, *, met: bool) -> list[tuple[Formula, Formula]]:
        """What to put for each word so that the answer is the best, or the worst."""
        chosen = self.scale.answers[-1 if met else 0].id
        return [(formula, z3.BoolVal(word == chosen)) for word, formula in self.words.items()]


class AnswerSpace:
    """The answers of one incubator that levels rest on.

    Attributes:
        answers: by item.
        limits: what holds of all answers: at most one word each, and only those that the kind allows.
    """

    def __init__(self, checked: CheckedRuleset, name: str) -> None:
        self._ruleset = checked.ruleset
        scales = checked.ruleset.scaled_items
        self.answers = {item: _free(f"{name}{item}", scales.get(item, _BUILT_IN)) for item in items_read(checked)}
        self.limits = list(self._limits())

    def under(self, policy: Policy) -> dict[str, ItemFormulas]:
        """What rules read of each item under a policy."""
        return {
            name: answer.under(policy, self._ruleset.demand_of(self._ruleset.items[name]))
            for name, answer in self.answers.items()
        }

    def words_in(self, model: Formula) -> dict[str, tuple[str, bool]]:
        """The answers that a model of the solver gives: word, and whether supported."""
        found = {}
        for name, answer in self.answers.items():
            for word, formula in answer.words.items():
                if z3.is_true(model.eval(formula)):
                    found[name] = (word, z3.is_true(model.eval(answer.supported)))
        return found

    def _limits(self) -> Iterator[Formula]:
        for name, answer in self.answers.items():
            yield z3.AtMost(*answer.words.values(), 1)
            if not allows_skipping(self._ruleset, self._ruleset.items[name]):
                yield z3.Not(answer.words[_SKIPPED])


def allows_skipping(ruleset: Ruleset, item: Item) -> bool:
    """Whether an item may be not applicable."""
    return ruleset.kind_of(item).not_applicable is not NotApplicable.NO


def improves(before: AnswerSpace, after: AnswerSpace) -> Formula:
    """Whether each answer of the second is the same or better: the worst, then not applicable, then the best."""
    return z3.And([_better(one, after.answers[name]) for name, one in before.answers.items()])


def completes(before: AnswerSpace, after: AnswerSpace) -> Formula:
    """Whether the second gives the same answers and perhaps more."""
    return z3.And([_same_or_open(one, after.answers[name]) for name, one in before.answers.items()])


def _better(one: AnswerFormulas, two: AnswerFormulas) -> Formula:
    moves = [z3.Implies(formula, z3.Or(_from(one.scale, word, two))) for word, formula in one.words.items()]
    unanswered = z3.Implies(z3.Not(one.answered), z3.Not(two.answered))
    return z3.And(*moves, unanswered, z3.Implies(one.supported, two.supported))


def _from(scale: Scale, word: str, two: AnswerFormulas) -> list[Formula]:
    """The words that are the same as one, or better."""
    worst, best = scale.bounds
    if word == _SKIPPED:
        wanted = [name for name, value in scale.values.items() if value == best]
    else:
        wanted = [name for name, value in scale.values.items() if value >= scale.values[word]]
    skips = word == _SKIPPED or scale.values[word] == worst
    return [two.words[name] for name in wanted] + ([two.words[_SKIPPED]] if skips else [])


def _same_or_open(one: AnswerFormulas, two: AnswerFormulas) -> Formula:
    same = [formula == two.words[word] for word, formula in one.words.items()]
    return z3.Or(z3.Not(one.answered), z3.And(*same, one.supported == two.supported))


def _free(name: str, scale: Scale) -> AnswerFormulas:
    words = {word: z3.Bool(f"{name} {word}") for word in (*scale.values, _SKIPPED)}
    return AnswerFormulas(scale, words, z3.Bool(f"{name} supported"))
