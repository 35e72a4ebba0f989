"""Definitions as people use them: the verbs, facts that do not fit, profiles, plugins that misbehave."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import frozen

from conftest import ROOT
from connecteur_core import InvalidFacts, get_definition
from connecteur_core.plugins.definitions import load_catalogue
from connecteur_core.testing import check_plugin
from running import Run

MOROCCAN = {"residence_country": "GB", "birth_country": "MA"}


def written(folder: Path, facts: object) -> Path:
    path = folder / "facts.json"
    path.write_text(json.dumps(facts), encoding="utf-8")
    return path


def test_every_bundled_plugin_keeps_the_contract() -> None:
    for supplier in load_catalogue().suppliers:
        assert check_plugin(supplier.info.name) == []


def test_there_are_53_definitions_of_persons_and_10_of_enterprises() -> None:
    subjects = [definition.subject.value for definition in load_catalogue().definitions.values()]
    assert (subjects.count("person"), subjects.count("enterprise")) == (53, 10)


def test_eligible_prints_the_decision_of_the_design(run: Run, tmp_path: Path) -> None:
    outcome = run("eligible", "--definition", "uk.non_uk_born", "--facts", written(tmp_path, MOROCCAN), "--json")
    document = json.loads(outcome.out)
    assert outcome.code == 0
    assert {"definition", "version", "host", "on", "value", "missing", "because", "source", "confidence"} <= set(
        document
    )
    assert (document["format"], document["value"], document["missing"]) == ("connecteur-decision/1", "yes", [])


@pytest.mark.parametrize(
    ("facts", "code", "place"),
    [
        pytest.param('{"birth_contry": "XQ"}', "CX601", "1:18", id="unknown name"),
        pytest.param('{"birth_country": 7331}', "CX606", "1:19", id="wrong type"),
        pytest.param('{\n "birth_date": "1999-02-30"}', "CX606", "2:16", id="impossible date"),
        pytest.param('{"birth_date": "2999-01-01"}', "CX606", "1:16", id="birth after the day"),
        pytest.param('{"parents": [{}, {"birth_country": "QQ"}]}', "CX606", "1:36", id="inside a list"),
        pytest.param('{"parents": [{}, {}, {}]}', "CX606", "1:13", id="three parents"),
        pytest.param('{"birth_country": "MA", "birth_country": "FR"}', "CX117", "1:1", id="a key twice"),
        pytest.param('["MA"]', "CX117", "1:1", id="no object"),
        pytest.param('{"birth_country": NaN}', "CX117", "1:1", id="no number"),
    ],
)
def test_facts_that_do_not_fit_are_refused_with_their_place_and_never_shown(
    run: Run, tmp_path: Path, facts: str, code: str, place: str
) -> None:
    path = tmp_path / "facts.json"
    path.write_text(facts, encoding="utf-8")
    outcome = run("eligible", "--definition", "uk.non_uk_born", "--facts", path, "--lang", "en")
    assert outcome.code == 2
    assert f"facts.json:{place}: {code}" in outcome.err
    for value in ("7331", "1999-02-30", "2999", "QQ", '"MA"'):
        assert value not in outcome.err


@frozen
class Owner:
    share: float
    immigrant: bool | None = None


@frozen
class Enterprise:
    owners: tuple[Owner, ...]
    owners_complete: bool | None = None


def test_records_of_ones_own_classes_are_decided_too() -> None:
    definition = get_definition("city.immigrant_owned")
    assert definition.decide(Enterprise((Owner(60.0, True), Owner(40.0)))).value == "yes"
    assert definition.decide(Enterprise((Owner(45.5, True), Owner(54.5)), owners_complete=True)).missing == (
        "owners[2].immigrant",
    )


def test_a_share_over_100_is_refused() -> None:
    with pytest.raises(InvalidFacts, match="CX606"):
        get_definition("city.immigrant_owned").decide({"owners": [{"share": 101}]})


def test_questions_are_asked_only_while_they_matter(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("fr\n"))
    outcome = run("eligible", "--definition", "uk.non_uk_born", "--json")
    assert json.loads(outcome.out)["value"] == "no"
    assert "birth" not in outcome.err


def test_an_empty_line_means_rather_not_say(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("GB\n\n"))
    document = json.loads(run("eligible", "--definition", "uk.non_uk_born", "--json").out)
    assert (document["value"], document["missing"]) == ("undetermined", ["birth_country"])


def test_the_end_of_input_is_no_failure(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("GB\nnonsense\n"))
    outcome = run("eligible", "--definition", "uk.non_uk_born", "--brief", "--lang", "en")
    assert (outcome.code, outcome.out) == (0, "undetermined: birth_country\n")
    assert "two capital letters" in outcome.err


def test_questions_go_through_the_owners_one_by_one(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("2\n60\n40\nyes\nno\n"))
    document = json.loads(run("eligible", "--definition", "city.immigrant_owned", "--json").out)
    assert document["value"] == "yes"


def test_values_are_shown_on_request_only(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path, {**MOROCCAN, "ethnic_group": "asian"})
    plain = run("eligible", "--definition", "uk.bme", "--facts", path)
    asked = run("eligible", "--definition", "uk.bme", "--facts", path, "--show-values")
    assert "asian" not in plain.out + plain.err
    assert "asian" in asked.out


def test_require_ends_with_1_unless_the_answer_is_yes(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path, {"residence_country": "GB"})
    assert run("eligible", "--definition", "uk.non_uk_born", "--facts", path, "--require").code == 1
    assert run("eligible", "--definition", "uk.non_uk_born", "--facts", path).code == 0


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_definition_can_be_shown_in_both_languages_at_80_columns(
    run: Run, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for name in load_catalogue().definitions:
        outcome = run("definitions", name, "--lang", lang)
        assert (outcome.code, outcome.err) == (0, ""), name
        assert max(map(len, outcome.out.splitlines())) <= 80, name
    assert max(map(len, run("definitions", "--lang", lang).out.splitlines())) <= 80


def test_the_python_of_a_definition_can_be_printed_and_run(run: Run) -> None:
    source = run("definitions", "uk.non_uk_born", "--python").out
    namespace: dict[str, object] = {}
    exec(source, namespace)
    assert namespace["uk_non_uk_born"](MOROCCAN, "GB", None, {}) is True  # type: ignore[operator]


PROFILE = """format = "connecteur-profile/1"
name = "Ville-Essai"
host = "FR"
definition = "coe.connector_2017"
wording = "Le conseil l’a voulu ainsi."
definitions = ["own.toml"]

