"""The order of questions that is expected to settle the level at the least cost, exactly.

Answers are taken to be independent, each “met” with its own likelihood. Levels build on each other, so the lowest one
in doubt has to be settled whatever the others hold, and nothing higher matters once it fails. Where levels read
different answers, the cheapest way to settle all is therefore the cheapest way to settle each, the lowest first. A
level that fails with any single answer is settled cheapest by rising cost per chance of failing. Any other is searched
through, as far as it is small enough.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from attrs import evolve, frozen

from connecteur_core.backends.program import Program, items_in_measures
from connecteur_core.backends.python_backend import Standing
from connecteur_core.evaluation.evaluate import assume_answer, level_result
from connecteur_core.evaluation.evaluation import Evaluation, LevelResult
from connecteur_core.evaluation.trace import open_answers
from connecteur_core.model.ruleset import Level, Ruleset
from connecteur_core.truth import Truth

MOST_WORK = 10_000
"""Rules run at most while a search goes through all answers; some 50 ms."""


@frozen
class Ask:
    """A question: what it takes to answer it, and how likely the answer is “met”."""

    item: str
    cost: int
    likely: Fraction


@frozen
class Outlook:
    """What asking in the best order comes to.

    Attributes:
        first: the question to begin with.
        cost: expected cost of all questions until it is settled.
        count: expected number of them.
        holds: how likely it is to be settled as reached; where no answer settles it, it is not.
    """

    first: str
    cost: Fraction
    count: Fraction
    holds: Fraction


def find_outlook(evaluation: Evaluation, asks: Mapping[str, Ask]) -> Outlook | None:
    """The best order to settle the level, or None when it is too large to be worked out exactly.

    Args:
        evaluation: with a level in doubt.
        asks: the open questions that can matter, in order.
    """
    if any(item in evaluation.standing.choice for item in asks):
        return None  # what applies hangs on the answer, and with it which questions there are
    if _work(evaluation, len(asks)) <= MOST_WORK // 2:
        return _search(evaluation, asks, _everything_settled(evaluation))
    return _level_by_level(evaluation, asks) if _builds_up(evaluation, asks) else None


def _builds_up(evaluation: Evaluation, asks: Mapping[str, Ask]) -> bool:
    """Whether each level in doubt needs the one below, and is settled once its questions are answered."""
    standing, loose = evaluation.standing, evaluation.ruleset.loosely_bound
    return (
        not standing.perhaps
        and not loose & asks.keys()
        and all(one.cumulative for one in levels_in_doubt(evaluation.ruleset, evaluation.level)[1:])
    )


def levels_in_doubt(ruleset: Ruleset, level: LevelResult) -> list[Level]:
    """The levels that are possible and not reached, lowest first."""
    return [rung for rung in ruleset.levels if level.reached.rank < rung.rank <= level.possible.rank]


def _level_by_level(evaluation: Evaluation, asks: Mapping[str, Ask]) -> Outlook | None:
    """The best order for the lowest level, then for the next, as long as they read different answers."""
    levels = [level.id for level in levels_in_doubt(evaluation.ruleset, evaluation.level)]
    total: Outlook | None = None
    lower: set[str] = set()
    for level in levels:
        own = open_answers(evaluation.program, evaluation.standing, level)
        if lower & answers_read(evaluation, level) or not asks.keys() >= set(own):
            return None
        if not own:
            continue
        outlook = _one_level(evaluation, [asks[item] for item in own], level)
        if outlook is None:
            return None
        total = outlook if total is None else _then(total, outlook)
        lower.update(own)
        for item in own:
            evaluation = _assume(evaluation, item, met=True)
    return total


def open_questions(program: Program, level: LevelResult, standing: Standing) -> tuple[str, ...]:
    """Ids of the open answers that can still move the level reached or possible, in order."""
    rungs = levels_in_doubt(program.checked.ruleset, level)
    names = open_answers(program, standing, *(rung.id for rung in rungs))
    return tuple(name for name in names if name in program.checked.ruleset.items)


def _assume(evaluation: Evaluation, item: str, *, met: bool) -> Evaluation:
    """The evaluation as far as levels go, with one more answer given."""
    level, standing = assume_answer(evaluation, item, met=met)
    return evolve(evaluation, level=level, standing=standing)


def _then(one: Outlook, other: Outlook) -> Outlook:
    """One, and the other if the first holds."""
    return Outlook(
        one.first, one.cost + one.holds * other.cost, one.count + one.holds * other.count, one.holds * other.holds
    )


def _one_level(evaluation: Evaluation, asks: Sequence[Ask], level: str) -> Outlook | None:
    """The best order to settle one level when all below it hold."""
    if all(assume_answer(evaluation, ask.item, met=False)[1].level[level] is Truth.FALSE for ask in asks):
        return in_a_row(asks)
    if _work(evaluation, len(asks)) > MOST_WORK:
        return None

    def settled(standing: Standing) -> bool | None:
        return {Truth.TRUE: True, Truth.FALSE: False, Truth.UNKNOWN: None}[standing.level[level]]

    return _search(evaluation, {ask.item: ask for ask in asks}, settled)


def in_a_row(asks: Sequence[Ask]) -> Outlook:
    """All must be met: ask first what fails most for its cost; ties go to the order given.

    >>> half, rare = Fraction(1, 2), Fraction(1, 10)
    >>> in_a_row([Ask("a", 1, half), Ask("b", 1, rare)])
    Outlook(first='b', cost=Fraction(11, 10), count=Fraction(11, 10), holds=Fraction(1, 20))
    """
    order = sorted(asks, key=lambda ask: (ask.cost / (1 - ask.likely)) if ask.likely < 1 else Fraction(10**12))
    cost, count, holds = Fraction(0), Fraction(0), Fraction(1)
    for ask in order:
        cost, count = cost + holds * ask.cost, count + holds
        holds *= ask.likely
    return Outlook(order[0].item, cost, count, holds)


def _search(evaluation: Evaluation, asks: Mapping[str, Ask], settled: Callable[[Standing], bool | None]) -> Outlook:
    """The best order by going through all answers to all questions, each set of answers once.

    Where all are asked and it still hangs on something else, such as a justification, there is nothing more to ask.
    """
    known: dict[frozenset[tuple[str, bool]], Outlook] = {}
    may_stay_open = bool(evaluation.ruleset.loosely_bound & asks.keys() or evaluation.standing.perhaps)

    def best(ask: Ask, met: bool, now: Evaluation, given: frozenset[tuple[str, bool]]) -> Outlook:
        after = given | {(ask.item, met)}
        if after not in known:
            known[after] = look(_assume(now, ask.item, met=met), after)
        return known[after]

    def look(now: Evaluation, given: frozenset[tuple[str, bool]]) -> Outlook:
        certain = settled(now.standing)
        asked = {item for item, _ in given}
        left = [ask for ask in asks.values() if ask.item not in asked]
        if may_stay_open and certain is None:
            matters = set(open_questions(now.program, now.level, now.standing))
            left = [ask for ask in left if ask.item in matters]
        if certain is not None or not left:
            return Outlook("", Fraction(0), Fraction(0), Fraction(int(certain is True)))
        return min((weighed(ask, now, given) for ask in left), key=lambda one: (one.cost, one.count))

    def weighed(ask: Ask, now: Evaluation, given: frozenset[tuple[str, bool]]) -> Outlook:
        yes, no = (best(ask, met, now, given) for met in (True, False))
        rest = 1 - ask.likely
        return Outlook(
            ask.item,
            ask.cost + ask.likely * yes.cost + rest * no.cost,
            1 + ask.likely * yes.count + rest * no.count,
            ask.likely * yes.holds + rest * no.holds,
        )

    return look(evaluation, frozenset())


def _everything_settled(evaluation: Evaluation) -> Callable[[Standing], bool | None]:
    levels = evaluation.ruleset.levels

    def settled(standing: Standing) -> bool | None:
        level = level_result(levels, standing)
        return True if level.reached == level.possible else None

    return settled


def _work(evaluation: Evaluation, questions: int) -> int:
    """How many rules a search through all answers would run."""
    return int(3 ** min(questions, 20)) * len(evaluation.program.steps)


def answers_read(evaluation: Evaluation, level: str) -> set[str]:
    """The answers that the own lines of a level read, those of lower levels aside."""
    checked = evaluation.program.checked
    seen: set[str] = set()
    stack = list(checked.criteria[level])
    while stack:
        name = stack.pop()
        rule = checked.rules.get(name)
        if name not in seen and rule is not None:
            stack += (*rule.items, *items_in_measures(checked, rule.measures))
        seen.add(name)
    return seen
