"""Every claim of README and docs is run: console blocks, Python blocks, codes, functions, links."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any, cast, get_args, get_type_hints

import click
import jsonschema
import pytest
from attrs import has
from website.ruleset_keys import PAGE, SECTIONS, ruleset_keys

from conftest import ROOT
from connecteur_cli.commands.schema import FORMATS
from connecteur_cli.main import cli
from connecteur_cli.verbs import VERBS
from connecteur_core.expr.fact_functions import FACT_FUNCTIONS
from connecteur_core.expr.functions import FUNCTIONS
from connecteur_core.plugins import HOOK_NAMES
from connecteur_core.plugins.definitions import load_catalogue
from connecteur_core.reading import limits
from connecteur_core.rulesets.shipped import get_ruleset
from connecteur_core.testing.json_schema import FORMATS as CLASSES
from connecteur_core.testing.json_schema import schema_of
from connecteur_core.truth import Truth
from doc_blocks import PAGES, TUTORIALS, Block, blocks, name_of_page, retell
from running import Run

# Console and Python blocks are run; TOML and JSON are read; `text` is what a program shows or a file holds. What tests
# cannot run is `sh`, says so in its first line, and is counted here.
NOT_RUN = {"docs/how-to/run-on-spark.md": 1}
each_page = pytest.mark.parametrize("page", PAGES, ids=name_of_page)


# What a page tells readers to do with a block, a test does: “Write `FILE`:”; “Replace in `FILE`:”, then “by:”.
WRITE = re.compile(r"Write\s`([^`]+)`:\Z")
REPLACE = re.compile(r"Replace in\s`([^`]+)`:\Z")


class Editing:
    """Does to files what a page says with its blocks."""

    def __init__(self) -> None:
        self._replaced: tuple[Path, str] | None = None

    def __call__(self, block: Block) -> None:
        if write := WRITE.search(block.before):
            Path(write[1]).write_text(block.text, encoding="utf-8")
        elif replace := REPLACE.search(block.before):
            self._replaced = Path(replace[1]), block.text
        elif block.before == "by:" and self._replaced is not None:
            path, old = self._replaced
            text = path.read_text(encoding="utf-8")
            assert text.count(old) == 1, f"{path} has no {old}"
            path.write_text(text.replace(old, block.text), encoding="utf-8")


# Tutorials are followed word by word, in a clean environment: see follow_tutorials.py.
@pytest.mark.parametrize("page", [page for page in PAGES if page not in TUTORIALS], ids=name_of_page)
def test_console_blocks_print_what_they_say(
    run: Run, page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rewrite_golden: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    if "fr" in page.parts or page.name == "README.fr.md":
        monkeypatch.setenv("LANG", "fr_FR.UTF-8")

    def typed(command: str, shown: str) -> str:
        del shown
        if command.startswith("export "):
            monkeypatch.setenv(*command.removeprefix("export ").split("=", 1))
            return ""
        program, *arguments = shlex.split(command)
        assert program == "connecteur", command
        outcome = run(*arguments)
        return (outcome.out + outcome.err).strip("\n")

    retold = retell(page, typed, Editing())
    if rewrite_golden:
        page.write_text(retold, encoding="utf-8")
    assert retold == page.read_text(encoding="utf-8")


@each_page
def test_python_blocks_run(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for block in blocks(page, "python"):
        if page not in TUTORIALS:
            exec(block.text, {})


@each_page
def test_commands_named_in_a_sentence_exist_with_their_options(page: Path) -> None:
    for text in re.findall(r"`(?:[A-Z_]+=\S+ )?connecteur ([a-z][^`]*)`", prose_of(page)):
        words, command = shlex.split(text), cast("click.Command", cli)
        while isinstance(command, click.Group) and words:
            _, found, words = command.resolve_command(context_of(command), words)
            assert found is not None, text
            command = found
        _, left, _ = command.make_parser(context_of(command)).parse_args(words)
        assert left == [], f"`connecteur {text}`: nothing takes {left}"


def context_of(command: click.Command) -> click.Context:
    """With the settings of the program: click keeps the option for help that a command was first asked for."""
    return click.Context(command, **cli.context_settings)


def prose_of(page: Path) -> str:
    return re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def test_the_numbers_of_the_readmes_are_those_of_what_is_shipped() -> None:
    ruleset = get_ruleset("diversity-connector").ruleset
    kinds = Counter(item.kind for item in ruleset.items.values())
    actions = sum(item.mode is not None for item in ruleset.items.values())
    definitions = sum(len(supplier.definitions) for supplier in load_catalogue().suppliers)
    counted = (len(ruleset.levels), kinds["criterion"], len(ruleset.elements), actions, kinds["practice"])
    for page, words in (
        ("README.md", "{} cumulative levels, {} checklist lines, {} elements, {} actions, {} good practices"),
        ("README.fr.md", "{} niveaux cumulatifs, {} lignes de contrôle, {} éléments, {} actions, {} bonnes pratiques"),
    ):
        text = " ".join((ROOT / page).read_text(encoding="utf-8").split())
        assert words.format(*counted) in text
        assert f" {definitions} of them, dated" in text or f" {definitions}, datées" in text


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_takes_json_and_lang(name: str) -> None:
    command = cli.get_command(context_of(cli), name)
    verbs = list(command.commands.values()) if isinstance(command, click.Group) else [command]
    for verb in verbs:
        assert verb is not None
        assert {"--json", "--lang"} <= {option for one in verb.params for option in one.opts}, verb.name


@each_page
def test_blocks_of_data_are_what_they_claim_to_be(page: Path) -> None:
    for block in blocks(page, "json"):
        json.loads(block.text)
    for block in blocks(page, "toml"):
        data = tomllib.loads(block.text)
        kind = re.fullmatch(r"connecteur-(\w+)/1", data.get("format", ""))
        if kind and kind[1] in FORMATS:
            jsonschema.validate(json.loads(json.dumps(data, default=str)), schema_of(kind[1]))


def test_what_is_not_run_says_so_and_is_counted() -> None:
    found = {}
    for page in PAGES:
        shown = blocks(page, "sh")
        for block in shown:
            assert block.text.startswith("# not run by our tests: "), (page, block.text)
        if shown:
            found[name_of_page(page)] = len(shown)
    assert found == NOT_RUN
    for page in PAGES:
        for block in blocks(page):
            wanted = "a block is console, python, toml, json or text, or sh if it cannot be run"
            known = block.language in {"console", "python", "toml", "json", "text", "sh"}
            assert known, f"{name_of_page(page)}: {wanted}\n{block.text}"


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


def test_the_keys_of_a_ruleset_are_those_of_the_classes_that_read_them(rewrite_golden: bool) -> None:
    if rewrite_golden:
        PAGE.write_text(ruleset_keys(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == ruleset_keys()


def test_no_class_of_a_ruleset_lacks_its_table_of_keys() -> None:
    def classes(hint: Any) -> set[type]:
        inner = get_type_hints(hint).values() if has(hint) else get_args(hint)
        return set().union(*map(classes, inner), {hint} if has(hint) else ())

    read = [CLASSES[name] for name in ("ruleset", "items", "locale", "cases")]
    assert set().union(*map(classes, read)) == {section.cls for section in SECTIONS}


def test_each_hook_is_on_its_page() -> None:
    page = (ROOT / "docs/reference/plugins.md").read_text(encoding="utf-8")
    assert tuple(re.findall(r"^\| `(connecteur_\w+)` \|", page, re.M)) == HOOK_NAMES


@each_page
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", prose_of(page)):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("name", ["reliability", "threat-model", "privacy", "data-protection"])
def test_each_promise_names_a_test_that_exists(name: str) -> None:
    page = (ROOT / f"docs/explanation/{name}.md").read_text(encoding="utf-8")
    _, _, after = page.partition("| promise | kept by |\n| --- | --- |\n")
    promises = re.findall(r"^\| (.+?) \| (.+) \|$", after.partition("\n\n")[0], re.M)
    assert len(promises) > 5
    for promise, keepers in promises:
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", keepers)
        assert named or keepers in {"the same test", "all of [reliability](reliability.md)"}, promise
        for file, test in named:
            assert f"def {test}(" in (ROOT / file).read_text(encoding="utf-8"), test


def test_the_limits_are_those_of_the_program() -> None:
    page = (ROOT / "docs/reference/limits.md").read_text(encoding="utf-8").replace("\u202f", " ")
    told = [name for name in vars(limits) if name.isupper() and name not in {"MAX_INTEGER", "MAX_DECIMAL_PLACES"}]
    assert len(told) > 10
    for name in told:
        assert f"| {getattr(limits, name):,}".replace(",", " ") in page, name


@pytest.mark.parametrize("page", ["docs/how-to/plan-the-next-level.md", "docs/fr/how-to/plan-the-next-level.md"])
def test_the_figures_on_the_page_allow_a_plan(run: Run, tmp_path: Path, page: str) -> None:
    first = (ROOT / page).read_text(encoding="utf-8").split("```toml\n")[1].partition("```")[0]
    (tmp_path / "costs.toml").write_text(first, encoding="utf-8")
    mine = ROOT / "examples" / "assessments" / "ateliers-du-port.toml"
    outcome = run("plan", mine, "--to", "4", "--on", "2026-11-01", "--costs", tmp_path / "costs.toml", "--json")
    assert outcome.code == 0
    assert json.loads(outcome.out)["optimal"]
