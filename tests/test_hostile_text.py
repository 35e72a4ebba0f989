"""Names and notes with control, bidi and invisible characters: no verb lets one through, as text or as JSON."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from connecteur_cli.verbs import VERBS
from connecteur_core.printable import json_text, show
from connecteur_core.store.toml_values import toml_value
from running import Run

EVIL = "x\x1b]0;owned\x07\x1b[31m\u202egnp.exe\u2066\u200b\u200f\x9b2J\x85\u2028\ufeff\U000e0041\x7f\x08\r"
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
FILE = f"""format = "connecteur-assessment/1"
ruleset = "diversity-connector@2017.1"
{toml_value(EVIL)} = {toml_value(EVIL)}
[organisation]
name = {toml_value(EVIL)}
kind = "incubator"
[answers."L1.1"]
status = "met"
note = {toml_value(EVIL)}
by = {toml_value(EVIL)}
evidence = [{{ ref = {toml_value(EVIL)}, issuer = {toml_value(EVIL)}, note = {toml_value(EVIL)} }}]
[[commitments]]
partner = {toml_value(EVIL)}
item = "4.3.2"
"""
MADE = {"NEW": "new.toml", "REPORT": "report.md", "APPLICATION": "application.json", "REVIEW": "review.toml"}
WITHOUT_FILES = ("serve", "tui", "completion")
CALLS = [
    ("assess", "FILE"),
    ("assess", "FILE", "--explain"),
    ("assess", "FILE", "--policy", EVIL.replace("\x00", "")),
    ("assess", "FILE", "--require", EVIL),
    ("show", "FILE"),
    ("show", "FILE", "L1.1"),
    ("show", "FILE", EVIL),
    ("show", "FILE", "--history"),
    ("next", "FILE"),
    ("answer", "FILE", "L1.2", "met", "--note", EVIL, "--by", EVIL),
    ("answer", "FILE", EVIL, "met"),
    ("compare", "FILE", "FILE"),
    ("diff", "FILE", "FILE"),
    ("check", "FILE"),
    ("check", "BAD"),
    ("prove", "BAD"),
    ("new", "NEW"),
    ("carry", "FILE", EVIL),
    ("carry", "BAD", "FILE"),
    ("eligible", "--definition", EVIL),
    ("eligible", "--definition", "uk.non_uk_born", "--facts", "FACTS"),
    ("eligible", "--definition", "uk.non_uk_born", "--param", f"{EVIL}=1", "--facts", "FACTS"),
    ("definitions", EVIL),
    ("definitions", "--search", EVIL),
    ("sql", "--definition", EVIL, "--dialect", "duckdb"),
    ("batch", EVIL, "--definition", "fr.immigre"),
    ("batch", "TABLE", "--definition", "fr.immigre", "--host", "FR", "--summary", "region"),
    ("practices", EVIL),
    ("glossary", EVIL),
    ("rulesets", EVIL),
    ("plugins", EVIL),
    ("schema", EVIL),
    ("demo", EVIL),
    ("new-plugin", EVIL),
    ("plan", "FILE"),
    ("plan", "FILE", "--to", EVIL),
    ("migrate", "FILE"),
    ("convert", "BAD"),
    ("test", "BAD"),
    ("new-ruleset", EVIL),
    ("fmt", "BAD"),
    ("report", "FILE", "-o", "REPORT"),
    ("report", "FILE", "-o", EVIL),
    ("label", "apply", "FILE", "-o", "APPLICATION"),
    ("label", "review", "APPLICATION", "REVIEW", "--juror", EVIL, "--conflict", EVIL),
    ("label", "verify", "BAD"),
    ("label", "verify", EVIL),
    (EVIL,),
]


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """A file of each kind, some under a name that is hostile itself."""
    folder = tmp_path / "evil\x1b[31m\u202e"
    folder.mkdir()
    contents = {
        "FILE": ("ours.toml", FILE.encode()),
        "BAD": ("bad.toml", f'format = "connecteur-definitions/1"\n{toml_value("k" + EVIL)} = 1\n'.encode()),
        "FACTS": ("facts.json", json.dumps({EVIL: EVIL, "birth_country": EVIL}).encode()),
        "TABLE": ("people.csv", 'region,birth_country\n"\x1b[31m\u202eSud",MA\n'.encode()),
    }
    for name, content in contents.values():
        (folder / name).write_bytes(content)
    return {
        **{key: str(folder / name) for key, (name, _) in contents.items()},
        **{word: str(folder / name) for word, name in MADE.items()},
    }


@pytest.mark.parametrize("form", [("--lang", "en"), ("--lang", "fr"), ("--json",)])
def test_no_verb_lets_a_hidden_character_through(run: Run, files: dict[str, str], form: tuple[str, ...]) -> None:
    assert run("assess", files["FILE"]).code == 0
    let_through = []
    for call in CALLS:
        outcome = run(*(files.get(word, word) for word in call), *form)
        shown = outcome.out + outcome.err
        hidden = {hex(ord(c)) for c in shown if c not in "\n\t" and unicodedata.category(c) in HIDDEN}
        if hidden or "CX900" in shown:
            let_through.append((call[:2], sorted(hidden), "CX900" in shown))
    assert let_through == []


def test_each_verb_is_tried() -> None:
    assert {*VERBS} - {call[0] for call in CALLS} == {*WITHOUT_FILES}


def test_json_says_the_same_to_programs_and_nothing_to_terminals() -> None:
    text = json_text({EVIL: [EVIL, "é→漢"]})
    assert json.loads(text) == {EVIL: [EVIL, "é→漢"]}
    assert [c for c in text if c != "\n" and unicodedata.category(c) in HIDDEN] == []
    assert "é→漢" in text
    assert [c for c in show(EVIL) if unicodedata.category(c) in HIDDEN] == []
