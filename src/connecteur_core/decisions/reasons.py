"""Why a definition came out as it did, and which missing facts can still change it.

Every part is run through the same compiled code as the whole, so reasons cannot disagree with the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, assert_never

from attrs import evolve, field, frozen

from connecteur_core.backends.fact_python import compile_facts
from connecteur_core.backends.fact_runtime import contradicts_itself
from connecteur_core.definitions.fact_names import member_prefix
from connecteur_core.expr.fact_tree import (
    Choose,
    Context,
    Fact,
    FactArithmetic,
    FactCompare,
    FactJoin,
    FactNode,
    FactNot,
    Group,
    Has,
    Literal,
    Majority,
    Member,
    Members,
    Membership,
    Months,
    Quantifier,
    Setting,
    Tally,
    Term,
)
from connecteur_core.expr.fact_types import CountriesType, TruthType

_TOLERANCE = Fraction(1, 100)


@frozen(eq=False)
class Question:
    """What a definition is asked with: typed facts, host, day and settings.

    Attributes:
        members: what each loop variable stands for, in a part below a loop.
        places: how facts of that member are named, such as `p1_` or `owners[2].`.
    """

    facts: Mapping[str, Any]
    host: str | None
    as_of: date
    parameters: Mapping[str, Any]
    members: Mapping[str, Any] = field(factory=dict)
    places: Mapping[str, str] = field(factory=dict)

    def value_of(self, node: FactNode) -> Any:
        """What a part comes to: a truth (True, False, None), a value or an interval."""
        names = tuple(self.members)
        decide = compile_facts(node, names)
        return decide(self.facts, self.host, self.as_of, self.parameters, *self.members.values())

    def inside(self, variable: str, source: Fact) -> Iterator[Question]:
        """The same question for each member of a list or set in turn."""
        owner = self.facts if source.of is None else self.members[source.of]
        listed = owner.get(source.name)
        members = sorted(listed or ()) if isinstance(source.type, CountriesType) else listed or ()
        for number, member in enumerate(members, start=1):
            place = member_prefix(source.name, number)
            yield evolve(self, members={**self.members, variable: member}, places={**self.places, variable: place})

    def name_of(self, fact: Fact) -> str:
        """A fact by the name people know it by."""
        return fact.name if fact.of is None else self.places[fact.of] + fact.name


def find_missing(node: FactNode, question: Question) -> tuple[str, ...]:
    """The missing facts that can still change a part that is undetermined, in the order of the expression."""
    return tuple(dict.fromkeys(_missing(node, question)))


def _missing(node: FactNode, question: Question) -> Iterator[str]:  # noqa: PLR0912 -- one case a node
    value = question.value_of(node)
    if isinstance(node.type, TruthType) and value is not None:
        return
    match node:
        case Literal() | Context() | Member():
            return
        case Fact():
            if value is None:
                yield question.name_of(node)
        case Setting(name=name):
            if value is None:
                yield f"param.{name}"
        case Group():
            yield from _missing_figures(node, question)
        case FactNot(operand=part) | Has(operand=part) | Members(day=part) | Term(root=part):
            yield from _missing(part, question)
        case FactJoin(operands=parts) | Majority(operands=parts):
            for part in parts:
                yield from _missing(part, question)
        case FactCompare(left=one, right=two) | FactArithmetic(left=one, right=two):
            yield from _missing(one, question)
            yield from _missing(two, question)
        case Membership(element=one, collection=two) | Months(start=one, end=two):
            yield from _missing(one, question)
            yield from _missing(two, question)
        case Quantifier(variable=variable, source=source, body=body):
            yield from _missing(source, question)
            for inner in question.inside(variable, source):
                yield from _missing(body, inner)
        case Tally():
            yield from _missing_members(node, question)
        case Choose(condition=condition, yes=yes, no=no):
            truth = question.value_of(condition)
            if truth is None:
                yield from _missing(condition, question)
            if truth is not False:
                yield from _missing(yes, question)
            if truth is not True:
                yield from _missing(no, question)
        case _:
            assert_never(node)


def _missing_members(node: Tally, question: Question) -> Iterator[str]:
    """What would narrow a count or share: the list itself, its members, their shares, whether it is complete."""
    name = question.name_of(node.source)
    if not question.value_of(node.source):
        yield name
        return
    inner = list(question.inside(node.variable, node.source))
    truths = [inside.value_of(node.body) for inside in inner]
    if node.function == "share":
        listed = question.value_of(node.source)
        shares = [member.get("share") for member in listed]
        complete = question.facts.get(f"{node.source.name}_complete")
        if contradicts_itself(shares, complete):
            yield f"{name}.share"
            return
        yield from (f"{name}[{number}].share" for number, share in enumerate(shares, start=1) if share is None)
        rest = 100 - sum(share for share in shares if share is not None)
        if complete is not True and rest > _TOLERANCE:
            yield f"{name}_complete"
    for inside, truth in zip(inner, truths, strict=True):
        if truth is None:
            yield from _missing(node.body, inside)


def _missing_figures(node: Group, question: Question) -> Iterator[str]:
    figure = node.figure + node.suffix
    if question.facts.get(figure) is None:
        yield figure
    relations = question.facts.get("relations")
    if relations is None:
        yield "relations"
    for number, relation in enumerate(relations or (), start=1):
        place = f"relations[{number}]."
        if relation.get(figure) is None:
            yield place + figure
        yield from (f"{place}{name}" for name in _weighing(relation) if relation.get(name) is None)


def _weighing(relation: Mapping[str, Any]) -> tuple[str, ...]:
    """What says how much of a relation counts: its kind, and the share of a partner."""
    return ("kind",) if relation.get("kind") == "linked" else ("kind", "share")


def find_deciding(node: FactNode, question: Question) -> tuple[tuple[FactNode, Question], ...]:
    """The smallest parts that settled the answer, each with the member it is about; those undetermined when it is."""
    return tuple(_deciding(node, question, question.value_of(node)))


def _deciding(  # noqa: PLR0912 -- one case a node
    node: FactNode, question: Question, truth: bool | None
) -> Iterator[tuple[FactNode, Question]]:
    match node:
        case FactJoin(operands=parts):
            decisive = [part for part in parts if question.value_of(part) is truth]
            # One part is enough to make `and` no and `or` yes: the first one written is named.
            alone = truth is (node.operator == "or")
            for part in decisive[:1] if alone else decisive:
                yield from _deciding(part, question, truth)
        case FactNot(operand=operand):
            if isinstance(operand, FactJoin | FactNot | Quantifier | Term | Choose):
                yield from _deciding(operand, question, None if truth is None else not truth)
            else:
                yield node, question
        case Term(root=root) if isinstance(root.type, TruthType):
            yield from _deciding(root, question, truth)
        case Choose(condition=condition, yes=yes, no=no):
            chosen = question.value_of(condition)
            yield from _deciding(condition, question, chosen)
            for part, wanted in ((yes, True), (no, False)):
                if chosen is wanted or chosen is None:
                    yield from _deciding(part, question, question.value_of(part))
        case Quantifier(variable=variable, source=source, body=body):
            members = [inner for inner in question.inside(variable, source) if inner.value_of(body) is truth]
            alone = truth is (node.function == "any")
            for inner in members[:1] if alone else members:
                yield from _deciding(body, inner, truth)
            if not members:
                yield node, question
        case Majority(operands=parts):
            for part in parts:
                if question.value_of(part) is truth:
                    yield from _deciding(part, question, truth)
        case _:
            yield node, question
