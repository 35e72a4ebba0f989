"""How far each level has come: the percentage of its checklist lines that are settled."""

from __future__ import annotations

from fractions import Fraction

from attrs import frozen

from connecteur_core.backends.obligations import settled
from connecteur_core.backends.python_runtime import Interval
from connecteur_core.evaluation.evaluation import Evaluation
from connecteur_core.evaluation.shown_number import shown_interval
from connecteur_core.truth import Truth


@frozen
class Progress:
    """A percentage of a level's own lines, exactly and as it is shown; lower levels are not counted in it."""

    exact: Interval
    low: str
    high: str


def progress_by_level(evaluation: Evaluation) -> dict[str, Progress]:
    """The progress of each level of all ladders, by id, rounded as the ruleset declares."""
    found = {}
    for level in evaluation.program.checked.criteria:
        bindings = evaluation.program.checked.bindings(level)
        truths = [settled(line, obligation, evaluation.standing) for line, obligation in bindings]
        surely, whole = truths.count(Truth.TRUE), len(truths)
        exact = (Fraction(100 * surely, whole), Fraction(100 * (surely + truths.count(Truth.UNKNOWN)), whole))
        found[level] = Progress(exact, *shown_interval(exact, evaluation.ruleset.rounding, 100))
    return found
