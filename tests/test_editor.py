"""Editors with a TOML language server complete our keys and show our texts: tested with tombi."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import fields_dict, frozen

from connecteur_core.testing.json_schema import FORMATS, schema_of
from connecteur_core.testing.key_descriptions import OTHERS, describe_key
from language_server import SECONDS, TOMBI, LanguageServer
from running import Run
from seeded_mistakes import BASE


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    shutil.copytree(BASE / "reading-room", tmp_path / "reading-room")
    assert run("schema", "--into", tmp_path).code == 0
    return tmp_path


def place(text: str, after: str) -> tuple[int, int]:
    """Line and character behind the first `after`, from 0."""
    before = text[: text.index(after) + len(after)]
    return before.count("\n"), len(before.rpartition("\n")[2])


def eventually(ask: Callable[[], Any]) -> Any:
    """The answer of a server that may still be reading its settings and schemas: empty until it has."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        answer = ask()
        if answer:
            return answer
        time.sleep(0.05)
    raise AssertionError("no answer")


def labels(answer: object) -> dict[str, str]:
    items = answer["items"] if isinstance(answer, dict) else answer
    assert isinstance(items, list)
    return {item["label"]: json.dumps(item.get("documentation", "")) for item in items}


def test_keys_are_completed_and_explained(folder: Path) -> None:
    path = folder / "reading-room" / "ruleset.toml"
    text = path.read_text(encoding="utf-8").replace('id = "L2.4"\n', 'id = "L2.4"\n\n')
    path.write_text(text, encoding="utf-8")
    with LanguageServer(folder) as server:
        uri = server.open(path)
        offered = labels(eventually(lambda: server.at("completion", uri, *place(text, 'id = "L2.4"\n'))))
        assert {"rests_on", "part_of", "not_applicable"} & offered.keys() == {"rests_on", "part_of"}
        assert "the elements (or items) that bring it about" in offered["rests_on"]
        line, character = place(text, '[[items]]\nid = "L2.1"\nkind = "criterion"\nlevel = "L2"\nru')
        assert "the expression that decides it" in json.dumps(server.at("hover", uri, line, character)).lower()
        kinds = labels(server.at("completion", uri, *place(text, 'evidence = "from_')))
        assert '"from_others"' in kinds


def test_files_of_any_name_say_their_schema(folder: Path) -> None:
    path = folder / "more.toml"
    head = '#:schema ./.connecteur-schemas/items.json\nformat = "connecteur-items/1"\n'
    text = f'{head}\n[[items]]\nid = "3.1"\nmode = "do"\n'
    path.write_text(text, encoding="utf-8")
    with LanguageServer(folder) as server:
        uri = server.open(path)
        hover = eventually(lambda: server.at("hover", uri, *place(text, "mo")))
        assert "how strongly the source asks for it" in json.dumps(hover).lower()


@pytest.mark.parametrize("name", FORMATS)
def test_each_key_of_each_format_has_its_sentence(name: str) -> None:
    def walk(schema: object) -> None:
        if isinstance(schema, dict):
            for key, inner in schema.get("properties", {}).items():
                assert len(inner["description"]) >= 8, key
                assert " of: " not in inner["description"], key
            for inner in schema.values():
                walk(inner)

    walk(schema_of(name))


def test_a_key_that_nothing_describes_is_told_to_its_author_and_not_filled_in() -> None:
    @frozen
    class Bench:
        """A place to sit.

        Attributes:
            seats: how many may sit; more
                may stand.
        """

        seats: int
        wood: str

    assert describe_key(Bench, "seats") == "How many may sit; more may stand."
    with pytest.raises(AssertionError, match="nothing says what `wood` of Bench is"):
        describe_key(Bench, "wood")


def test_no_key_is_described_in_two_places_and_none_that_is_gone() -> None:
    for cls, key in OTHERS:
        assert key in fields_dict(cls), (cls, key)
        assert describe_key(cls, key) == OTHERS[cls, key], "the class says something of it, too"


def test_what_is_set_up_is_not_overwritten(run: Run, folder: Path) -> None:
    outcome = run("schema", "--into", folder)
    assert (outcome.code, "CX401" in outcome.err) == (2, True)
    assert run("schema").code == 2


def test_settings_and_schemas_find_no_fault_with_files_that_are_right(folder: Path) -> None:
    for file in BASE.glob("*.toml"):
        if file.name != "mistakes.toml":
            shutil.copy(file, folder)
    files = [str(file.relative_to(folder)) for file in folder.rglob("*.toml") if not file.name.startswith(".")]
    linted = subprocess.run(
        [TOMBI, "lint", "--offline", *files], cwd=folder, capture_output=True, text=True, check=False
    )
    assert linted.returncode == 0, linted.stderr + linted.stdout
    path = folder / "reading-room" / "ruleset.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("rests_on", "rest_on"), encoding="utf-8")
    linted = subprocess.run([TOMBI, "lint", "--offline", path], cwd=folder, capture_output=True, text=True, check=False)
    assert "rest_on" in linted.stderr + linted.stdout