[parameters]
min_immigrant_parents = 2
"""
OWN = """format = "connecteur-definitions/1"

[[definitions]]
id = "essai.nouveau"
subject = "person"
host = "FR"

[[definitions.versions]]
first = 2020-01-01
confidence = "LOW"
source = "Délibération fictive"
title = { en = "Newcomer", fr = "Nouvel arrivant" }
rule = { en = "Arrived less than two years ago.", fr = "Arrivé depuis moins de deux ans." }
expression = 'months_between(residence_since, as_of) < 24'
"""


def test_a_city_sets_its_own_parameters_and_definitions_without_python(run: Run, tmp_path: Path) -> None:
    (tmp_path / "city.toml").write_text(PROFILE, encoding="utf-8")
    (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")
    one_parent = {
        "residence_country": "FR",
        "birth_country": "FR",
        "parents": [{"birth_country": "MA"}, {"birth_country": "FR"}],
    }
    path = written(tmp_path, {**one_parent, "residence_since": "2026-01-01"})
    by_city = run("eligible", "--profile", tmp_path / "city.toml", "--facts", path, "--on", "2026-09-01")
    assert by_city.out.splitlines()[1] == "no"
    assert "Ville-Essai" in by_city.out
    outright = run("eligible", "--definition", "coe.connector_2017", "--host", "FR", "--facts", path)
    assert outright.out.splitlines()[1] == "yes"
    own = run("eligible", "--definition", "essai.nouveau", "--profile", tmp_path / "city.toml", "--facts", path)
    assert own.out.splitlines()[1] == "yes"
    assert run("check", tmp_path / "city.toml").code == 0


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("__import__('os').system('true')", "CX202"),
        ("residence_country.__class__ == 'FR'", "CX202"),
        ("(lambda: True)()", "CX202"),
        ("[p for p in parents]", "CX202"),
        ("any(p.recorded for p in parents if p.expellee)", "CX202"),
        ("residence_country == f'{host}'", "CX202"),
        ("2 ** 9 > permit_months", "CX202"),
        ("(x := adopted)", "CX202"),
        ("is_missing(adopted)", "CX204"),
        ("birth_contry == host", "CX203"),
        ("birth_country == 'France'", "CX205"),
        ("stay_purpose == 'holiday'", "CX205"),
        ("adopted < expellee", "CX205"),
        ("permit_months // 0 > 1", "CX205"),
        ("permit_months", "CX207"),
        ("any(any(any(c == host for c in p.citizenships) for p in parents) for g in grandparents)", "CX210"),
        ("any(facts.recorded for facts in parents)", "CX205"),
        ("1 == 1", "CX211"),
    ],
)
def test_what_is_not_of_the_language_is_refused(run: Run, tmp_path: Path, expression: str, code: str) -> None:
    path = tmp_path / "own.toml"
    quoted = expression.replace("'", '\\"')
    path.write_text(OWN.replace("'months_between(residence_since, as_of) < 24'", f'"{quoted}"'), encoding="utf-8")
    outcome = run("check", path, "--json")
    assert outcome.code == 1
    assert code in {finding["code"] for finding in json.loads(outcome.out)["diagnostics"]}


GOOD = """
from pathlib import Path

