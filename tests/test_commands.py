"""The verbs, as a user meets them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from conftest import ROOT
from connecteur_cli.verbs import VERBS
from connecteur_core.reading.toml_file import load_toml
from label_cases import make_scene
from running import Run


def test_a_manager_starts_answers_and_sees_the_level(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    assert run("new", path, "--name", "Mine").code == 0
    first = json.loads(run("assess", path, "--json").out)
    assert (first["level"]["reached"], first["level"]["possible"]) == ({"id": None, "rank": 0}, {"id": "L4", "rank": 4})
    for line in ("L1.1", "L1.2", "L1.3"):
        assert run("answer", path, line, "met", "--by", "Awa", "--on", "2026-01-02").code == 0
    after = json.loads(run("assess", path, "--json").out)
    assert after["level"]["reached"] == {"id": "L1", "rank": 1}
    assert after["level"]["in_progress"] == {"id": "L2", "rank": 2}
    assert [line["id"] for line in after["criteria"] if line["computed"]] == ["L2.1", "L3.1", "L4.1"]
    history = json.loads(run("show", path, "--history", "--json").out)
    assert [(entry["id"], entry["from"], entry["to"], entry["by"]) for entry in history["entries"]] == [
        ("L1.1", "unanswered", "met", "Awa"),
        ("L1.2", "unanswered", "met", "Awa"),
        ("L1.3", "unanswered", "met", "Awa"),
    ]


def test_new_never_replaces_a_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("precious", encoding="utf-8")
    outcome = run("new", path)
    assert outcome.code == 2
    assert "CX401" in outcome.err
    assert path.read_text(encoding="utf-8") == "precious"


def test_require_ends_with_1_below_the_level(run: Run, examples: Path) -> None:
    path = examples / "ateliers-du-port.toml"
    assert run("assess", path, "--require", "1").code == 0
    assert run("assess", path, "--require", "L2").code == 1
    assert run("assess", path, "--require", "L9").code == 2


def test_evidenced_is_stricter(run: Run, examples: Path) -> None:
    path = examples / "campus-forge.toml"
    easy = json.loads(run("assess", path, "--json").out)["level"]
    strict = json.loads(run("assess", path, "--policy", "evidenced", "--json", "--on", "2026-11-01").out)["level"]
    assert (easy["reached"]["rank"], strict["reached"]["rank"]) == (3, 2)


def test_flags_of_the_examples_are_raised(run: Run, examples: Path) -> None:
    def flags(name: str) -> set[str]:
        document = json.loads(run("assess", examples / f"{name}.toml", "--json", "--on", "2026-11-01").out)
        return {flag["code"] for flag in document["flags"]}

    assert {"gap-below", "needed-not-delivered", "claim-against-actions", "evidence-missing"} <= flags(
        "ateliers-du-port"
    )
    assert {"evidence-from-others-missing", "evidence-stale", "same-fact-twice"} <= flags("campus-forge")
    assert {"accelerator", "definition-open"} <= flags("fresh-start")
    assert "gap-below" in flags("second-souffle")


def test_show_gives_the_whole_ruleset(run: Run) -> None:
    document = json.loads(run("show", "diversity-connector", "--json").out)
    ids = [item["id"] for item in document["items"]]
    assert len(ids) == len(set(ids)) == 337
    practice = next(item for item in document["items"] if item["id"] == "4.ex.4")
    assert len(practice["links"]) == 4
    assert practice["url"] == "http://cincubator.com/what-is-the-hub/?lang=en"


@pytest.mark.parametrize("entry", ["L2", "L2.2", "L3.1", "4", "4.3", "4.3.7", "4.ex.4", "6.who.1", "G7", "P4n", "A14"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_show_explains_any_entry(run: Run, entry: str, lang: str) -> None:
    outcome = run("show", "diversity-connector", entry, "--lang", lang)
    assert outcome.code == 0
    assert outcome.out.startswith(entry)


def test_lookups_ignore_accents_and_language(run: Run) -> None:
    assert "Startup Lisboa" in run("practices", "lisbonne").out
    assert "G10" in run("glossary", "ECONOMIE SOCIALE").out
    practices = json.loads(run("practices", "--element", "5", "--where", "Vienne", "--json").out)["practices"]
    assert [practice["id"] for practice in practices] == ["5.ex.9", "5.ex.10"]


def test_the_demo_shows_level_blocks_helpers_and_the_next_question(run: Run) -> None:
    for lang, words in (
        (
            "en",
            [
                "Level reached",
                "Level possible",
                "What blocks level 2",
                "who can act",
                "who has done it",
                "Next question",
            ],
        ),
        (
            "fr",
            [
                "Niveau atteint",
                "Niveau possible",
                "Ce qui bloque",
                "qui peut agir",
                "qui l’a déjà fait",
                "Question suivante",
            ],
        ),
    ):
        out = run("demo", "--lang", lang).out
        for word in words:
            assert word in out, word
        assert "L2.2.5" in out
        assert max(map(len, (line for line in out.splitlines() if "connecteur assess" not in line))) <= 80


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_teaches_itself_within_80_columns(run: Run, verb: str, lang: str) -> None:
    outcome = run(verb, "--help", "--lang", lang)
    assert outcome.code == 0
    assert "--json" in outcome.out
    assert max(map(len, outcome.out.splitlines())) <= 80


@pytest.mark.parametrize("name", ["assessment", "ruleset", "items", "locale", "cases", "definitions", "facts"])
def test_shipped_files_fit_the_schema(run: Run, name: str) -> None:
    validator = Draft202012Validator(json.loads(run("schema", name).out))
    folder = ROOT / "rulesets" / "diversity-connector"
    files = {
        "assessment": (ROOT / "examples" / "assessments").glob("*.toml"),
        "ruleset": [folder / "ruleset.toml"],
        "items": [*(folder / "elements").glob("*.toml"), folder / "practices.toml", folder / "doubts.toml"],
        "locale": (folder / "locale").glob("*.toml"),
        "cases": (folder / "cases").glob("*.toml"),
        "definitions": (ROOT / "src" / "connecteur_plugins").glob("*.toml"),
        "facts": [ROOT / "src" / "connecteur_core" / "definitions" / "facts.toml"],
    }[name]
    for file in files:
        data = json.loads(json.dumps(load_toml(file).data, default=str))
        assert list(validator.iter_errors(data)) == [], file


@pytest.mark.parametrize("name", ["application", "review", "body"])
def test_files_of_a_label_fit_the_schema(run: Run, name: str, tmp_path: Path) -> None:
    scene = make_scene(tmp_path)
    file = {"application": "application.json", "review": scene.review("amina").name, "body": "body.toml"}[name]
    text = (tmp_path / file).read_text(encoding="utf-8")
    data = json.loads(text) if name == "application" else load_toml(tmp_path / file).data
    validator = Draft202012Validator(json.loads(run("schema", name).out))
    assert list(validator.iter_errors(json.loads(json.dumps(data, default=str)))) == []
    assert list(validator.iter_errors({"format": f"connecteur-{name}/1", "x": 1})) != []


def test_check_finds_nothing_in_what_is_shipped_and_something_in_a_bad_copy(run: Run, tmp_path: Path) -> None:
    shipped = ROOT / "rulesets" / "diversity-connector"
    assert run("check", shipped, *(ROOT / "examples" / "assessments").glob("*.toml")).code == 0
    text = (shipped / "ruleset.toml").read_text(encoding="utf-8")
    bad = tmp_path / "bad"
    bad.mkdir()
    bad_text = text.replace("""rule = 'level("L1")'""", """rule = 'not met("L1.1") and met("L1.9")'""")
    (bad / "ruleset.toml").write_text(bad_text, encoding="utf-8")
    for file in shipped.rglob("*.toml"):
        if file.name != "ruleset.toml":
            copy = bad / file.relative_to(shipped)
            copy.parent.mkdir(exist_ok=True)
            copy.write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    outcome = run("check", bad)
    assert outcome.code == 1
    assert "ruleset.toml:" in outcome.out
    assert "CX203 unknown item `L1.9`" in outcome.out


def test_completion_prints_a_script(run: Run) -> None:
    for shell in ("bash", "zsh", "fish"):
        assert "_CONNECTEUR_COMPLETE" in run("completion", shell).out


def test_starting_loads_nothing_heavy() -> None:
    code = (
        "import sys, connecteur_core, connecteur_cli.main; "
        "print(sorted({'attrs', 'cattrs', 'tree_sitter', 'filelock', 'importlib.metadata'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
