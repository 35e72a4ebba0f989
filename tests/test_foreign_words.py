"""Results under a ruleset of somebody else speak of it, not of the guideline, and in French say policies in French."""

from __future__ import annotations

from pathlib import Path

import pytest

from connecteur_core.assessment.check import find_misfit
from connecteur_core.model.status import Answer, Status
from connecteur_core.rulesets.shipped import get_ruleset
from running import Run

RULESETS = Path(__file__).parent.parent / "examples" / "rulesets"


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("name", ["open-project", "careful-work", "delivery-matrix", "open-door"])
def test_no_result_speaks_of_the_guideline(
    name: str, lang: str, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONNECTEUR_RULESETS", str(RULESETS))
    file, report = tmp_path / "ours.toml", tmp_path / "ours.md"
    assert run("--lang", lang, "new", file, "--ruleset", name, "--name", "Ours").code == 0
    told = run("--lang", lang, "assess", file, "--explain").out
    for view in ("board", "public", "funder"):
        assert run("--lang", lang, "report", file, "--view", view, "-o", report).code == 0
        told += report.read_text(encoding="utf-8")
    for word in ("guideline", "le guide", *(("self-assessment",) if lang == "fr" else ())):
        assert word not in told
    # Nothing there rests on elements, so there is no empty column for them.
    grounded = any(item.rests_on for item in get_ruleset(str(RULESETS / name)).ruleset.items.values())
    assert (("Elements that help" in told) or ("Éléments qui aident" in told)) is grounded


def test_policies_keep_their_names_for_programs(run: Run) -> None:
    file = RULESETS.parent / "assessments" / "campus-forge.toml"
    assert '"policy": "evidenced"' in run("--lang", "fr", "assess", file, "--policy", "evidenced", "--json").out
    assert "exigence avec preuves" in run("--lang", "fr", "assess", file, "--policy", "evidenced").out.replace(
        "\n", " "
    )


@pytest.mark.parametrize(
    ("name", "item", "advice"),
    [("open-project", "d.1", "answer met, partial or unmet"), ("careful-work", "plan.1", "its answers: none, started")],
)
def test_what_always_applies_is_told_by_its_kind_and_its_own_answers(name: str, item: str, advice: str) -> None:
    rules = get_ruleset(str(RULESETS / name)).ruleset
    misfit = find_misfit(rules, item, Answer(Status.NOT_APPLICABLE, note="we would rather not"))
    assert misfit is not None
    assert misfit.help is not None
    assert f"items of the kind `{rules.items[item].kind}` always apply" in str(misfit.message)
    assert advice in str(misfit.help)
