"""An assessment with an acknowledged answer, a second one to give, and what must hold whatever happened meanwhile."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from connecteur_core import get_ruleset, load_assessment
from connecteur_core.model.status import Evidence, Status
from connecteur_core.store.answering import NewAnswer, answer_item
from connecteur_core.store.journal import read_history
from failing_files import failing_files

RULES = get_ruleset("diversity-connector")
DAY = date(2026, 1, 2)
EVIDENCE = Evidence("first.pdf")
FIRST = NewAnswer(Status.MET, DAY, by="Awa", evidence=(EVIDENCE,))
SECOND = NewAnswer(Status.UNMET, DAY, by="Bo", note="second")
THIRD = NewAnswer(Status.PARTIAL, DAY, by="Cy")
EMPTY = 'format = "connecteur-assessment/1"\nruleset = "diversity-connector@2017.1"\n[organisation]\nname = "x"\n'


def begun(folder: Path) -> Path:
    """An assessment with the first answer, in a folder of its own."""
    folder.mkdir()
    path = folder / "a.toml"
    path.write_text(EMPTY, encoding="utf-8")
    answer(path, "L1.1", FIRST)
    return path


def copied(path: Path, folder: Path) -> Path:
    """The same with its journal, in another folder."""
    return Path(shutil.copytree(path.parent, folder)) / path.name


def answer(path: Path, item: str = "L1.2", new: NewAnswer = SECOND) -> None:
    answer_item(path, item, new, ruleset=RULES)


def calls_of_an_answer(path: Path) -> list[str]:
    """The calls on files that giving the second answer makes."""
    with failing_files() as layer:
        answer(path)
    return layer.calls


def has_second_answer(path: Path) -> bool:
    """Whether it is there; the first must be, and each whole, in the file as in the journal."""
    answers = load_assessment(path).answers
    assert (answers["L1.1"].status, answers["L1.1"].evidence) == (FIRST.status, (EVIDENCE,))
    second = answers.get("L1.2")
    assert second is None or (second.status, second.note, second.by) == (SECOND.status, SECOND.note, SECOND.by)
    history = [entry.id for entry in read_history(path)]
    assert history[0] == "L1.1"
    assert history.count("L1.2") == (second is not None), "journal and file tell the same"
    return second is not None


def check_that_all_is_well_again(path: Path) -> None:
    """No lock is stuck, nothing is left behind, and one more answer finds its place."""
    answer(path, "L1.3", THIRD)
    assert load_assessment(path).answers["L1.3"].status is THIRD.status
    assert [entry.id for entry in read_history(path)][-1] == "L1.3"
    assert {child.name for child in path.parent.iterdir()} == {path.name, f".{path.name}.lock", f"{path.name}.journal"}
