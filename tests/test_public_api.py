"""The promise to outsiders, frozen; and the import contracts, each seen to fail on a planted mistake."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import connecteur_core
from conftest import ROOT


def test_exported_names() -> None:
    assert connecteur_core.__all__ == [
        "Assessment",
        "CheckedRuleset",
        "ConnecteurError",
        "Decision",
        "Definition",
        "Diagnostic",
        "Evaluation",
        "InvalidAssessment",
        "InvalidDefinitions",
        "InvalidFacts",
        "InvalidRuleset",
        "NextQuestion",
        "NotInForce",
        "Truth",
        "UnknownName",
        "UnreadableFile",
        "__version__",
        "evaluate",
        "find_next_question",
        "get_definition",
        "get_ruleset",
        "load_assessment",
        "load_ruleset",
        "result_to_json",
    ]
    for name in connecteur_core.__all__:
        assert getattr(connecteur_core, name) is not None


def test_the_main_job_takes_two_names(examples: Path) -> None:
    result = connecteur_core.evaluate(connecteur_core.load_assessment(examples / "campus-forge.toml"))
    assert result.level.reached.rank == 3
    assert result.criteria["L4.3"].status == "undetermined"
    assert "Niveau" in str(result.explain(lang="fr"))


PLANTED = [
    pytest.param("connecteur_core/truth.py", "import connecteur_core.store.save", "staircase", id="a step upwards"),
    pytest.param("connecteur_plugins/__init__.py", "import connecteur_cli.output", "strangers", id="strangers meet"),
    pytest.param("connecteur_core/truth.py", "import click", "core-below", id="the core knows a front end"),
    pytest.param("connecteur_core/expr/nodes.py", "import connecteur_core.expr.typed", "no-cycles", id="a circle"),
    pytest.param(
        "connecteur_core/expr/nodes.py", "import filelock", "heavy-rooms", id="a heavy library out of its room"
    ),
    pytest.param("connecteur_core/store/save.py", "import cryptography", "signing", id="signatures elsewhere"),
]


@pytest.mark.parametrize(("file", "line", "contract"), PLANTED)
def test_import_contracts_catch_a_planted_mistake(tmp_path: Path, file: str, line: str, contract: str) -> None:
    shutil.copytree(ROOT / "src", tmp_path / "src")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    victim = tmp_path / "src" / file
    text = victim.read_text(encoding="utf-8")
    if contract == "no-cycles":
        typed = tmp_path / "src/connecteur_core/expr/typed.py"
        typed.write_text(typed.read_text(encoding="utf-8") + "\nimport connecteur_core.expr.nodes\n", encoding="utf-8")
    victim.write_text(f"{text}\n{line}\n", encoding="utf-8")
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--contract", contract]
    environment = {"PYTHONPATH": str(tmp_path / "src"), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "BROKEN" in done.stdout
