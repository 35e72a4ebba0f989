"""Worked cases of a ruleset: answers, and what they must come to (format `connecteur-cases/1`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from attrs import field, frozen

from connecteur_core.assessment.assessment import Assessment, InvalidAssessment, Profile
from connecteur_core.assessment.check import find_misfit
from connecteur_core.assessment.evaluate import evaluate
from connecteur_core.diagnostics import Diagnostic, UnknownName
from connecteur_core.evaluation.evaluation import Evaluation
from connecteur_core.messages import message
from connecteur_core.model.identifiers import match_ids
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.model.status import Answer, Evidence, Status
from connecteur_core.reading.structuring import structure
from connecteur_core.reading.toml_file import KeyPath, Origin, check_format, load_toml
from connecteur_core.rulesets.checker import CheckedRuleset
from connecteur_core.rulesets.errors import InvalidRuleset

_CASE_DAY = date(2026, 1, 1)


@frozen
class Case:
    """One worked case.

    Attributes:
        name: a sentence that is true, in any language.
        because: where it comes from: a line or doubt of the source.
        met: ids or patterns answered “met”; `L2.*` is all answered items one step below `L2`, so not `L2.2.1`.
        partial: ids or patterns answered “partial”.
        unmet: ids or patterns answered “unmet”.
        not_applicable: ids or patterns answered “not applicable”, with a reason as long as is asked for.
        values: answers on scales, by id or pattern: `"p.*" = "some"`.
        justified: ids or patterns whose answer has a justification as its note; without it there is none.
        evidence: ids or patterns that have a piece of evidence, with a web address and from others.
        policy: how strict: `self-assessment`, `evidenced` or `label`.
        reached: rank expected to be reached, 0 for none; left out, it is not looked at.
        possible: rank expected to be possible; left out, it is not looked at.
        criteria: expected status by id of checklist line: `met`, `unmet` or `undetermined`.
        scores: expected scores and measures by name, as they are shown: "2.5", "0 to 3", or "-" for no value.
        series: expected highest rank reached by id of a further ladder.
        flags: codes of flags expected among those raised, such as "definition-open"; others may be raised.
        refused: code of the finding expected instead of a result, such as "CX306".
    """

    name: str
    because: str
    met: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    values: dict[str, str] = field(factory=dict)
    justified: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    policy: str = "self-assessment"
    reached: int | None = None
    possible: int | None = None
    criteria: dict[str, str] = field(factory=dict)
    scores: dict[str, str] = field(factory=dict)
    series: dict[str, int] = field(factory=dict)
    flags: tuple[str, ...] = ()
    refused: str | None = None


@frozen
class CasesFile:
    """The tables of a file of cases.

    Attributes:
        cases: worked cases; `check` and `test` run each.
    """

    format: str
    cases: tuple[Case, ...]


@frozen
class Difference:
    """One thing that a case wants and does not get.

    Attributes:
        subject: a key of the case, or the id of a checklist line; below `path` in the case.
        wanted, found: as the case would write them; `-` for nothing.
        path: key path of what the case says about it, inside the case.
    """

    subject: str
    wanted: str
    found: str
    path: KeyPath


@frozen
class CaseOutcome:
    """One case after it was run; it holds when there are no differences."""

    case: Case
    origin: Origin
    differences: tuple[Difference, ...]


def run_cases(checked: CheckedRuleset, path: Path) -> list[CaseOutcome]:
    """The cases of one file, run.

    Raises:
        UnreadableFile: the file cannot be read.
        InvalidRuleset: its keys or types are wrong.
    """
    file = load_toml(path, inside=path.parent.parent)
    check_format(file, "cases")
    content = structure(file.data, CasesFile, Origin(file, ()))
    if isinstance(content, list):
        raise InvalidRuleset(content)
    return [
        CaseOutcome(case, Origin(file, ("cases", index)), tuple(_differences(checked, case)))
        for index, case in enumerate(content.cases)
    ]


def check_cases(checked: CheckedRuleset, path: Path) -> list[Diagnostic]:
    """What is wrong with the cases of one file: those that do not come out as they say, and names that mean nothing.

    Raises:
        UnreadableFile: the file cannot be read.
        InvalidRuleset: its keys or types are wrong.
    """
    findings = []
    for outcome in run_cases(checked, path):
        wrong = [*_empty_patterns(checked, outcome), *_refused_answers(checked, outcome)]
        findings += wrong
        for difference in () if wrong else outcome.differences:
            said = f"{difference.subject} = {difference.found}"
            what = message("the case “{name}” fails: {difference}", name=outcome.case.name, difference=said)
            advice = message("it wants {wanted}", wanted=difference.wanted)
            findings.append(outcome.origin.diagnostic("CX217", what, *difference.path, help=advice))
    return findings


def _empty_patterns(checked: CheckedRuleset, outcome: CaseOutcome) -> Iterator[Diagnostic]:
    """Patterns that match nothing: such a case would say less than its author thinks."""
    answered = list(checked.ruleset.answered_items)
    for path, pattern in _patterns(outcome.case):
        if "*" in pattern and not match_ids(pattern, answered):
            what = message("no item that is answered matches `{pattern}`", pattern=pattern)
            advice = message(
                "a pattern is an id and `.*` behind it, such as `{example}`: all ids one step below",
                example=_example_of(answered),
            )
            yield outcome.origin.diagnostic("CX206", what, *path, help=advice, of_key=path[0] == "values")


def _patterns(case: Case) -> Iterator[tuple[KeyPath, str]]:
    """The ids and patterns of a case, each with where it stands in it."""
    for key in (*(status.value for status in Status), "justified", "evidence"):
        for index, pattern in enumerate(getattr(case, key)):
            yield (key, index), pattern
    for pattern in case.values:
        yield ("values", pattern), pattern


def _example_of(answered: Sequence[str]) -> str:
    return next((f"{name.rpartition('.')[0]}.*" for name in answered if "." in name), "L1.*")


def _refused_answers(checked: CheckedRuleset, outcome: CaseOutcome) -> Iterator[Diagnostic]:
    """Answers that do not fit their items, in a case that does not want to be refused: each where it is given."""
    case = outcome.case
    if case.refused is not None:
        return
    answers = _answers(checked, case)
    answered = list(checked.ruleset.answered_items)
    for path, pattern in _patterns(case):
        if path[0] in ("justified", "evidence"):
            continue
        misfits = (find_misfit(checked.ruleset, item, answers[item]) for item in _named(pattern, answered))
        misfit = next(filter(None, misfits), None)
        if misfit is not None:
            of_key = path[0] == "values" and misfit.key is None
            yield outcome.origin.diagnostic(misfit.code, misfit.message, *path, help=misfit.help, of_key=of_key)


def _differences(checked: CheckedRuleset, case: Case) -> Iterator[Difference]:
    assessment = Assessment(
        format="connecteur-assessment/1",
        ruleset=checked.ruleset.reference,
        organisation=Profile(name=case.name),
        answers=_answers(checked, case),
    )
    try:
        evaluation = evaluate(assessment, policy=case.policy, on=_CASE_DAY, ruleset=checked)
    except (InvalidAssessment, UnknownName) as error:
        codes = sorted({finding.code for finding in error.diagnostics})
        if codes != [case.refused]:
            about = "policy" if isinstance(error, UnknownName) else "refused" if case.refused else "name"
            yield Difference("refused", case.refused or "-", ", ".join(codes), (about,))
        return
    if case.refused is not None:
        yield Difference("refused", case.refused, "-", ("refused",))
    yield from _compared(evaluation, case)


def _compared(evaluation: Evaluation, case: Case) -> Iterator[Difference]:
    level = evaluation.level
    for name, wanted, found in (
        ("reached", case.reached, level.reached.rank),
        ("possible", case.possible, level.possible.rank),
    ):
        if wanted is not None and wanted != found:
            yield Difference(name, str(wanted), str(found), (name,))
    for criterion, status in case.criteria.items():
        result = evaluation.criteria.get(criterion)
        if result is None or result.status != status:
            yield Difference(criterion, status, result.status if result else "-", ("criteria", criterion))
    for name, wanted_score in case.scores.items():
        found_score = _score(evaluation, name)
        if found_score != wanted_score:
            yield Difference(name, wanted_score, found_score, ("scores", name))
    for name, wanted_rank in case.series.items():
        series = evaluation.series.get(name)
        found_rank = "-" if series is None else str(series.reached.rank)
        if found_rank != str(wanted_rank):
            yield Difference(name, str(wanted_rank), found_rank, ("series", name))
    raised = {flag.code for flag in evaluation.flags}
    for index, code in enumerate(case.flags):
        if code not in raised:
            yield Difference("flags", code, ", ".join(sorted(raised)) or "-", ("flags", index))


def _score(evaluation: Evaluation, name: str) -> str:
    if name not in evaluation.scores:
        return "-"
    low, high = evaluation.shown_score(name)
    return low if low == high else f"{low} to {high}"


def _answers(checked: CheckedRuleset, case: Case) -> Mapping[str, Answer]:
    """Patterns name the answered items only; an id stands for itself, so that refusals can be tried."""
    ruleset = checked.ruleset
    answered = list(ruleset.answered_items)
    supported = {item for pattern in case.evidence for item in _named(pattern, answered)}
    justified = {item for pattern in case.justified for item in _named(pattern, answered)}
    piece = (Evidence("https://example.org/letter", on=date(2025, 12, 1), issuer="city"),)
    said: list[tuple[str, Status | None, str | None]] = [
        (item, status, None) for status in Status for item in _all_named(getattr(case, status.value), answered)
    ]
    said += [(item, None, value) for pattern, value in case.values.items() for item in _named(pattern, answered)]
    return {
        item: Answer(
            status,
            value=value,
            note=_note(ruleset, item, explained=status is Status.NOT_APPLICABLE or item in justified),
            evidence=piece if item in supported else (),
        )
        for item, status, value in said
    }


def _note(ruleset: Ruleset, item: str, *, explained: bool) -> str | None:
    """A reason as long as the item asks for."""
    if not explained:
        return None
    length = ruleset.kind_of(ruleset.items[item]).reason_length if item in ruleset.items else 1
    return "because".ljust(length, ".")


def _all_named(patterns: tuple[str, ...], answered: list[str]) -> Iterator[str]:
    for pattern in patterns:
        yield from _named(pattern, answered)


def _named(pattern: str, answered: list[str]) -> tuple[str, ...]:
    return match_ids(pattern, answered) if "*" in pattern else (pattern,)
