"""The quick road and cattrs build the same values from the same data, and neither takes what the other refuses."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connecteur_core.assessment.assessment import Commitment, Figures, Profile
from connecteur_core.model.item import Item, Kind
from connecteur_core.model.locale import Locale
from connecteur_core.model.status import Answer, Evidence
from connecteur_core.reading.quick_structuring import Misfit, builder_of
from connecteur_core.reading.structuring import structure_with_cattrs
from connecteur_core.reading.toml_file import Origin, TomlFile

ORIGIN = Origin(TomlFile(Path("some.toml"), "", {}), ())
CLASSES = (Answer, Evidence, Profile, Figures, Commitment, Item, Kind, Locale)

right = {
    "id": st.text(max_size=3),
    "name": st.text(max_size=3),
    "ref": st.text(max_size=3),
    "kind": st.sampled_from(["incubator", "criterion"]),
    "status": st.sampled_from(["met", "partial", "unmet", "not_applicable"]),
    "on": st.dates(),
    "evidence": st.lists(st.fixed_dictionaries({"ref": st.text(max_size=3)}), max_size=2),
    "needed": st.booleans(),
    "made_up": st.booleans(),
    "rests_on": st.lists(st.text(max_size=2), max_size=2),
    "links": st.lists(st.fixed_dictionaries({"url": st.text(max_size=3)}), max_size=2),
    "line": st.integers(0, 9),
    "answered": st.booleans(),
    "titles": st.dictionaries(st.text(max_size=2), st.text(max_size=2), max_size=2),
    "by": st.sampled_from(["company", "incubator"]),
}
wrong = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=4),
    st.dates(),
    st.just(datetime(2026, 1, 1)),
    st.lists(st.one_of(st.integers(), st.text(max_size=2)), max_size=2),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
)


@st.composite
def tables(draw: st.DrawFn, wanted: type) -> dict[str, Any]:
    names = [field for field in right if field in {attribute.name for attribute in wanted.__attrs_attrs__}]  # type: ignore[attr-defined]  # every class here is an attrs class
    chosen = draw(st.lists(st.sampled_from(names), unique=True)) if names else []
    table = {name: draw(right[name]) for name in chosen}
    if draw(st.booleans()):
        table[draw(st.sampled_from([*names, "stranger"]))] = draw(wrong)
    return table


@pytest.mark.parametrize("wanted", CLASSES, ids=lambda wanted: wanted.__name__)
@given(data=st.data())
def test_the_quick_road_agrees_with_cattrs(wanted: type, data: st.DataObject) -> None:
    table = data.draw(tables(wanted))
    by_cattrs: Any = structure_with_cattrs(table, wanted, ORIGIN)
    try:
        quickly = builder_of(wanted)(table)
    except Misfit:
        assert isinstance(by_cattrs, list), "the quick road refused what cattrs takes"
    else:
        assert attrs.asdict(quickly) == attrs.asdict(by_cattrs)


def test_a_date_with_a_time_is_no_date() -> None:
    with pytest.raises(Misfit):
        builder_of(date)(datetime(2026, 1, 1))
