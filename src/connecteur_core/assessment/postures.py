"""Other answers beside the present ones: where it began, where it wants to be, and how each team stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from attrs import evolve, frozen

from connecteur_core.assessment.assessment import Assessment, InvalidAssessment
from connecteur_core.assessment.check import find_misfit, read_word
from connecteur_core.backends.python_runtime import Interval
from connecteur_core.diagnostics import Diagnostic
from connecteur_core.evaluation.evaluate import evaluate_answers
from connecteur_core.evaluation.evaluation import Evaluation, Gap
from connecteur_core.evaluation.given import plain_answers, with_status
from connecteur_core.evaluation.policies import Policy
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.model.scale import plain
from connecteur_core.model.status import Answer, Evidence, Status
from connecteur_core.reading.toml_file import Origin

# A wish is taken as if its evidence and its reason were there.
_AS_IF = Answer(note="…" * 200, evidence=(Evidence("https://example.org", issuer="…"),))
_BUILT_IN: Mapping[Status | None, Fraction | int] = {
    None: 0,
    Status.UNMET: 0,
    Status.NOT_APPLICABLE: 1,
    Status.PARTIAL: Fraction(1, 2),
    Status.MET: 1,
}


@frozen
class _Table:
    """One table of words by item: its key path, its words, and whether present answers stand where it says nothing."""

    path: tuple[str, ...]
    words: Mapping[str, str]
    overlays: bool


def check_postures(assessment: Assessment, ruleset: Ruleset, origin: Origin) -> Iterator[Diagnostic]:
    """Words in `baseline`, `target` and `teams` that do not fit."""
    for table in _tables(assessment):
        for item, word in table.words.items():
            misfit = find_misfit(ruleset, item, Answer())
            if misfit is not None:
                yield origin.diagnostic(misfit.code, misfit.message, *table.path, item, help=misfit.help, of_key=True)
                continue
            try:
                misfit = find_misfit(ruleset, item, _answer(ruleset, item, word))
            except InvalidAssessment as error:
                found = error.diagnostics[0]
                yield origin.diagnostic(found.code, found.message, *table.path, item, help=found.help)
                continue
            if misfit is not None:
                yield origin.diagnostic(misfit.code, misfit.message, *table.path, item, help=misfit.help)


def with_postures(assessment: Assessment, evaluation: Evaluation) -> Evaluation:
    """The evaluation with those of the other answers, as far as the assessment gives any."""
    if not (assessment.baseline or assessment.target or assessment.teams):
        return evaluation
    found = {table.path: _evaluated(table, evaluation) for table in _tables(assessment)}
    postures = {path[0]: one for path, one in found.items() if len(path) == 1}
    teams = {path[1]: one for path, one in found.items() if len(path) == 2}
    return evolve(
        evaluation, postures=postures, teams=teams, team_means=_means(teams), gaps=tuple(_gaps(assessment, evaluation))
    )


def _tables(assessment: Assessment) -> Iterator[_Table]:
    if assessment.baseline:
        yield _Table(("baseline",), assessment.baseline, overlays=False)
    if assessment.target:
        yield _Table(("target",), assessment.target, overlays=True)
    for name, words in assessment.teams.items():
        yield _Table(("teams", name), words, overlays=True)


def _answer(ruleset: Ruleset, item: str, word: str) -> Answer:
    status, value = read_word(ruleset, item, word)
    return evolve(_AS_IF, status=status, value=value)


def _evaluated(table: _Table, evaluation: Evaluation) -> Evaluation:
    ruleset, standards = evaluation.ruleset, evolve(evaluation.standards, policy=Policy.SELF_ASSESSMENT)
    answers = {item: _answer(ruleset, item, word) for item, word in table.words.items()}
    present = plain_answers(evaluation.answers) if table.overlays else {}
    return evaluate_answers(evaluation.program, {**present, **answers}, standards, evaluation.facts)


def _means(teams: Mapping[str, Evaluation]) -> dict[str, Interval]:
    """The mean of each score over the teams for which it has a value."""
    names = dict.fromkeys(name for team in teams.values() for name in team.scores)
    means: dict[str, Interval] = {}
    for name in names:
        values = [team.scores[name] for team in teams.values() if name in team.scores]
        low, high = (sum((Fraction(value[end]) for value in values), Fraction(0)) / len(values) for end in (0, 1))
        means[name] = (plain(low), plain(high))
    return means


def _gaps(assessment: Assessment, evaluation: Evaluation) -> Iterator[Gap]:
    ruleset = evaluation.ruleset
    for item, word in assessment.target.items():
        wanted = with_status(ruleset, item, _answer(ruleset, item, word))
        present = evaluation.answers.get(item, Answer())
        if _worth(ruleset, item, wanted) > _worth(ruleset, item, present):
            yield Gap(item, _word(present), word)


def _worth(ruleset: Ruleset, item: str, answer: Answer) -> Fraction | int:
    scale = ruleset.scaled_items.get(item)
    if scale is None:
        return _BUILT_IN[answer.status]
    if answer.status is Status.NOT_APPLICABLE:
        return scale.bounds[1]
    return scale.bounds[0] if answer.value is None else scale.values[answer.value]


def _word(answer: Answer) -> str | None:
    return answer.value or (answer.status.value if answer.status else None)
