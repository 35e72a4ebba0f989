"""Every claim of README and docs is run: console blocks, Python blocks, codes, functions, links."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from conftest import ROOT
from connecteur_core.expr.fact_functions import FACT_FUNCTIONS
from connecteur_core.expr.functions import FUNCTIONS
from connecteur_core.plugins import HOOK_NAMES
from connecteur_core.truth import Truth
from running import Run

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: Path, language: str) -> list[str]:
    return [text for name, text in BLOCK.findall(page.read_text(encoding="utf-8")) if name == language]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_console_blocks_print_what_they_say(
    run: Run, page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    for block in blocks(page, "console"):
        for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, wanted = step.partition("\n")
            if command.startswith("export "):
                monkeypatch.setenv(*command.removeprefix("export ").split("=", 1))
                continue
            outcome = run(*shlex.split(command)[1:])
            assert (outcome.out + outcome.err).strip() == wanted.strip(), command


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_blocks_run(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for block in blocks(page, "python"):
        exec(block, {})


def test_each_code_the_program_can_say_has_its_entry_and_no_other() -> None:
    said = {
        code
        for path in (ROOT / "src").rglob("*.py")
        for code in re.findall(r'"(CX\d{3})"', path.read_text(encoding="utf-8"))
    }
    documented = re.findall(
        r"^\| (CX\d{3}) \|", (ROOT / "docs/reference/diagnostics.md").read_text(encoding="utf-8"), re.M
    )
    assert sorted(said) == documented


def test_each_function_of_the_language_is_on_its_page() -> None:
    page = (ROOT / "docs/reference/rules.md").read_text(encoding="utf-8")
    for function in FUNCTIONS.values():
        assert f"| `{function.name}` | {function.doc} |" in page


def test_each_function_over_facts_is_on_its_page_and_the_truth_tables_are_those_of_the_program() -> None:
    page = (ROOT / "docs/reference/definitions.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+\(.+?)` \| (.+) \|$", page, re.M) == [
        (function.usage, function.doc) for function in FACT_FUNCTIONS.values()
    ]
    for one in Truth:
        for two in Truth:
            cells = [one, two, one & two, one | two, ~one]
            assert f"| {' | '.join(cell.value for cell in cells)} |" in page


def test_each_hook_is_on_its_page() -> None:
    page = (ROOT / "docs/reference/plugins.md").read_text(encoding="utf-8")
    assert tuple(re.findall(r"^\| `(connecteur_\w+)` \|", page, re.M)) == HOOK_NAMES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target
