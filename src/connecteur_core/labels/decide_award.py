"""Whether the label is awarded: application, reviews and the body's rules → a decision, or the reasons against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from attrs import frozen

from connecteur_core.assessment.evaluate import evaluate
from connecteur_core.diagnostics import Diagnostic, UnknownName
from connecteur_core.evaluation.evaluation import Evaluation
from connecteur_core.labels.application import Application, find_changed_evidence, get_frozen_ruleset
from connecteur_core.labels.body import Body, check_determined, required_rank
from connecteur_core.labels.errors import InvalidLabelFile, NoAward
from connecteur_core.labels.review import Finding, Review, items_to_find
from connecteur_core.messages import message
from connecteur_core.positions.span import Span
from connecteur_core.truth import Truth


@frozen(eq=False)
class AwardDecision:
    """That the label is awarded.

    Attributes:
        evaluation: under the policy `label`; None for a founding member, whose level nobody looked at.
        required: id of the level asked for; None for a founding member.
        founding_member_source: where the founding membership can be read; None when the level counts.
    """

    application: Application
    body: Body
    evaluation: Evaluation | None
    required: str | None = None
    founding_member_source: str | None = None


def decide_award(
    application: Application, reviews: Sequence[Review], body: Body, *, on: date, search: Sequence[Path] = ()
) -> AwardDecision:
    """The decision to award the label at the level that the jury's findings support.

    Args:
        application: as frozen; evidence that lies beside it must be as it was.
        reviews: of the members of the jury, those with a conflict of interest included.
        body: the awarding body.
        on: day of the award; it is not earlier than the application and the reviews.
        search: folders to look in for the ruleset.

    Raises:
        NoAward: the reasons, those of the first question that is not answered well; a ruleset that is not here as the
            application has it is one.
        UnknownName: the ruleset has no such level.
    """
    check_determined(body)
    try:
        checked = get_frozen_ruleset(application, search=search)
    except (InvalidLabelFile, UnknownName) as error:
        raise NoAward(error.diagnostics) from error
    rank = required_rank(body, checked.ruleset)
    _stop(_application_reasons(application, on))
    _stop(_review_reasons(application, reviews, body, on))
    _stop(_conflict_reasons(application, reviews, body))
    sitting = [review for review in reviews if not review.conflict_of_interest]
    items = items_to_find(checked, len(checked.ruleset.levels))
    needed = items_to_find(checked, rank)
    _stop(_finding_reasons(sitting, items, needed))
    quorum = body.jury.quorum
    assert quorum is not None, "check_determined has seen it"
    if len(sitting) < quorum:
        what = message(
            "the quorum is not met: {count} of {quorum} jurors without conflict of interest",
            count=len(sitting),
            quorum=quorum,
        )
        raise NoAward(Diagnostic("CX370", what))
    verdicts = join_findings(sitting, items, body)
    evaluation = evaluate(application.assessment, policy="label", on=on, ruleset=checked, verdicts=verdicts)
    if evaluation.level.reached.rank < rank:
        raise NoAward(_level_reason(evaluation, verdicts, needed, rank))
    return AwardDecision(application, body, evaluation, required=checked.ruleset.levels[rank - 1].id)


def decide_founder(application: Application, body: Body, *, on: date) -> AwardDecision:
    """The decision to let a founding member use the label, whatever its level (A15).

    Both must say so, with a source: the application and the body. The software guesses no founding members.

    Raises:
        NoAward: one of them does not.
    """
    _stop(_application_reasons(application, on))
    profile = application.assessment.organisation
    founder = body.founder(profile.name)
    if founder is None or not profile.founding_member or not profile.founding_member_source:
        what = message("{name} is not declared a founding member, with a source, by both sides", name=profile.name)
        advice = message("`founding_members` of the body's file; `founding_member` and its source in the assessment")
        raise NoAward(Diagnostic("CX374", what, help=advice))
    if body.label.validity_months is None:
        check_determined(body)
    return AwardDecision(application, body, None, founding_member_source=founder.source)


def join_findings(reviews: Sequence[Review], items: Sequence[str], body: Body) -> Mapping[str, Truth]:
    """What a jury found of each item: met or unmet by the majority of those that sit, else nothing."""
    majority = body.jury.majority
    assert majority is not None, "check_determined has seen it"
    verdicts = {}
    for item in items:
        found = [review.findings[item].finding for review in reviews if item in review.findings]
        if majority.reached(found.count(Finding.MET), len(reviews)):
            verdicts[item] = Truth.TRUE
        elif majority.reached(found.count(Finding.UNMET), len(reviews)):
            verdicts[item] = Truth.FALSE
        else:
            verdicts[item] = Truth.UNKNOWN
    return verdicts


def _stop(reasons: Iterator[Diagnostic]) -> None:
    found = list(reasons)
    if found:
        raise NoAward(found)


def _application_reasons(application: Application, on: date) -> Iterator[Diagnostic]:
    at = Span(str(application.path))
    if on < application.on:
        what = message("the application is of {day}, later than the day of the award", day=application.on.isoformat())
        yield Diagnostic("CX381", what, at)
    for piece in find_changed_evidence(application, application.path.parent):
        what = message(
            "the evidence `{ref}` for {item} was changed after the application", ref=piece.ref, item=piece.item
        )
        yield Diagnostic("CX362", what, at)


def _review_reasons(application: Application, reviews: Sequence[Review], body: Body, on: date) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for review in reviews:
        if review.application != application.digest:
            yield _about(review, "CX365", "application")
        elif body.member(review.juror) is None or review.juror in seen:
            yield _about(review, "CX366", "juror")
        elif review.on > on or review.on < application.on:
            yield _about(review, "CX381", "on")
        seen.add(review.juror)


def _about(review: Review, code: str, key: str) -> Diagnostic:
    what = {
        "CX365": message("the review of `{juror}` is about another application", juror=review.juror),
        "CX366": message("`{juror}` is not on the jury, or has reviewed twice", juror=review.juror),
        "CX381": message("the review of `{juror}` is not between application and award", juror=review.juror),
    }[code]
    assert review.file is not None, "reviews are read from files"
    return review.file.diagnostic(code, what, (key,))


def _conflict_reasons(application: Application, reviews: Sequence[Review], body: Body) -> Iterator[Diagnostic]:
    name = application.assessment.organisation.name
    for review in reviews:
        member = body.member(review.juror)
        assert member is not None and review.file is not None, "looked at before"
        known = name in member.conflicts or name == member.organisation
        if (review.conflict_of_interest or known) and review.findings:
            what = message(
                "`{juror}` has a conflict of interest with {name} and cannot find", juror=review.juror, name=name
            )
            advice = message("a juror with a conflict records it and no findings; another member takes the place")
            yield review.file.diagnostic("CX367", what, ("conflict_of_interest",), help=advice)


def _finding_reasons(reviews: Sequence[Review], items: Sequence[str], needed: Sequence[str]) -> Iterator[Diagnostic]:
    for review in reviews:
        assert review.file is not None, "reviews are read from files"
        for item in review.findings:
            if item not in items:
                what = message("{item} is no criterion that a jury finds on", item=item)
                yield review.file.diagnostic("CX369", what, ("findings", item), of_key=True)
        missing = [item for item in needed if item not in review.findings]
        if missing:
            what = message("findings of `{juror}` are missing: {items}", juror=review.juror, items=", ".join(missing))
            yield Diagnostic("CX368", what, Span(str(review.file.path)))


def _level_reason(
    evaluation: Evaluation, verdicts: Mapping[str, Truth], needed: Sequence[str], rank: int
) -> Diagnostic:
    ruleset = evaluation.ruleset
    wanted = ruleset.levels[rank - 1].id
    short = [item for item in needed if evaluation.standing.met[item] is not Truth.TRUE]
    refused = [item for item in short if verdicts[item] is not Truth.TRUE]
    reached = evaluation.level.reached.id or "–"
    what = message(
        "level {wanted} is not reached under the policy `label`, but {reached}: {items}",
        wanted=wanted,
        reached=reached,
        items=", ".join(short),
    )
    advice = (
        message("not found met by the majority: {items}", items=", ".join(refused))
        if refused
        else message("found met by the jury, but claimed without the evidence that is asked for")
    )
    return Diagnostic("CX371", what, help=advice)
