"""Command line, terminal application and library write one file at the same time: every answer arrives."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

from hypothesis import settings

from connecteur_core import load_assessment
from connecteur_core.store.journal import read_history
from save_cases import begun, check_that_all_is_well_again

ROADS = ["library", "session", "command", "library", "session", "command", "library", "session"]
ITEMS = ["L1.2", "L1.3", "L2.2.1", "L2.2.2", "L2.3", "L3.2", "4.3.1", "6.2.3"]
# `make fuzz`: 8 × 500 answers.
COUNT = 500 if settings.get_current_profile_name() == "fuzz" else 12


def test_all_answers_of_eight_writers_are_there(tmp_path: Path) -> None:
    path = begun(tmp_path / "one")
    script = str(Path(__file__).with_name("concurrent_writer.py"))
    writers = [
        subprocess.Popen([sys.executable, script, road, str(path), item, str(COUNT)], stderr=subprocess.PIPE, text=True)
        for road, item in zip(ROADS, ITEMS, strict=True)
    ]
    failures = [writer.communicate(timeout=1800)[1] for writer in writers]
    assert failures == [""] * len(ROADS)
    history = read_history(path)
    # Each change began where the one before it ended: none was made from a state that was no longer true.
    assert all(later.before == earlier.after for earlier, later in pairwise(history))
    answers = load_assessment(path).answers
    for item in ITEMS:
        assert [entry.note for entry in history if entry.id == item] == [f"{number}" for number in range(COUNT)]
        assert answers[item].note == f"{COUNT - 1}"
    check_that_all_is_well_again(path)
