"""The clauses that decided, in words: names of facts and constants of the definition, never values of facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from attrs import field, frozen

from connecteur_core.decisions.reasons import Question
from connecteur_core.definitions.definition import Subject
from connecteur_core.definitions.fact_names import find_member_fact
from connecteur_core.definitions.vocabulary import SUBJECTS, Vocabulary
from connecteur_core.expr.fact_printer import print_fact_expression
from connecteur_core.expr.fact_tree import (
    Context,
    Fact,
    FactArithmetic,
    FactCompare,
    FactNode,
    FactNot,
    Group,
    Has,
    Literal,
    Member,
    Members,
    Membership,
    Months,
    Quantifier,
    Setting,
    Tally,
    Term,
)
from connecteur_core.messages import Message, message
from connecteur_core.truth import Truth, truth_of


@frozen
class Clause:
    """A part of the expression that decided, or that is open.

    Attributes:
        expression: as the definition writes it.
        about: which member it was looked at for, such as `p1_`; empty for the subject itself.
        value: what it came to.
        text: the same in words, by language; never a value of a fact.
    """

    expression: str
    about: str
    value: Truth
    text: Mapping[str, str] = field(factory=dict)


_RELATIONS = {
    "==": message("{left} is {right}"),
    "!=": message("{left} is not {right}"),
    "<": message("{left} is less than {right}"),
    "<=": message("{left} is at most {right}"),
    ">": message("{left} is more than {right}"),
    ">=": message("{left} is at least {right}"),
}
_STATES = {
    Truth.TRUE: message("{statement}: yes"),
    Truth.FALSE: message("{statement}: no"),
    Truth.UNKNOWN: message("{statement}: not known"),
}
_TALLIES = {
    "count": message("how many of these, {list}, meet the condition"),
    "share": message("the share of the capital held by those of these, {list}, who meet the condition"),
    "head_share": message("the percentage of these, {list}, who meet the condition"),
}


def clauses_of(
    deciding: Iterable[tuple[FactNode, Question]], vocabulary: Vocabulary, subject: Subject
) -> tuple[Clause, ...]:
    """The clauses of the parts that decided, each once."""
    clauses: dict[tuple[str, str], Clause] = {}
    for node, question in deciding:
        about = next(iter(question.places.values()), "")
        truth = truth_of(question.value_of(node))
        speaker = _Speaker(vocabulary, subject, question)
        sentence = Message(_STATES[truth].template, {"statement": speaker.statement(node)})
        texts = {lang: _with_place(sentence.text(lang), speaker.place(lang)) for lang in ("en", "fr")}
        text = print_fact_expression(node)
        clauses.setdefault((text, about), Clause(text, about, truth, texts))
    return tuple(clauses.values())


def _with_place(sentence: str, place: str) -> str:
    return f"{place} – {sentence}" if place else sentence


@frozen
class _VocabularyText(Message):
    """A text that the vocabulary itself gives in each language."""

    texts: Mapping[str, str] = field(factory=dict)

    def text(self, lang: str = "en", *, longest: int | None = None) -> str:
        """The text in `lang`, or its English form."""
        return self.texts.get(lang, self.template)


class _Speaker:
    """Turns a part into a message; fact titles come from the vocabulary, by language."""

    def __init__(self, vocabulary: Vocabulary, subject: Subject, question: Question) -> None:
        self._vocabulary = vocabulary
        self._subject = subject
        self._question = question

    def place(self, lang: str) -> str:
        """Which member of a list a clause is about: “parents 1”."""
        place = next(map(find_member_fact, self._question.places.values()), None)
        if place is None:
            return ""
        title = self._title(place.members, self._subject.value)
        return f"{title.get(lang, place.members)} {place.number}"

    def statement(self, node: FactNode) -> Message:
        match node:
            case FactCompare(left=left, operator=operator, right=right):
                return Message(_RELATIONS[operator].template, {"left": self.thing(left), "right": self.thing(right)})
            case Membership(element=Literal() as element, collection=collection):
                return message("{right}: {left} among them", left=self.thing(element), right=self.thing(collection))
            case FactNot(operand=Membership(element=Literal() as element, collection=collection)):
                return message("{right}: {left} not among them", left=self.thing(element), right=self.thing(collection))
            case Membership(element=element, collection=collection):
                return message("{left} is one of {right}", left=self.thing(element), right=self.thing(collection))
            case FactNot(operand=Membership(element=element, collection=collection)):
                return message("{left} is none of {right}", left=self.thing(element), right=self.thing(collection))
            case FactNot(operand=operand):
                return message("not: {statement}", statement=self.statement(operand))
            case Has(operand=operand):
                return message("there is a {thing}", thing=self.thing(operand))
            case Quantifier(function="any", source=source):
                return message("at least one of these: {list}", list=self.thing(source))
            case Quantifier(source=source):
                return message("every one of these: {list}", list=self.thing(source))
            case _:
                return message("{thing}", thing=self.thing(node))

    def thing(self, node: FactNode) -> Message:  # noqa: PLR0912 -- one case a node
        match node:
            case Literal(value=value):
                return message("{value}", value=_constant(value))
            case Fact(name=name, of=of):
                return _by_language(self._title(name, None if of else self._subject.value), name)
            case Group(figure=figure, suffix=suffix):
                inner = _by_language(self._title(figure + suffix, self._subject.value), figure)
                return message("{figure} of the whole group", figure=inner)
            case Setting(name=name):
                return message("the setting {name}", name=name)
            case Context(name="host"):
                host = self._question.host or ""
                return message("{value}", value=host)
            case Context():
                return message("the day of the question")
            case Member():
                return message("one of them")
            case Members(day=day):
                return message("the member states of the European Union on {day}", day=self.thing(day))
            case Months(start=start, end=end):
                return message("the months from {start} to {end}", start=self.thing(start), end=self.thing(end))
            case FactArithmetic(left=Months(start=start, end=end), operator="//"):
                return message("the years from {start} to {end}", start=self.thing(start), end=self.thing(end))
            case Tally(function=function, source=source):
                return Message(_TALLIES[function].template, {"list": self.thing(source)})
            case Term(name=name):
                return message("{value}", value=name)
            case _:
                return message("{value}", value=print_fact_expression(node))

    def _title(self, name: str, subject: str | None) -> Mapping[str, str]:
        kinds = [subject] if subject else [of for of in self._vocabulary.facts if of not in SUBJECTS]
        for of in kinds:
            declaration = self._vocabulary.facts.get(of, {}).get(name)
            if declaration is not None:
                return declaration.title
        return {}


def _by_language(texts: Mapping[str, str], name: str) -> Message:
    """A text that a vocabulary gives in each language, as a message."""
    return _VocabularyText(texts.get("en", name), texts=texts)


def _constant(value: bool | Fraction | str | date | frozenset[str]) -> str:
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    if isinstance(value, Fraction):
        return str(value.numerator) if value.denominator == 1 else str(float(value))
    return value.isoformat() if isinstance(value, date) else str(value)
