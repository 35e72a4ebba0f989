"""What becomes of an assessment under another version of its ruleset: what is renamed, what cannot be carried over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import evolve, frozen

from connecteur_core.assessment.assessment import Assessment
from connecteur_core.assessment.check import find_misfit
from connecteur_core.diagnostics import Diagnostic, UnknownName
from connecteur_core.messages import Message, message
from connecteur_core.model.ruleset import Ruleset


@frozen
class Leftover:
    """Something of an assessment that the new version has no place for.

    Attributes:
        table: where it stands: `answers`, `parameters`, `priorities` or `commitments`.
        key: its name there, or its number in a list.
        why: what does not fit.
        code: of the finding it would be.
    """

    table: str
    key: str | int
    why: Message
    code: str

    def to_json(self, lang: str) -> dict[str, object]:
        """The leftover as plain data, part of `connecteur-migration/1`."""
        return {"table": self.table, "key": self.key, "code": self.code, "why": self.why.text(lang)}


@frozen
class MigrationPlan:
    """What is to be done with an assessment, so that it fits `ruleset`.

    Attributes:
        renamed: new ids of items by the old ones, as far as the assessment names them.
        leftovers: what stays behind, kept apart in the file.
    """

    ruleset: Ruleset
    renamed: dict[str, str]
    leftovers: tuple[Leftover, ...]


def plan_migration(assessment: Assessment, ruleset: Ruleset) -> MigrationPlan:
    """How to bring an assessment to another version of its ruleset.

    Raises:
        UnknownName: `ruleset` is another one, not another version.
    """
    here = assessment.ruleset.partition("@")[0]
    if here != ruleset.id:
        what = message("this assessment answers `{here}`, not `{there}`", here=here, there=ruleset.id)
        raise UnknownName(Diagnostic("CX402", what, help=message("only versions of one ruleset can be migrated")))
    named = [*assessment.answers, *(commitment.item for commitment in assessment.commitments)]
    renamed = {old: ruleset.renamed[old] for old in dict.fromkeys(named) if old in ruleset.renamed}
    return MigrationPlan(ruleset, renamed, tuple(_leftovers(assessment, ruleset, renamed)))


def migrated(assessment: Assessment, plan: MigrationPlan) -> Assessment:
    """The assessment under the new version, without what could not be carried over."""
    left = {(leftover.table, leftover.key) for leftover in plan.leftovers}

    def name(item: str) -> str:
        return plan.renamed.get(item, item)

    return evolve(
        assessment,
        ruleset=plan.ruleset.reference,
        answers={name(item): answer for item, answer in assessment.answers.items() if ("answers", item) not in left},
        parameters={key: one for key, one in assessment.parameters.items() if ("parameters", key) not in left},
        priorities=tuple(one for at, one in enumerate(assessment.priorities) if ("priorities", at) not in left),
        commitments=tuple(
            evolve(one, item=name(one.item))
            for at, one in enumerate(assessment.commitments)
            if ("commitments", at) not in left
        ),
        file=None,
    )


def _leftovers(assessment: Assessment, ruleset: Ruleset, renamed: dict[str, str]) -> Iterator[Leftover]:
    taken: dict[str, str] = {}
    for item, answer in assessment.answers.items():
        new = renamed.get(item, item)
        misfit = find_misfit(ruleset, new, answer)
        if misfit is not None:
            yield Leftover("answers", item, misfit.message, misfit.code)
        elif new in taken:
            what = message("`{id}` has an answer already, that of `{other}`", id=new, other=taken[new])
            yield Leftover("answers", item, what, "CX403")
        else:
            taken[new] = item
    for name in assessment.parameters:
        if name not in ruleset.parameters:
            what = message("the ruleset has no parameter `{name}`", name=name)
            yield Leftover("parameters", name, what, "CX309")
    elements = {element.id for element in ruleset.elements}
    for place, name in enumerate(assessment.priorities):
        if name not in elements:
            yield Leftover("priorities", place, message("there is no element `{name}`", name=name), "CX310")
    for place, commitment in enumerate(assessment.commitments):
        if renamed.get(commitment.item, commitment.item) not in ruleset.items:
            what = message("there is no item `{id}` in {ruleset}", id=commitment.item, ruleset=ruleset.reference)
            yield Leftover("commitments", place, what, "CX301")


def kept_values(plan: MigrationPlan, data: dict[str, Any]) -> dict[str, Any]:
    """What stays behind, by table, as the file said it: what goes under `not_carried`."""
    kept: dict[str, Any] = {}
    for leftover in plan.leftovers:
        value = data[leftover.table][leftover.key]
        if isinstance(leftover.key, int):
            kept.setdefault(leftover.table, []).append(value)
        else:
            kept.setdefault(leftover.table, {})[leftover.key] = value
    return kept
