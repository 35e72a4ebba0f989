"""What stands between an incubator and its next level, with who can act and who has done it before."""

from __future__ import annotations

from attrs import frozen

from connecteur_core.evaluation.evaluation import CriterionResult, Evaluation
from connecteur_core.evaluation.trace import open_answers
from connecteur_core.model.item import Item
from connecteur_core.model.obligation import Obligation
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.truth import Truth


@frozen
class Block:
    """One checklist line that is not met.

    Attributes:
        criterion: id of the line.
        status: "unmet" or "undetermined".
        unmet: ids of answers that say no.
        open: ids of answers that could still say yes.
        elements: ids of the elements that bring the line about.
        actors: ids of those who lead, act or advise there.
        practices: ids of good practices there.
        obligation: how strongly the level asks for the line.
    """

    criterion: str
    status: str
    unmet: tuple[str, ...]
    open: tuple[str, ...]
    elements: tuple[str, ...]
    actors: tuple[str, ...]
    practices: tuple[str, ...]
    obligation: Obligation = Obligation.MUST


def find_blocks(evaluation: Evaluation) -> tuple[Block, ...]:
    """The lines of the level in progress that are not met; none once every level is reached."""
    level = evaluation.level
    if level.reached == level.in_progress:
        return ()
    return tuple(
        _block(evaluation, criterion)
        for criterion in evaluation.criteria.values()
        if criterion.level == level.in_progress.id and criterion.status != "met"
    )


def _block(evaluation: Evaluation, criterion: CriterionResult) -> Block:
    ruleset, standing = evaluation.ruleset, evaluation.standing
    answered = [item.id for item in (ruleset.parts_of(criterion.id) or (ruleset.items[criterion.id],))]
    elements = elements_behind(ruleset, ruleset.items[criterion.id])
    around = [item for item in ruleset.items.values() if item.element in elements]
    return Block(
        criterion=criterion.id,
        status=criterion.status,
        unmet=tuple(name for name in answered if standing.met[name] is Truth.FALSE),
        open=_open(evaluation, criterion, answered),
        elements=elements,
        actors=tuple(item.id for item in around if item.role is not None),
        practices=tuple(item.id for item in around if item.organisations),
        obligation=criterion.line.obligation,
    )


def _open(evaluation: Evaluation, criterion: CriterionResult, answered: list[str]) -> tuple[str, ...]:
    if criterion.line.obligation is not Obligation.MUST:
        return criterion.missing
    return tuple(name for part in answered for name in open_answers(evaluation.program, evaluation.standing, part))


def elements_behind(ruleset: Ruleset, item: Item) -> tuple[str, ...]:
    """The elements an item rests on, named as such or through their items."""
    known = {element.id for element in ruleset.elements}
    named = (name if name in known else ruleset.items[name].element for name in item.rests_on)
    return tuple(dict.fromkeys(element for element in named if element is not None))
