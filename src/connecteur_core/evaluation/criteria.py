"""How the checklist lines came out: each worked out when somebody asks, so that a large ruleset costs nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from connecteur_core.backends.obligations import settled
from connecteur_core.backends.program import Program
from connecteur_core.backends.python_backend import Standing
from connecteur_core.evaluation.evaluation import ChecklistLine, CriterionResult
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.model.status import Answer
from connecteur_core.truth import Truth

_STATUS_WORDS = {Truth.TRUE: "met", Truth.FALSE: "unmet", Truth.UNKNOWN: "undetermined"}


class Criteria(Mapping[str, CriterionResult]):
    """The lines of all levels by id; a line that a further level asks for, too, is there as `id@level`."""

    def __init__(self, program: Program, standing: Standing, answers: Mapping[str, Answer]) -> None:
        self._decided = (program, standing)
        self._answers = answers
        self._lines = checklist(program)
        self._found: dict[str, CriterionResult] = {}

    def __getitem__(self, name: str) -> CriterionResult:
        found = self._found.get(name)
        if found is None:
            line = self._lines[name]
            truth = settled(line.id, line.obligation, self._decided[1])
            found = self._found[name] = CriterionResult(line, _STATUS_WORDS[truth], self._decided, self._answers)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


@lru_cache(maxsize=8)
def checklist(program: Program) -> dict[str, ChecklistLine]:
    """The lines of all levels; a program is known by being the same object."""
    checked = program.checked
    lines: dict[str, ChecklistLine] = {}
    for level in checked.criteria:
        for line, obligation in checked.bindings(level):
            name = line if line not in lines else f"{line}@{level}"
            lines[name] = ChecklistLine(line, level, is_computed(checked.ruleset, line), obligation)
    return lines


def is_computed(ruleset: Ruleset, item_id: str) -> bool:
    """Whether an item is decided by a rule and has no parts of its own to answer."""
    return ruleset.items[item_id].rule is not None and not ruleset.parts_of(item_id)
