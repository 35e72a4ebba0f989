"""Where the keys of a TOML file stand does not depend on what was asked before."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT
from connecteur_core.positions.toml_outline import TomlOutline

TEXTS = {
    name: (ROOT / name).read_text(encoding="utf-8")
    for name in (
        "examples/assessments/campus-forge.toml",
        "examples/rulesets/careful-work/ruleset.toml",
        "examples/rulesets/open-project/cases/levels.toml",
        "src/connecteur_plugins/au.toml",
    )
}
TEXTS["odd order"] = (
    'z.y = 1 # c\n[a.b.c]\nx = [[1, {k = 2}], "\\n"]\n[a]\n"q r" = {s.t = 3}\n[[a.l]]\n[[a.l]]\nu = 4\n'
)


def paths_in(value: Any, above: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every key path that the parser sees, from the outside in."""
    if above:
        yield above
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths_in(inner, (*above, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from paths_in(inner, (*above, index))


@pytest.mark.parametrize("name", TEXTS)
def test_every_key_that_the_parser_sees_has_a_place(name: str) -> None:
    outline = TomlOutline(TEXTS[name])
    assert set(outline.entries) == set(paths_in(tomllib.loads(TEXTS[name])))


@pytest.mark.parametrize("name", TEXTS)
@given(data=st.data())
def test_a_place_does_not_depend_on_what_was_asked_before(name: str, data: st.DataObject) -> None:
    whole, fresh = TomlOutline(TEXTS[name]), TomlOutline(TEXTS[name])
    known = sorted(whole.entries, key=str)
    asked = st.sampled_from(known) | st.sampled_from(known).map(lambda path: (*path, "not there"))
    for path in data.draw(st.lists(asked, max_size=5)):
        assert fresh.span_of(path, "a.toml") == whole.span_of(path, "a.toml")
    assert copy.deepcopy(fresh).entries == fresh.entries == whole.entries