import click

from connecteur_core.plugins import hookimpl

HERE = Path(__file__).parent


@hookimpl
def connecteur_rulesets():
    return [HERE / "other-model"]


@hookimpl
def connecteur_policies():
    return {"nothing-counts": lambda item, answer: False}


@click.command("greet")
def greet():
    click.echo("good day")


@hookimpl
def connecteur_commands():
    return [greet]


@hookimpl
def connecteur_evaluated(evaluation):
    (HERE / "heard.txt").write_text(evaluation.policy, encoding="utf-8")
"""
PLUGINS = {
    "raises": "raise RuntimeError('a secret')",
    "exits": "import sys; sys.exit(3)",
    "prints": "print('noise'); connecteur_definitions = None",
    "hangs": "import time; time.sleep(60)",
    "misspells": "def connecteur_definition(): return []",
    "mistakes": "from connecteur_core.plugins import hookimpl\n@hookimpl\ndef connecteur_definitions(): return 7",
    "repeats": "import importlib.resources as r\nfrom connecteur_core.plugins import hookimpl\n"
    "@hookimpl\ndef connecteur_definitions(): return [r.files('connecteur_plugins') / 'uk.toml']",
}


def install(folder: Path, name: str, code: str) -> None:
    """A plugin as an installer leaves it: its module, and what its distribution announces."""
    (folder / f"plugin_{name}.py").write_text(code, encoding="utf-8")
    info = folder / f"plugin_{name}-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: plugin-{name}\nVersion: 1\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[connecteur]\n{name} = plugin_{name}\n", encoding="utf-8")


def test_a_plugin_brings_rulesets_policies_verbs_and_hears_of_results(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "rulesets" / "diversity-connector", tmp_path / "other-model")
    head = tmp_path / "other-model" / "ruleset.toml"
    head.write_text(
        head.read_text(encoding="utf-8").replace('id = "diversity-connector"', 'id = "other-model"'), "utf-8"
    )
    install(tmp_path, "good", GOOD)
    text = (ROOT / "examples" / "assessments" / "campus-forge.toml").read_text(encoding="utf-8")
    ours = tmp_path / "ours.toml"
    ours.write_text(text.replace("diversity-connector@", "other-model@"), encoding="utf-8")

    def call(*arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [Path(sys.executable).with_name("connecteur"), *map(str, arguments)],
            env={**os.environ, "PYTHONPATH": str(tmp_path), "LANGUAGE": "en"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    loose = json.loads(call("assess", ours, "--json").stdout)
    strict = call("assess", ours, "--json", "--policy", "nothing-counts", "--notify")
    assert loose["ruleset"]["id"] == "other-model"
    assert loose["level"]["reached"]["rank"] > json.loads(strict.stdout)["level"]["reached"]["rank"] == 0
    assert json.loads(strict.stdout)["policy"] == "nothing-counts"
    assert (tmp_path / "heard.txt").read_text(encoding="utf-8") == "nothing-counts"
    assert call("greet").stdout == "good day\n"
    assert "CX124" in call("assess", ours, "--policy", "nothing-count").stderr
    assert "`nothing-counts`" in call("assess", ours, "--policy", "nothing-count", "--lang", "en").stderr


def test_a_bad_plugin_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    for name, code in PLUGINS.items():
        install(tmp_path, name, code)
    command = Path(sys.executable).with_name("connecteur")
    outcome = subprocess.run(
        [command, "plugins", "--json", "--lang", "en"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    document = json.loads(outcome.stdout)
    told = " ".join(finding["message"] for finding in document["diagnostics"])
    for name in ("raises", "exits", "hangs", "misspells", "mistakes", "repeats"):
        assert f"`{name}`" in told
    assert "a secret" not in outcome.stdout + outcome.stderr
    assert (
        sum(len(plugin["definitions"]) for plugin in document["plugins"] if plugin["distribution"] == "connecteur")
        == 63
    )
