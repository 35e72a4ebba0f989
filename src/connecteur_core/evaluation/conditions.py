"""Which items apply: conditions, run on facts of the organisation and on selecting answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from attrs import evolve

from connecteur_core.backends.program import Known, Program
from connecteur_core.backends.python_backend import Standing
from connecteur_core.evaluation.policies import Ranges, Standards
from connecteur_core.model.scale import plain
from connecteur_core.model.status import Answer
from connecteur_core.rulesets.condition_checker import choices_of
from connecteur_core.rulesets.scale_checker import bounds_of
from connecteur_core.truth import Truth

Facts = Mapping[str, Collection[str] | None]
"""Facts of the organisation by name, such as `organisation.kind`: the words they say; None = not known."""
Said = dict[str, Collection[str] | None]


def apply_conditions(
    program: Program, ranges: Ranges, answers: Mapping[str, Answer], standards: Standards, facts: Facts
) -> tuple[Ranges, Known]:
    """The ranges with items left out that do not apply, and opened where that is not decided."""
    known = Known(answered=ranges.answered, justified=ranges.justified)
    if not program.conditions:
        return ranges, known
    ruleset = program.checked.ruleset
    said = _said(program, answers, standards, facts)
    left, perhaps = set(ranges.skipped), set()
    view = Standing({}, {}, {}, (), {}, choice=said)
    for name, condition in program.conditions:
        truth = condition(view)
        if truth is Truth.TRUE:
            continue
        if name in said:
            # A question that does not apply says nothing; one that may not, nothing certain.
            said[name] = () if truth is Truth.FALSE else None
        low, high = map(plain, bounds_of(ruleset, ruleset.items[name]))
        if truth is Truth.FALSE:
            left.add(name)
            ranges.met[name] = ranges.partly[name] = Truth.FALSE
            ranges.score[name] = (low, low)
        else:
            # Whatever the answer: were “not applicable” certain here, the best answer would be worse than it.
            left.discard(name)
            perhaps.add(name)
            ranges.met[name] = ranges.partly[name] = Truth.UNKNOWN
            ranges.score[name] = (low, high)
    return evolve(ranges, skipped=frozenset(left)), evolve(known, choice=said, perhaps=frozenset(perhaps))


def _said(program: Program, answers: Mapping[str, Answer], standards: Standards, facts: Facts) -> Said:
    said: Said = {}
    for name in choices_of(program.checked.ruleset):
        answer = answers.get(name)
        word = None
        if answer is not None and (answer.on is None or answer.on <= standards.on):
            word = answer.value or (answer.status.value if answer.status else None)
        said[name] = facts.get(name) if word is None else (word,)
    return said
