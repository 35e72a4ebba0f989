"""Many incubators beside each other; one incubator at two times."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from connecteur_core import evaluate, load_assessment
from connecteur_core.portfolio.changes import find_changes
from connecteur_core.portfolio.compare import compare_assessments
from connecteur_core.portfolio.members import InvalidPortfolio, find_members
from running import Run

EXAMPLES = Path(__file__).parent.parent / "examples"
ASSESSMENTS = EXAMPLES / "assessments"
DAY = date(2026, 11, 24)
HEAD = 'format = "connecteur-assessment/1"\nruleset = "diversity-connector@2017.1"\n[organisation]\n'


def test_sums_are_those_of_the_single_evaluations() -> None:
    portfolio = compare_assessments(find_members([str(ASSESSMENTS)]), on=DAY)
    evaluations = [evaluate(load_assessment(file), on=DAY) for file in ASSESSMENTS.glob("*.toml")]
    (comparison,) = portfolio.comparisons
    assert portfolio.left_out == []
    assert Counter({name: count for name, count, _ in comparison.levels() if count}) == Counter(
        one.level.reached.id for one in evaluations
    )
    assert sum(possible for *_, possible in comparison.levels()) == len(evaluations)
    for line, counts in comparison.statuses().items():
        assert counts["met"] == sum(one.criteria[line].status == "met" for one in evaluations)
    for element, coverage in comparison.coverage().items():
        assert coverage.total == sum(one.coverage[element].total for one in evaluations)
    ranks = [one.level.reached.rank for one in comparison.standings]
    assert ranks == sorted(ranks, reverse=True)


def test_a_portfolio_file_brings_offers_and_paths_from_its_own_folder() -> None:
    members = find_members([str(EXAMPLES / "portfolios" / "littoral.toml")])
    assert len(members.files) == 4
    (comparison,) = compare_assessments(members, on=DAY).comparisons
    supplies = {supply.item: supply for supply in comparison.supplies()}
    assert supplies["6.2.2"].offers == ("Banque du Littoral",)


def test_what_is_lacking_is_what_nobody_has_promised(tmp_path: Path) -> None:
    answers = '[answers."6.2.1"]\nstatus = "unmet"\non = 2026-01-01\n'
    (tmp_path / "a.toml").write_text(f'{HEAD}name = "A"\n{answers}')
    promise = '[[commitments]]\nitem = "6.2.1"\npartner = "Bank"\non = 2026-02-01\n'
    (tmp_path / "b.toml").write_text(f'{HEAD}name = "B"\n{answers}{promise}')
    members = find_members([str(tmp_path)])
    (supply,) = compare_assessments(members, on=DAY).comparisons[0].supplies()
    assert (supply.needed, supply.promised, supply.lacking) == (2, 1, 1)
    (before,) = compare_assessments(members, on=date(2026, 1, 15)).comparisons[0].supplies()
    assert (before.promised, before.lacking) == (0, 2)


def test_files_that_cannot_be_evaluated_are_left_out_and_told(run: Run, tmp_path: Path) -> None:
    good = ASSESSMENTS / "campus-forge.toml"
    (tmp_path / "bad.toml").write_text(f'{HEAD}name = "Bad"\n[answers."L9.9"]\nstatus = "met"\n')
    (tmp_path / "notes.toml").write_text('title = "not an assessment"\n')
    outcome = run("compare", good, tmp_path, "--on", DAY)
    assert outcome.code == 0
    assert "bad.toml:5" in outcome.err
    assert "notes" not in outcome.err
    assert "Campus Forge" in outcome.out
    told = json.loads(run("compare", good, tmp_path, "--on", DAY, "--json").out)
    assert [one["name"] for one in told["rulesets"][0]["incubators"]] == ["Campus Forge"]
    assert told["left_out"][0]["code"] == "CX301"


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_nothing_to_compare_is_wrong_input(lang: str, run: Run, tmp_path: Path) -> None:
    assert "CX331" in run("compare", tmp_path, "--lang", lang).err
    missing = run("compare", tmp_path / "none.toml", "--lang", lang)
    assert (missing.code, "none.toml" in missing.err) == (2, True)
    with pytest.raises(InvalidPortfolio):
        find_members([str(tmp_path / "*.toml")])


def test_a_misspelt_portfolio_is_told_with_its_place(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "city.toml"
    path.write_text('format = "connecteur-portfolio/1"\nassessments = 3\n')
    outcome = run("compare", path)
    assert outcome.code == 2
    assert "city.toml:2" in outcome.err


def test_many_incubators_are_cut_short_unless_asked_for(run: Run, tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number}.toml").write_text(f'{HEAD}name = "Incubator {number:02}"\n')
    short, whole = run("compare", tmp_path), run("compare", tmp_path, "--all")
    assert "Incubator 29" in short.out
    assert "Incubator 30" not in short.out
    assert "--all" in short.out
    assert "Incubator 39" in whole.out


def test_changes_between_two_days_are_those_of_the_answers_between() -> None:
    assessment = load_assessment(ASSESSMENTS / "ateliers-du-port.toml")
    changes = find_changes(evaluate(assessment, on=date(2026, 2, 1)), evaluate(assessment, on=DAY))
    between = {item for item, answer in assessment.answers.items() if answer.on and answer.on > date(2026, 2, 1)}
    assert {change.id for change in changes.answers} == {
        item for item in between if assessment.answers[item].status is not None
    }
    assert find_changes(evaluate(assessment, on=DAY), evaluate(assessment, on=DAY)).is_empty


def test_diff_needs_two_states(run: Run) -> None:
    file = ASSESSMENTS / "ateliers-du-port.toml"
    assert run("diff", file).code == 2
    told = json.loads(run("diff", file, "--since", "2026-02-01", "--on", "2026-11-24", "--json").out)
    assert (told["format"], told["before"]["on"]) == ("connecteur-changes/1", "2026-02-01")
    assert "Nothing changed" in run("diff", file, file).out
