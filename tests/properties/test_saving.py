"""Saving keeps the meaning of an assessment and whatever people wrote into it by hand."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from connecteur_core import get_ruleset, load_assessment
from connecteur_core.model.status import Answer, Evidence, Status
from connecteur_core.store.answering import NewAnswer, answer_item
from connecteur_core.store.journal import read_history

CHECKED = get_ruleset("diversity-connector")
ITEMS = ["L1.1", "L2.2.5", "L4.3.1", "1.5", "4.3.2", "8.2.6"]
BY_HAND = """format = "connecteur-assessment/1"  # written by hand
ruleset = "diversity-connector@2017.1"

# About us.
[organisation]
name = "Chez nous"   # our own spelling
our_own_key = [1, 2, { deep = "x" }]

[answers."L1.1"]
status = "partial" # not sure yet
seen_by = "the board"

# Ours, not connecteur's.
[our_table]
"a key" = 1979-05-27
"""

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
ANSWERS = st.builds(
    NewAnswer,
    st.none() | st.sampled_from([Status.MET, Status.PARTIAL, Status.UNMET]),
    st.dates(date(2000, 1, 1), date(2026, 1, 1)),
    note=st.none() | TEXTS,
    by=st.none() | TEXTS,
    evidence=st.none() | st.builds(Evidence, TEXTS, on=st.none() | st.dates(), issuer=st.none() | TEXTS),
)


@given(st.lists(st.tuples(st.sampled_from(ITEMS), ANSWERS), min_size=1, max_size=4))
def test_what_was_answered_is_what_is_read_and_the_rest_stays(steps: list[tuple[str, NewAnswer]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ours.toml"
        path.write_text(BY_HAND, encoding="utf-8")
        before = load_assessment(path)
        expected = dict(before.answers)
        for item, new in steps:
            old = expected.get(item, Answer())
            expected[item] = Answer(
                status=new.status,
                note=old.note if new.note is None else new.note or None,
                by=new.by if new.status else None,
                on=new.on if new.status else None,
                evidence=(*old.evidence, *new.evidence),
            )
            answer_item(path, item, new, ruleset=CHECKED)
        after, text = load_assessment(path), path.read_text(encoding="utf-8")
        assert {item: answer for item, answer in after.answers.items() if answer != Answer()} == {
            item: answer for item, answer in expected.items() if answer != Answer()
        }
        assert after.organisation == before.organisation
        assert [entry.id for entry in read_history(path)] == [item for item, _ in steps]
    for comment in re.findall(r"#.*", BY_HAND):
        assert comment in text
    raw = tomllib.loads(text)
    assert raw["our_table"] == {"a key": date(1979, 5, 27)}
    assert raw["organisation"]["our_own_key"] == [1, 2, {"deep": "x"}]
    assert raw["answers"]["L1.1"]["seen_by"] == "the board"
