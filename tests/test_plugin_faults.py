"""Each hook failing in each way: the culprit is named in one message, and every other plugin works on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from connecteur_core.plugins import HOOK_NAMES
from connecteur_core.plugins.definitions import load_catalogue
from connecteur_core.plugins.rulesets import plugin_ruleset_folders
from running import Run
from test_definitions import install

FAULTS = {
    "raises": "raise RuntimeError('a secret')",
    "exits": "import sys; sys.exit(0)",
    "interrupts": "raise KeyboardInterrupt",
    "ends": "raise BaseException('a secret')",
    "hangs": "import time; time.sleep(20)",
    "recurses": "f = lambda: f(); f()",
    "answers with a number": "return 7",
    "answers with a text": "return 'abc'",
    "answers with strange members": "return [7, None]",
    "answers without end": "class Endless(list):\n        def __iter__(self):\n            while True: yield self\n"
    "    return Endless([1])",
    "answers with too much": "import pathlib; return [pathlib.Path('/nowhere')] * 2_000_000",
    "answers with what fails later": "class Bad:\n        name = 'bad'\n"
    "        def __getattr__(self, name): raise RuntimeError('a secret')\n    return [Bad()]",
}
MARK = "from connecteur_core.plugins import hookimpl\n@hookimpl\n"
HEAD = f"{MARK}def {{hook}}({{arguments}}):\n    print('noise')\n    {{fault}}\n"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connecteur_core.plugins.loading.PLUGIN_SECONDS", 0.4)


def plant(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, code: str) -> None:
    install(folder, name, code)
    monkeypatch.syspath_prepend(folder)
    plugin_ruleset_folders.cache_clear()


def told_by(run: Run, hook: str, example: Path) -> str:
    """What a user is told when the hook is called for."""
    match hook:
        case "connecteur_rulesets":
            ours = example.read_text(encoding="utf-8").replace("diversity-connector@2017.1", "elsewhere")
            example.write_text(ours, encoding="utf-8")
            outcome = run("assess", example, "--lang", "en")
        case "connecteur_policies":
            outcome = run("assess", example, "--policy", "elsewhere", "--lang", "en")
        case "connecteur_commands":
            outcome = run("elsewhere", "--lang", "en")
        case "connecteur_evaluated":
            outcome = run("assess", example, "--notify", "--lang", "en")
        case _:
            outcome = run("plugins", "--lang", "en")
    assert "CX900" not in outcome.out + outcome.err
    return outcome.out + outcome.err


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("hook", HOOK_NAMES)
def test_a_hook_that_misbehaves_is_named_and_the_others_go_on(
    run: Run, tmp_path: Path, examples: Path, monkeypatch: pytest.MonkeyPatch, hook: str, fault: str
) -> None:
    name = f"{hook.removeprefix('connecteur_')}_{list(FAULTS).index(fault)}"
    arguments = "evaluation" if hook == "connecteur_evaluated" else ""
    plant(tmp_path, monkeypatch, name, HEAD.format(hook=hook, arguments=arguments, fault=FAULTS[fault]))
    example = tmp_path / "ours.toml"
    example.write_text((examples / "campus-forge.toml").read_text(encoding="utf-8"), encoding="utf-8")
    told = told_by(run, hook, example)
    if hook == "connecteur_evaluated" and fault.startswith("answers"):
        assert "CX701" not in told, "what it returns is ignored"
    else:
        assert told.count(f"`{name}`") == 1, told
    assert "a secret" not in told
    assert "noise" not in told
    assert len([id for id in load_catalogue().definitions if "." in id]) == 63


IMPORTS = {
    "raises": "raise RuntimeError('a secret')",
    "exits": "import sys; sys.exit(3)",
    "ends": "raise BaseException",
    "hangs": "import time; time.sleep(20)",
    "misses": "import a_library_that_is_not_there",
    "is_no_python": "this is (no python",
    "misspells": "def connecteur_definition(): return []",
    "takes_too_much": f"{MARK}def connecteur_definitions(x, y): return []",
}


@pytest.mark.parametrize("fault", IMPORTS)
def test_a_module_that_misbehaves_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    plant(tmp_path, monkeypatch, f"import_{fault}", IMPORTS[fault])
    outcome = run("plugins", "--lang", "en")
    assert (outcome.code, outcome.out.count(f"`import_{fault}`")) == (0, 1)
    assert len(load_catalogue().definitions) == 63


FILES = {
    "too_new": ('format = "connecteur-definitions/9"\n', "CX112"),
    "no_toml": ("= = =\n", "CX108"),
    "empty": ("", "CX110"),
    "too_large": ("#" * 2_000_000, "CX103"),
    "taken": (None, "CX702"),
}


@pytest.mark.parametrize("fault", FILES)
def test_a_file_of_a_plugin_that_cannot_be_read_names_the_plugin(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    text, code = FILES[fault]
    where = "r.files('connecteur_plugins') / 'uk.toml'" if text is None else "pathlib.Path(__file__).parent / 'x.toml'"
    (tmp_path / "x.toml").write_text(text or "", encoding="utf-8")
    source = "import pathlib, importlib.resources as r\nfrom connecteur_core.plugins import hookimpl\n@hookimpl\n"
    plant(tmp_path, monkeypatch, f"file_{fault}", f"{source}def connecteur_definitions(): return [{where}]\n")
    findings = json.loads(run("plugins", "--json", "--lang", "en").out)["diagnostics"]
    mine = [finding for finding in findings if f"`file_{fault}`" in finding["message"]]
    assert {finding["code"] for finding in mine} == {code}
    assert len(load_catalogue().definitions) == 63


POLICIES = ["raise RuntimeError('a secret')", "import sys; sys.exit(0)", "import time; time.sleep(20)", "return 'yes'"]


@pytest.mark.parametrize("body", POLICIES)
def test_a_policy_that_misbehaves_ends_the_evaluation_and_names_its_plugin(
    run: Run, tmp_path: Path, examples: Path, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    name = f"policy_{POLICIES.index(body)}"
    code = f"from connecteur_core.plugins import hookimpl\n\ndef test(item, answer):\n    {body}\n\n"
    code += f"@hookimpl\ndef connecteur_policies(): return {{'mine-{name}': test}}\n"
    plant(tmp_path, monkeypatch, name, code)
    outcome = run("assess", examples / "campus-forge.toml", "--policy", f"mine-{name}", "--lang", "en")
    assert (outcome.code, outcome.out) == (2, "")
    assert "CX704" in outcome.err
    assert f"`{name}`" in outcome.err
    assert "a secret" not in outcome.err


def test_what_one_plugin_does_to_a_result_is_nothing_to_the_others(
    run: Run, tmp_path: Path, examples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = f"import pathlib\n{MARK}def connecteur_evaluated(evaluation):\n"
    (tmp_path / "two").mkdir()
    plant(tmp_path, monkeypatch, "mutates", f"{head}    evaluation.criteria.clear(); evaluation.flags.__class__\n")
    count = "(pathlib.Path(__file__).parent / 'n.txt').write_text(str(len(evaluation.criteria)))"
    plant(tmp_path / "two", monkeypatch, "watches", f"{head}    {count}\n")
    outcome = run("assess", examples / "campus-forge.toml", "--notify", "--json")
    assert outcome.code == 0
    criteria = json.loads(outcome.out)["criteria"]
    assert (tmp_path / "two" / "n.txt").read_text(encoding="utf-8") == str(len(criteria)) != "0"
