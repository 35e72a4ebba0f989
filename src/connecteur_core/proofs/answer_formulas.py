"""All answers an incubator can give, as truths of the solver z3, and what they count for under each policy."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from fractions import Fraction
from itertools import pairwise

import z3
from attrs import evolve, frozen

from connecteur_core.backends.kleene_formulas import Formula, Kleene, all_of, any_of
from connecteur_core.backends.program import items_read
from connecteur_core.backends.rule_solver import ItemFormulas
from connecteur_core.evaluation.policies import Policy
from connecteur_core.expr.typed import (
    ChoiceCall,
    TypedAnd,
    TypedConstant,
    TypedNode,
    TypedNot,
    TypedOr,
    choice_calls,
)
from connecteur_core.model.item import Demand, Item, NotApplicable, WhenSkipped
from connecteur_core.model.ruleset import Ruleset
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


@frozen
class Given:
    """An answer as a word, whether it has the evidence that is asked for, and whether it is justified."""

    word: str
    supported: bool
    justified: bool


@frozen(eq=False)
class AnswerFormulas:
    """One answer: which word of its scale it is, none = unanswered; and whether it has the evidence that is asked for.

    Attributes:
        words: each answer of the scale, and `not_applicable`.
        supported: whether the evidence that is asked for is there.
        justified: whether there is a justification.
        confirmed: the jury found it met.
        refused: the jury found it unmet; with neither, it found nothing.
        skipping_is_met: `not_applicable` counts as met.
        asks_evidence: some policy asks for evidence or a jury, which `not_applicable` does not need.
    """

    scale: Scale
    words: Mapping[str, Formula]
    supported: Formula
    justified: Formula
    confirmed: Formula
    refused: Formula
    skipping_is_met: bool = False
    asks_evidence: bool = False

    @property
    def answered(self) -> Formula:
        """Whether there is an answer at all."""
        return z3.Or(list(self.words.values()))

    @property
    def is_best(self) -> Formula:
        """Whether it is the best answer there is."""
        return self.words[self.scale.answers[-1].id]

    def under(self, policy: Policy, demand: Demand, *, decides: bool, required: bool = False) -> ItemFormulas:
        """What rules read of it; a jury is asked only of items that decide."""
        asked = (required or policy.wants_evidence) and demand is not Demand.NONE
        sure, refused = self.supported if asked else z3.BoolVal(True), z3.BoolVal(False)
        if policy is Policy.LABEL and decides:
            sure, refused = z3.And(sure, self.confirmed), self.refused
        values = sorted({Fraction(value) for value in self.scale.values.values()})
        steps = tuple((self._as_far_as(value, sure, refused), value - below) for below, value in pairwise(values))
        return ItemFormulas(
            met=self._as_far_as(Fraction(self.scale.met_value), sure, refused),
            partly=steps[0][0],
            skipped=z3.BoolVal(False) if self.skipping_is_met else self.words[_SKIPPED],
            steps=None if self.scale is _BUILT_IN else steps,
            lowest=values[0],
            answered=self.answered,
            justified=self.justified,
        )

    def _as_far_as(self, value: Fraction, sure: Formula, refused: Formula) -> Kleene:
        there = z3.Or([self.words[name] for name, worth in self.scale.values.items() if worth >= value])
        short = [self.words[name] for name, worth in self.scale.values.items() if worth < value]
        short.append(z3.And(there, refused))
        if self.skipping_is_met:
            return Kleene(z3.Or(z3.And(there, sure), self.words[_SKIPPED]), z3.Or(short))
        return Kleene(z3.And(there, sure), z3.Or([*short, self.words[_SKIPPED]]))

    def says(self, words: Collection[str]) -> Kleene:
        """Whether it is one of some words."""
        other = [formula for word, formula in self.words.items() if word not in words]
        return Kleene(z3.Or([self.words[word] for word in words]), z3.Or(other))

    def turned(self, *, met: bool | None) -> list[tuple[Formula, Formula]]:
        """What to put for each word so that the answer is the best, or the worst, or (None) not given."""
        chosen = None if met is None else self.scale.answers[-1 if met else 0].id
        return [(formula, z3.BoolVal(word == chosen)) for word, formula in self.words.items()]


class AnswerSpace:
    """The answers of one incubator that levels rest on.

    Attributes:
        answers: by item.
        limits: what holds of all answers: at most one word each, and only those that the kind allows; a jury
            that finds one way or the other, or not at all.
    """

    def __init__(self, checked: CheckedRuleset, name: str) -> None:
        self._ruleset = checked.ruleset
        scales = checked.ruleset.scaled_items
        self._conditions = _Conditions(checked, name)
        self.selecting = self._conditions.answers
        self.answers = {
            item: evolve(
                _free(f"{name}{item}", scales.get(item, _BUILT_IN)),
                skipping_is_met=_skips_as_met(checked.ruleset, item),
                asks_evidence=_is_examined(checked.ruleset, checked.ruleset.items[item]),
            )
            for item in items_read(checked)
        }
        self.limits = list(self.limits_of(self.answers.keys()))

    def under(self, policy: Policy) -> dict[str, ItemFormulas]:
        """What rules read of each item under a policy."""
        found = {}
        for name, answer in self.answers.items():
            item = self._ruleset.items[name]
            required = self._ruleset.needs_evidence(item)
            decides = self._ruleset.kind_of(item).decides
            formulas = answer.under(policy, self._ruleset.demand_of(item), decides=decides, required=required)
            applies = self._conditions.applies.get(name)
            found[name] = formulas if applies is None else formulas.where(applies)
        return found

    def words_in(self, model: Formula) -> dict[str, Given]:
        """The answers that a model of the solver gives."""
        found = {}
        for name, answer in {**self.selecting, **self.answers}.items():
            for word, formula in answer.words.items():
                if name in self._ruleset.items and z3.is_true(model.eval(formula)):
                    supported, justified = (z3.is_true(model.eval(one)) for one in (answer.supported, answer.justified))
                    found[name] = Given(word, supported, justified)
        return found

    def among(self, items: AbstractSet[str]) -> list[str]:
        """Those of some items that have an answer here."""
        return sorted(self.answers.keys() & items)

    def limits_of(self, items: AbstractSet[str]) -> Iterator[Formula]:
        """What holds of the answers to some items; those that no level rests on are passed over."""
        for answer in self.selecting.values():
            yield z3.AtMost(*answer.words.values(), 1)
        for name in self.among(items):
            answer = self.answers[name]
            yield z3.AtMost(*answer.words.values(), 1)
            yield z3.Not(z3.And(answer.confirmed, answer.refused))
            if not allows_skipping(self._ruleset, self._ruleset.items[name]):
                yield z3.Not(answer.words[_SKIPPED])


class _Conditions:
    """Under which selecting answers and facts items apply; facts are answers like others here."""

    def __init__(self, checked: CheckedRuleset, name: str) -> None:
        scales = checked.ruleset.scaled_items
        self.answers: dict[str, AnswerFormulas] = {}
        self.applies: dict[str, Kleene] = {}
        for rule in checked.conditions.values():
            for read in rule.choices:
                if read in checked.ruleset.items:
                    self.answers.setdefault(read, _free(f"{name}{read}", scales.get(read, _BUILT_IN)))
                else:
                    self.answers.setdefault(read, _free(f"{name}{read}", _words_of_fact(checked, read)))
        for item, rule in checked.conditions.items():
            self.applies[item] = self._truth(rule.root)

    def _truth(self, node: TypedNode) -> Kleene:
        match node:
            case TypedAnd(operands=parts):
                return all_of([self._truth(part) for part in parts])
            case TypedOr(operands=parts):
                return any_of([self._truth(part) for part in parts])
            case TypedNot(operand=operand):
                return self._truth(operand).flipped()
            case ChoiceCall(name=name, words=words):
                said, applies = self.answers[name].says(words), self.applies.get(name)
                if applies is None:
                    return said
                # A question that does not apply says nothing.
                return Kleene(z3.And(said.yes, applies.yes), z3.Or(applies.no, z3.And(said.no, applies.yes)))
            case TypedConstant(value=value):
                return Kleene(z3.BoolVal(value is True), z3.BoolVal(value is False))
            case _:
                raise AssertionError("conditions read choices only")


def _words_of_fact(checked: CheckedRuleset, name: str) -> Scale:
    """The words that conditions look for in a fact, and one for all others."""
    words = {
        word: None
        for rule in checked.conditions.values()
        for call in choice_calls(rule.root)
        if call.name == name
        for word in call.words
    }
    return Scale(tuple(ScaleAnswer(word, Fraction(number)) for number, word in enumerate([*words, "another"])))


def _is_examined(ruleset: Ruleset, item: Item) -> bool:
    """Whether some policy asks for evidence of a claim, or for a jury."""
    return ruleset.demand_of(item) is not Demand.NONE or ruleset.kind_of(item).decides


def _skips_as_met(ruleset: Ruleset, item: str) -> bool:
    return ruleset.kind_of(ruleset.items[item]).when_not_applicable is WhenSkipped.MET


def allows_skipping(ruleset: Ruleset, item: Item) -> bool:
    """Whether an item may be not applicable."""
    return ruleset.kind_of(item).not_applicable is not NotApplicable.NO


def improves(before: AnswerSpace, after: AnswerSpace, items: AbstractSet[str]) -> Formula:
    """Whether each answer of the second is the same or better: the worst, then not applicable, then the best.

    Selecting answers are neither better nor worse, so they stay.
    """
    better = [_better(before.answers[name], after.answers[name]) for name in before.among(items)]
    return z3.And(*better, *(_same(one, after.selecting[name]) for name, one in before.selecting.items()))


def completes(before: AnswerSpace, after: AnswerSpace, items: AbstractSet[str]) -> Formula:
    """Whether the second gives the same answers and perhaps more."""
    more = [_same_or_open(before.answers[name], after.answers[name]) for name in before.among(items)]
    return z3.And(*more, *(_same_or_open(one, after.selecting[name]) for name, one in before.selecting.items()))


def same_answers(before: AnswerSpace, after: AnswerSpace, items: AbstractSet[str]) -> Formula:
    """Nothing between two sides that are the same answers under two policies."""
    del before, after, items
    return z3.BoolVal(True)


def _better(one: AnswerFormulas, two: AnswerFormulas) -> Formula:
    moves = [z3.Implies(formula, z3.Or(_from(one.scale, word, two))) for word, formula in one.words.items()]
    if one.asks_evidence:
        # Being left out needs neither evidence nor a jury, so only a claim that has both is better.
        backed = z3.And(two.supported, two.confirmed)
        moves.append(z3.Implies(one.words[_SKIPPED], z3.Or(two.words[_SKIPPED], backed)))
    unanswered = z3.Implies(z3.Not(one.answered), z3.Not(two.answered))
    kept = (z3.Implies(one.supported, two.supported), z3.Implies(one.justified, two.justified))
    found = (z3.Implies(one.confirmed, two.confirmed), z3.Implies(two.refused, one.refused))
    return z3.And(*moves, unanswered, *kept, *found)


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
    found = z3.And(z3.Implies(one.confirmed, two.confirmed), z3.Implies(one.refused, two.refused))
    return z3.And(z3.Or(z3.Not(one.answered), _same(one, two)), found)


def _same(one: AnswerFormulas, two: AnswerFormulas) -> Formula:
    words = [formula == two.words[word] for word, formula in one.words.items()]
    return z3.And(*words, one.supported == two.supported, one.justified == two.justified)


def _free(name: str, scale: Scale) -> AnswerFormulas:
    words = {word: z3.Bool(f"{name} {word}") for word in (*scale.values, _SKIPPED)}
    found = (z3.Bool(f"{name} {word}") for word in ("supported", "justified", "confirmed", "refused"))
    return AnswerFormulas(scale, words, *found)
