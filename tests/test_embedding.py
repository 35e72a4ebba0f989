"""The examples of embedding run as they are: a web view, a notebook, a Spark job, checks before commits."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from conftest import ROOT
from notebook import notebook_text, run_notebook
from spark_session import local_spark, quiet_sockets

EXAMPLES = ROOT / "examples" / "embedding"
BIN = Path(sys.executable).parent
FALLEN = 'format = "connecteur-assessment/1"\nruleset = "diversity-connector@2017.1"\n[organisation]\nname = "Mill"\n'


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def client() -> Any:
    """Django's own client, which calls the views through all of Django but a socket."""
    import django
    from django.test import Client

    load("django_view")
    django.setup()
    return Client()


def post(client: Any, address: str, body: str) -> tuple[int, dict[str, Any]]:
    answer = client.post(address, data=body, content_type="application/json")
    return answer.status_code, json.loads(answer.content)


def test_the_view_decides_a_record_and_says_why(client: Any) -> None:
    status, told = post(client, "/decide/oecd.immigrant", '{"residence_country": "FR", "birth_country": "MA"}')
    assert (status, told["value"], told["missing"]) == (200, "yes", [])
    assert told["because"]
    status, told = post(client, "/decide/oecd.immigrant", '{"residence_country": "FR"}')
    assert (status, told["value"], told["missing"]) == (200, "undetermined", ["birth_country"])


@pytest.mark.parametrize(
    ("address", "body", "status", "code"),
    [
        pytest.param("/decide/oecd.imigrant", "{}", 404, "CX607", id="no such definition"),
        pytest.param("/decide/oecd.immigrant", '{"birth_country": "Ruritania"}', 422, "CX606", id="a misfit"),
        pytest.param("/assess", "format = 7", 422, "CX111", id="not an assessment"),
    ],
)
def test_the_view_says_what_is_wrong_and_never_a_value(
    client: Any, address: str, body: str, status: int, code: str
) -> None:
    came, told = post(client, address, body)
    assert (came, told["findings"][0]["code"]) == (status, code)
    assert "Ruritania" not in json.dumps(told)


def test_the_view_refuses_what_is_no_object_too_large_or_not_sent(client: Any) -> None:
    assert post(client, "/decide/oecd.immigrant", "not JSON")[0] == 400
    assert post(client, "/decide/oecd.immigrant", "[1]")[0] in (400, 422)
    assert client.post("/assess", data="#" * 1_100_000, content_type="text/plain").status_code in (400, 413)
    assert client.get("/decide/oecd.immigrant").status_code == 405


def test_the_view_tells_a_level(client: Any) -> None:
    body = (ROOT / "examples" / "assessments" / "ateliers-du-port.toml").read_text(encoding="utf-8")
    status, told = post(client, "/assess", body)
    assert (status, told["level"]["reached"]["rank"]) == (200, 1)


def test_the_notebook_prints_what_it_shows(rewrite_golden: bool) -> None:
    path = EXAMPLES / "definitions.ipynb"
    ran = notebook_text(run_notebook(path))
    if rewrite_golden:
        path.write_text(ran, encoding="utf-8")
    assert ran == path.read_text(encoding="utf-8")


def test_the_spark_job_says_what_single_decisions_say(tmp_path: Path) -> None:
    from connecteur_core import get_definition

    job, names = load("spark_job"), ("fr.immigre", "coe.connector_2017")
    countries = ("FR", "MA", None)
    people = [("FR", birth, parent, parent) for birth in countries for parent in countries]
    columns = ["residence_country", "birth_country", "p1_birth_country", "p2_birth_country"]
    with quiet_sockets():
        spark = local_spark()
        frame = spark.createDataFrame(
            [(*row, None, None) for row in people],
            ", ".join(f"{name} string" for name in columns)
            + ", birth_citizenships array<string>, residence_since date",
        )
        decided = job.decide(spark, frame, names, date(2026, 9, 1))
        rows = [row.asDict() for row in decided.collect()]
        counted = job.counts(decided, names)
    for name in names:
        single = get_definition(name, on=date(2026, 9, 1), host="FR")
        wanted = [single.decide({column: row[column] for column in columns}).value for row in rows]
        assert [row[name] for row in rows] == wanted
        assert counted[name] == {value: wanted.count(value) for value in sorted(set(wanted))}


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Path]:
    """A repository of somebody's assessments, one of which has reached level 1."""
    good = (ROOT / "examples" / "assessments" / "ateliers-du-port.toml").read_text(encoding="utf-8")
    (tmp_path / "incubators").mkdir()
    for name in ("old-mill.toml", "new mill.toml"):
        (tmp_path / "incubators" / name).write_text(good, encoding="utf-8")
    git(tmp_path, "init", "--quiet")
    yield tmp_path


def git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    identity = {f"GIT_{who}_{what}": "a@b.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    variables = {**os.environ, **identity, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "LANG": "C"}
    variables |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    return subprocess.run(["git", *arguments], cwd=folder, env=variables, capture_output=True, text=True, check=False)


def commit(folder: Path) -> subprocess.CompletedProcess[str]:
    git(folder, "add", ".")
    return git(folder, "commit", "--quiet", "--message", "Answers")


def test_the_git_hook_lets_good_assessments_through_and_stops_others(repository: Path) -> None:
    hook = repository / ".git" / "hooks" / "pre-commit"
    hook.write_bytes((EXAMPLES / "git-hook.sh").read_bytes())
    hook.chmod(0o755)
    assert commit(repository).returncode == 0
    (repository / "incubators" / "new mill.toml").write_text("format = 7\n", encoding="utf-8")
    done = commit(repository)
    assert done.returncode != 0
    assert "incubators/new mill.toml:1:" in done.stdout + done.stderr
    git(repository, "checkout", "HEAD", "--", ".")
    (repository / "incubators" / "old-mill.toml").write_text(FALLEN, encoding="utf-8")
    done = commit(repository)
    assert done.returncode != 0
    assert re.search(r"Level reached +0", done.stderr)


def test_the_hooks_for_pre_commit_do_the_same(repository: Path) -> None:
    """Each hook is run as pre-commit runs it: its entry, the arguments of the configuration, the files that fit."""
    offered = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    wanted = yaml.safe_load((EXAMPLES / "pre-commit-config.yaml").read_text("utf-8"))["repos"][0]["hooks"]
    assert {hook["id"] for hook in wanted} == set(offered)

    def run_hooks() -> list[int]:
        codes = []
        for hook in wanted:
            command = [*offered[hook["id"]]["entry"].split(), *hook.get("args", [])]
            if offered[hook["id"]].get("pass_filenames", True):
                files = sorted(str(file.relative_to(repository)) for file in repository.rglob("*.toml"))
                command += [file for file in files if re.search(hook["files"], file)]
            done = subprocess.run([BIN / command[0], *command[1:]], cwd=repository, capture_output=True, check=False)
            codes.append(done.returncode)
        return codes

    assert run_hooks() == [0, 0]
    (repository / "incubators" / "old-mill.toml").write_text(FALLEN, encoding="utf-8")
    assert run_hooks() == [0, 1]
    (repository / "incubators" / "old-mill.toml").write_text("format = 7\n", encoding="utf-8")
    assert run_hooks() == [1, 2]
