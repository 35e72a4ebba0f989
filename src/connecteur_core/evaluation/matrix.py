"""Measures split by element and by level, as the matrices they are: a row for each element, a column for each level."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from connecteur_core.evaluation.evaluation import Evaluation
from connecteur_core.rulesets.checked_measure import CheckedMeasure


@frozen(eq=False)
class Matrix:
    """One declaration of a measure `per` element and level.

    Attributes:
        declared: id of the declaration.
        elements: of the rows, in the order of the ruleset.
        levels: of the columns, lowest first.
        cells: both ends as they are shown, by element and level; None = no value, nothing there applies.
    """

    declared: str
    elements: tuple[str, ...]
    levels: tuple[str, ...]
    cells: Mapping[tuple[str, str], tuple[str, str] | None]


def matrices_of(evaluation: Evaluation) -> tuple[Matrix, ...]:
    """The matrices of an evaluation, in the order of the ruleset."""
    declared: dict[str, list[CheckedMeasure]] = {}
    for measure in evaluation.program.checked.measures.values():
        if is_cell(evaluation, measure.id):
            declared.setdefault(measure.declared, []).append(measure)
    return tuple(_matrix(evaluation, name, measures) for name, measures in declared.items())


def is_cell(evaluation: Evaluation, name: str) -> bool:
    """Whether a score is one cell of a matrix that results show."""
    measure = evaluation.program.checked.measures.get(name)
    return measure is not None and measure.shown and None not in (measure.element, measure.level)


def _matrix(evaluation: Evaluation, name: str, measures: list[CheckedMeasure]) -> Matrix:
    ruleset = evaluation.ruleset
    cells = {
        (one.element or "", one.level or ""): evaluation.shown_score(one.id) if one.id in evaluation.scores else None
        for one in measures
    }
    rows, columns = ({key[place] for key in cells} for place in (0, 1))
    return Matrix(
        name,
        tuple(element.id for element in ruleset.elements if element.id in rows),
        tuple(level for level in ruleset.every_level if level in columns),
        cells,
    )
