"""Takes proposals over into an assessment: each as an answer that says where it comes from."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from attrs import evolve, frozen

from connecteur_core.assessment.assessment import Assessment, InvalidAssessment
from connecteur_core.assessment.check import check_assessment
from connecteur_core.assessment.proposals import Proposal, find_proposals
from connecteur_core.assessment.reader import load_assessment
from connecteur_core.diagnostics import Diagnostic, UnknownName
from connecteur_core.did_you_mean import suggestion
from connecteur_core.messages import message
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.model.status import Answer, Evidence
from connecteur_core.plugins.rulesets import get_ruleset
from connecteur_core.rulesets.checker import CheckedRuleset
from connecteur_core.rulesets.mapping import InvalidMapping, ItemMapping, check_pairs, load_mapping
from connecteur_core.store.answering import NewAnswer, answer_item


@frozen(eq=False)
class Carrying:
    """Two assessments, what lies between them, and what the one proposes to the other."""

    source: Path
    into: Path
    original: Assessment
    target: Assessment
    mapping: ItemMapping
    rules: tuple[Ruleset, CheckedRuleset]
    proposals: tuple[Proposal, ...]

    @property
    def link(self) -> str:
        """The file of the original as it is named from the folder of the target."""
        return _named_from(self.into, self.source)


def _named_from(into: Path, file: Path) -> str:
    """A file as it is named in an assessment: from its folder, with `/` on every system."""
    return Path(os.path.relpath(file.resolve(), into.resolve().parent)).as_posix()


def propose(source: Path, into: Path, mapping: Path, *, on: date, search: Sequence[Path] = ()) -> Carrying:
    """What the answers in `source` say of the items in `into`; nothing is written.

    Args:
        source: the assessment whose answers are looked at.
        into: the assessment they may be taken over into.
        mapping: a file of pairs between the two rulesets, in either direction.
        on: answers dated later say nothing yet.
        search: folders to look for rulesets in first.

    Raises:
        UnreadableFile, InvalidAssessment, InvalidMapping, UnknownName: one of the files is not in order.
    """
    original, target = load_assessment(source), load_assessment(into)
    checked = get_ruleset(original.ruleset, search=search), get_ruleset(target.ruleset, search=search)
    rules = checked[0].ruleset, checked[1].ruleset
    findings = [*check_assessment(original, rules[0]), *check_assessment(target, rules[1])]
    if findings:
        raise InvalidAssessment(findings)
    pairs = load_mapping(mapping).between(*rules)
    unfit = list(check_pairs(pairs, *rules))
    if unfit:
        raise InvalidMapping(unfit)

    def renamed(piece: Evidence) -> Evidence:
        """A file beside the original goes on leading there; an address or a description stays as it is."""
        file = source.parent / piece.ref
        return evolve(piece, ref=_named_from(into, file)) if _is_file(file) else piece

    proposals = find_proposals(original, target, pairs, rules, on=on, renamed=renamed)
    return Carrying(source, into, original, target, pairs, (rules[0], checked[1]), proposals)


def _is_file(path: Path) -> bool:
    """Whether there is such a file; a description may be no possible name of one."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def take(
    carrying: Carrying, items: Sequence[str], *, on: date, by: str | None
) -> tuple[Assessment, tuple[Proposal, ...]]:
    """The target after the proposals for `items` were written to its file and journal, and those proposals.

    Raises:
        UnknownName: one of them is not proposed, or cannot be taken; nothing was written.
        SaveFailed: the file could not be written; what was taken before that stays.
    """
    chosen = [_chosen(carrying, item) for item in dict.fromkeys(items)]
    after = carrying.target
    for proposal in chosen:
        present = after.answers.get(proposal.item, Answer())
        new = NewAnswer(
            proposal.status,
            on,
            note=proposal.note,
            by=by,
            evidence=tuple(piece for piece in proposal.evidence if piece not in present.evidence),
            taken_from=proposal.taken_from(carrying.link, carrying.rules[0].reference, carrying.mapping),
        )
        after = answer_item(carrying.into, proposal.item, new, ruleset=carrying.rules[1])
    return after, tuple(chosen)


def _chosen(carrying: Carrying, item: str) -> Proposal:
    open_now = {proposal.item: proposal for proposal in carrying.proposals if proposal.can_be_taken}
    if item in open_now:
        return open_now[item]
    known = {proposal.item: proposal for proposal in carrying.proposals}
    if item in known:
        what = message("`{id}` cannot be taken: {why}", id=item, why=known[item].why)
        raise UnknownName(Diagnostic("CX323", what))
    what = message("nothing is proposed for `{id}`", id=item)
    raise UnknownName(Diagnostic("CX323", what, help=suggestion(item, open_now)))
