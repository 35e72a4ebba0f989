"""The formatter changes the layout of a file and nothing else, and a second time nothing at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT
from connecteur_core.authoring.toml_format import format_toml
from connecteur_core.authoring.toml_tokens import tokens_of
from connecteur_core.store.toml_values import toml_key, toml_value
from running import Run

UGLY = """\
# head
format="connecteur-items/1"   # first


[defaults]

kind  =   'action'
# about items
[[ items ]]
id="1.1"@@
links=[{url="https://example.org/#a"},  # one, "two"
  # between
  { url = "b",state='unchecked' } ]
note = \"\"\"
  two [ lines = kept
  # as they are\"\"\"
rests_on=[ "a",
"b" ]
day = 2026-01-31 07:30:00
same_as=["x","y",]
[items.own]
deep={a=[1,2],"b c".d=true}
""".replace("@@", "  ")

NEAT = """\
# head
format = "connecteur-items/1"   # first

[defaults]
kind = 'action'

# about items
[[items]]
id = "1.1"
links = [
  { url = "https://example.org/#a" }, # one, "two"
  # between
  { url = "b", state = 'unchecked' },
]
note = \"\"\"
  two [ lines = kept
  # as they are\"\"\"
rests_on = ["a", "b"]
day = 2026-01-31 07:30:00
same_as = [
  "x",
  "y",
]
[items.own]
deep = { a = [1, 2], "b c".d = true }
"""


def test_a_file_is_laid_out_as_ours_are() -> None:
    assert format_toml(UGLY, Path("x.toml")) == NEAT
    assert format_toml(NEAT, Path("x.toml")) == NEAT


KEYS = st.text(min_size=1, max_size=8)
SCALARS = st.text() | st.integers(-(2**40), 2**40) | st.booleans() | st.dates()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=12
)
SPACE = st.sampled_from(["", " ", "\t", "   "])
COMMENT = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12).map(lambda text: f"#{text}")


@st.composite
def toml_texts(draw: st.DrawFn) -> str:
    """Valid TOML, badly laid out: odd spaces, empty lines and comments anywhere they may stand."""
    lines = []
    for key, value in draw(st.dictionaries(KEYS, VALUES, max_size=4)).items():
        lines.append(f"{draw(SPACE)}{toml_key(key)}{draw(SPACE)}={draw(SPACE)}{draw(spread(value))}{draw(behind())}")
        lines += draw(st.lists(st.sampled_from(["", "  "]) | COMMENT, max_size=2))
    for number, table in enumerate(draw(st.lists(st.dictionaries(KEYS, VALUES, max_size=3), max_size=3))):
        header = draw(st.sampled_from([f"[t{number}]", f"[ t{number} ]", f"[t{number}.'in side']", "[[many]]"]))
        lines.append(f"{header}{draw(behind())}")
        lines += [f"{toml_key(key)} = {draw(spread(value))}" for key, value in table.items()]
    return "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n\n"]))


def behind() -> st.SearchStrategy[str]:
    return st.just("") | st.builds(lambda space, comment: f"{space}{comment}", SPACE, COMMENT)


@st.composite
def spread(draw: st.DrawFn, value: object) -> str:
    """A value, its arrays perhaps over lines, with comments and a comma at the end."""
    if not isinstance(value, list) or not value or draw(st.booleans()):
        return toml_value(value)  # type: ignore[arg-type]
    lines = ["["]
    for place, entry in enumerate(value):
        comma = "," if place < len(value) - 1 or draw(st.booleans()) else ""
        lines.append(f"{draw(SPACE)}{draw(spread(entry))}{draw(SPACE)}{comma}{draw(behind())}")
        lines += draw(st.lists(COMMENT | st.just(""), max_size=1))
    return "\n".join(lines) + "\n]"


@given(text=toml_texts())
def test_meaning_and_comments_stay_and_twice_is_once(text: str) -> None:
    laid_out = format_toml(text, Path("x.toml"))
    assert tomli.loads(laid_out) == tomli.loads(text)
    assert comments(laid_out) == comments(text)
    assert format_toml(laid_out, Path("x.toml")) == laid_out


def comments(text: str) -> list[str]:
    return [token.text.rstrip() for token in tokens_of(text) if token.kind == "comment"]


@pytest.mark.parametrize("folder", ["rulesets/diversity-connector", "tests/data/authoring/reading-room"])
def test_our_own_files_are_laid_out(run: Run, folder: str) -> None:
    assert run("fmt", "--check", ROOT / folder).code == 0


def test_checking_and_showing_write_nothing(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.toml").write_text(UGLY, encoding="utf-8")
    outcome = run("fmt", "--check", "x.toml")
    assert (outcome.code, outcome.out) == (1, "x.toml\n1 file would change\n")
    outcome = run("fmt", "--diff", "x.toml")
    assert outcome.code == 1
    assert '\n-format="connecteur-items/1"   # first\n' in outcome.out
    assert '\n+format = "connecteur-items/1"   # first\n' in outcome.out
    assert Path("x.toml").read_text(encoding="utf-8") == UGLY


def test_folders_are_searched_for_our_files_only(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("sub").mkdir()
    Path("sub/x.toml").write_text(UGLY, encoding="utf-8")
    Path("pyproject.toml").write_text("a=1\n", encoding="utf-8")
    document = json.loads(run("fmt", ".", "--json").out)
    assert document == {"format": "connecteur-fmt/1", "files": 1, "changed": ["sub/x.toml"], "written": True}
    assert Path("sub/x.toml").read_text(encoding="utf-8") == NEAT
    assert Path("pyproject.toml").read_text(encoding="utf-8") == "a=1\n"
    assert run("fmt", ".").out == "0 files laid out anew\n"


def test_what_is_not_toml_stays_as_it_is(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text("a = = 1\n", encoding="utf-8")
    outcome = run("fmt", tmp_path / "x.toml")
    assert (outcome.code, "CX108" in outcome.err) == (2, True)
