"""An evaluation after one more answer: only what rests on it is worked out again."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from connecteur_core.backends.rerun import rerun_program
from connecteur_core.evaluation.evaluate import evaluate_answers, evaluation_of
from connecteur_core.evaluation.evaluation import Coverage, Evaluation
from connecteur_core.evaluation.given import plain_answers, with_status
from connecteur_core.evaluation.policies import range_of, status_on
from connecteur_core.model.item import State
from connecteur_core.model.status import Answer, Status

_FIELDS = {
    Status.MET: "met",
    Status.PARTIAL: "partial",
    Status.UNMET: "unmet",
    Status.NOT_APPLICABLE: "not_applicable",
    None: "unanswered",
}


def evaluate_change(evaluation: Evaluation, item_id: str, answer: Answer | None) -> Evaluation:
    """The same as evaluating anew with one answer given, changed or (None) withdrawn; flags are left empty.

    What the change cannot reach is taken over, so it costs what rests on the item and a copy of what is known.
    """
    program, ruleset = evaluation.program, evaluation.ruleset
    answers = dict(plain_answers(evaluation.answers))
    if answer is None:
        answers.pop(item_id, None)
    else:
        answers[item_id] = answer
    before = evaluation.standing
    if item_id not in before.met or item_id in before.choice or item_id in program.checked.conditions:
        # What applies may change with it.
        return evaluate_answers(program, answers, evaluation.standards, evaluation.facts)
    one = range_of(ruleset, item_id, answer, evaluation.standards)
    special = item_id in ruleset.special_items
    changed = evolve(
        before,
        met={**before.met, item_id: one.met},
        partly={**before.partly, item_id: one.partly},
        score={**before.score, item_id: one.score},
        skipped=_with(before.skipped, item_id, there=one.skipped),
        answered=_with(before.answered, item_id, there=one.answered and special),
        justified=_with(before.justified, item_id, there=one.justified and special),
    )
    standing, _ = rerun_program(program, before, changed, item_id)
    coverage = _recounted(evaluation, item_id, answer)
    return evaluation_of(program, answers, evaluation.standards, evaluation.facts, standing, coverage)


def _with(names: object, name: str, *, there: bool) -> frozenset[str]:
    assert isinstance(names, frozenset), "standings of evaluations hold frozen sets"
    if (name in names) is there:
        return names
    return names | {name} if there else names - {name}


def _recounted(evaluation: Evaluation, item_id: str, answer: Answer | None) -> Mapping[str, Coverage]:
    """The coverage with one answer counted another way."""
    ruleset = evaluation.ruleset
    item = ruleset.items[item_id]
    if item.element is None or not ruleset.kind_of(item).counts or item.state is not State.CURRENT:
        return evaluation.coverage
    old = _FIELDS[status_on(evaluation.answers.get(item_id), evaluation.on)]
    given = None if answer is None else with_status(ruleset, item_id, answer)
    new = _FIELDS[status_on(given, evaluation.on)]
    if old == new:
        return evaluation.coverage
    count = evaluation.coverage[item.element]
    moved = evolve(count, **{old: getattr(count, old) - 1, new: getattr(count, new) + 1})
    return {**evaluation.coverage, item.element: moved}
