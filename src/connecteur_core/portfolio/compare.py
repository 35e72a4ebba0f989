"""Many assessments beside each other: levels, what blocks, coverage, needs against offers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from attrs import frozen

from connecteur_core.assessment.assessment import Assessment
from connecteur_core.assessment.evaluate import evaluate
from connecteur_core.assessment.offers import Offer, offers_of_nothing
from connecteur_core.assessment.reader import load_assessment
from connecteur_core.diagnostics import ConnecteurError, Diagnostic
from connecteur_core.evaluation.blocks import find_blocks
from connecteur_core.evaluation.evaluation import Coverage, Evaluation, LevelResult
from connecteur_core.evaluation.policies import status_on
from connecteur_core.evaluation.settlement import SETTLED
from connecteur_core.model.item import Performer
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.model.status import Answer, Status
from connecteur_core.portfolio.members import Members

STATUSES = ("met", "unmet", "undetermined")
_SHOWN = ("met", SETTLED, "unmet", "undetermined")


@frozen(eq=False)
class Standing:
    """One incubator in short.

    Attributes:
        criteria: the status of each checklist line.
        settled: lines that count as met without being met.
        blocks: lines of the level in progress that are not met.
        needs: contributions of partners that it says it lacks.
        received: contributions it has.
        promised: contributions that its partners have promised it.
    """

    file: Path
    name: str
    made_up: bool
    level: LevelResult
    criteria: Mapping[str, str]
    settled: frozenset[str]
    blocks: tuple[str, ...]
    coverage: Mapping[str, Coverage]
    needs: tuple[str, ...]
    received: tuple[str, ...]
    promised: tuple[str, ...]

    def shown_criteria(self) -> dict[str, str]:
        """The status of each line, or "settled" where it counts as met without being met."""
        return {line: SETTLED if line in self.settled else status for line, status in self.criteria.items()}


@frozen
class Supply:
    """One contribution of partners: how many incubators lack it, have it, are promised it; and who offers it to any.

    Attributes:
        lacking: incubators that lack it and have no promise.
        offers: partners that offer it.
    """

    item: str
    needed: int
    received: int
    promised: int
    lacking: int
    offers: tuple[str, ...]


@frozen(eq=False)
class Comparison:
    """All incubators that answered the same ruleset.

    Attributes:
        standings: by level reached, highest first; then by level possible and name.
    """

    ruleset: Ruleset
    standings: Sequence[Standing]
    offers: Sequence[Offer] = ()
    on: date = date.max

    def levels(self) -> list[tuple[str | None, int, int]]:
        """Level id (None = none yet), how many have reached exactly it, for how many it is the highest possible."""
        reached = Counter(one.level.reached.id for one in self.standings)
        possible = Counter(one.level.possible.id for one in self.standings)
        ids = [None, *(level.id for level in sorted(self.ruleset.levels, key=lambda level: level.rank))]
        return [(name, reached[name], possible[name]) for name in ids]

    def blocks(self) -> list[tuple[str, int]]:
        """Checklist lines by the number of incubators whose next level they block, most first."""
        counted = Counter(line for one in self.standings for line in one.blocks)
        order = {name: place for place, name in enumerate(self.ruleset.items)}
        return sorted(counted.items(), key=lambda entry: (-entry[1], order[entry[0]]))

    def statuses(self) -> dict[str, dict[str, int]]:
        """For each checklist line, how many incubators have it met, unmet, undetermined."""
        return _counted((one.criteria for one in self.standings), STATUSES)

    def shown_words(self) -> tuple[str, ...]:
        """What lines are shown as: their statuses, and "settled" where any is."""
        return _SHOWN if any(one.settled for one in self.standings) else STATUSES

    def shown_statuses(self) -> dict[str, dict[str, int]]:
        """For each checklist line, how many incubators have it in each of the shown words."""
        return _counted((one.shown_criteria() for one in self.standings), self.shown_words())

    def coverage(self) -> dict[str, Coverage]:
        """The items of each element, over all incubators."""
        sums: dict[str, Coverage] = {}
        for one in self.standings:
            for element, own in one.coverage.items():
                sums[element] = _added(sums.get(element, Coverage()), own)
        return sums

    def supplies(self) -> list[Supply]:
        """Contributions that somebody needs, has, is promised or offers, the scarcest first."""
        needed = Counter(item for one in self.standings for item in one.needs)
        received = Counter(item for one in self.standings for item in one.received)
        promised = Counter(item for one in self.standings for item in one.promised)
        lacking = Counter(item for one in self.standings for item in set(one.needs) - set(one.promised))
        supplies = []
        for item in self.ruleset.items:
            offers = tuple(
                dict.fromkeys(offer.partner for offer in self.offers if offer.item == item and offer.holds(self.on))
            )
            if needed[item] or received[item] or promised[item] or offers:
                supplies.append(Supply(item, needed[item], received[item], promised[item], lacking[item], offers))
        return sorted(supplies, key=lambda one: -one.lacking)


@frozen(eq=False)
class Portfolio:
    """What was compared, and the files that could not be.

    Attributes:
        comparisons: by ruleset, since levels of one say nothing about another's.
        left_out: findings on files that could not be read or evaluated.
    """

    name: str | None
    on: date
    policy: str
    comparisons: Sequence[Comparison]
    left_out: Sequence[Diagnostic]


def compare_assessments(
    members: Members,
    *,
    policy: str = "self-assessment",
    on: date,
    search: Sequence[Path] = (),
    progress: Callable[[float], None] = lambda _: None,
) -> Portfolio:
    """Evaluate each assessment and put them beside each other.

    Args:
        members: the files, and what is offered to all.
        policy: as in `evaluate`.
        on: day of the evaluation.
        search: folders to look in for rulesets first.
        progress: told which part is done, from 0 to 1.
    """
    rulesets: dict[str, Ruleset] = {}
    standings: dict[str, list[Standing]] = {}
    left_out: list[Diagnostic] = []
    for number, file in enumerate(members.files, start=1):
        try:
            assessment = load_assessment(file)
            evaluation = evaluate(assessment, policy=policy, on=on, search=search)
        except ConnecteurError as error:
            left_out += error.diagnostics
        else:
            rulesets.setdefault(evaluation.ruleset.reference, evaluation.ruleset)
            standings.setdefault(evaluation.ruleset.reference, []).append(_standing(file, assessment, evaluation))
        progress(number / len(members.files))
    comparisons = [
        Comparison(rulesets[reference], sorted(found, key=_rank), members.offers, on)
        for reference, found in standings.items()
    ]
    left_out += offers_of_nothing(members.offers, list(rulesets.values()))
    return Portfolio(members.name, on, policy, comparisons, left_out)


def _rank(one: Standing) -> tuple[int, int, str]:
    return -one.level.reached.rank, -one.level.possible.rank, one.name.casefold()


def _standing(file: Path, assessment: Assessment, evaluation: Evaluation) -> Standing:
    contributions = list(iter_contributions(evaluation.ruleset))
    answers, day = evaluation.answers, evaluation.on
    received = [item for item in contributions if status_on(answers.get(item), day) is Status.MET]
    return Standing(
        file=file,
        name=assessment.organisation.name,
        made_up=assessment.organisation.made_up,
        level=evaluation.level,
        criteria={name: result.status for name, result in evaluation.criteria.items()},
        settled=frozenset(name for name, result in evaluation.criteria.items() if result.settlement is not None),
        blocks=tuple(block.criterion for block in find_blocks(evaluation)),
        coverage=evaluation.coverage,
        needs=tuple(item for item in contributions if item not in received and is_lacking(answers.get(item), day)),
        received=tuple(received),
        promised=tuple(dict.fromkeys(one.item for one in assessment.commitments if one.on is None or one.on <= day)),
    )


def iter_contributions(ruleset: Ruleset) -> Iterator[str]:
    """Items that others than the incubator bring."""
    for item in ruleset.items.values():
        if item.by is not Performer.INCUBATOR and ruleset.kind_of(item).answered:
            yield item.id


def is_lacking(answer: Answer | None, day: date) -> bool:
    """Whether an incubator says that it has not got something; an open answer says nothing."""
    if answer is None:
        return False
    return answer.needed is True or status_on(answer, day) in (Status.UNMET, Status.PARTIAL)


def _counted(each: Iterable[Mapping[str, str]], words: Sequence[str]) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for criteria in each:
        for line, word in criteria.items():
            counts.setdefault(line, dict.fromkeys(words, 0))[word] += 1
    return counts


def _added(one: Coverage, two: Coverage) -> Coverage:
    return Coverage(
        met=one.met + two.met,
        partial=one.partial + two.partial,
        unmet=one.unmet + two.unmet,
        not_applicable=one.not_applicable + two.not_applicable,
        unanswered=one.unanswered + two.unanswered,
    )
