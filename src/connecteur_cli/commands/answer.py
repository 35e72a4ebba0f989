"""`connecteur answer`: give, change or withdraw one answer."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import click

from connecteur_cli.options import FILE, Day, on_option, print_json, ruleset_search, verb

_STATUSES = ["met", "partial", "unmet", "not_applicable", "unanswered"]
_YES_NO = click.Choice(["yes", "no"])


class _Word(click.Choice[str]):
    """A status, completed by the shell; any other word may be an answer of the item's own scale."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word as it stands: only the core knows the item's answers."""
        return value


@verb(
    "answer",
    "Answer one item of an assessment: met, partial, unmet, not_applicable or unanswered.\n\n"
    "“unanswered” withdraws an answer; an item with a scale of its own takes one of its answers instead of a status. "
    "Comments and keys of your own stay in the file; each change is noted in "
    "FILE.journal (see `connecteur show FILE --history`).",
)
@click.argument("file", type=FILE)
@click.argument("item", metavar="ID")
@click.argument("status", type=_Word(_STATUSES), metavar="STATUS")
@click.option("--note", help="A remark, or the reason for not_applicable; an empty one removes the old.")
@click.option("--evidence", metavar="REF", help="Add a piece of evidence: an address, a file name, a description.")
@click.option("--evidence-on", type=Day(), help="Day of that piece of evidence.")
@click.option("--evidence-from", metavar="WHO", help="Who issued it, if not the incubator itself.")
@click.option("--by", envvar="CONNECTEUR_BY", help="Who answers (also: CONNECTEUR_BY).")
@on_option("Day of the answer (default: today).")
@click.option("--needed", type=_YES_NO, help="Services: did you find it needed?")
@click.option("--planned", type=_YES_NO, help="Services: is it in the work programme?")
@click.option("--delivered", type=_YES_NO, help="Services: is it given?")
def answer_command(
    *,
    file: Path,
    item: str,
    status: str,
    note: str | None,
    evidence: str | None,
    evidence_on: date | None,
    evidence_from: str | None,
    by: str | None,
    on: date | None,
    needed: str | None,
    planned: str | None,
    delivered: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """Write the answer and show what it did."""
    from connecteur_core.assessment.check import read_word
    from connecteur_core.assessment.evaluate import evaluate
    from connecteur_core.assessment.reader import load_assessment
    from connecteur_core.assessment.unsuitable import unsuitable_findings
    from connecteur_core.evaluation.result_json import result_to_json
    from connecteur_core.model.status import Evidence
    from connecteur_core.plugins.rulesets import get_ruleset
    from connecteur_core.store.answering import NewAnswer, answer_item

    if evidence is None and (evidence_on or evidence_from):
        raise click.UsageError("--evidence-on / --evidence-from: --evidence REF")
    said, value = read_word(get_ruleset(load_assessment(file).ruleset, search=ruleset_search()).ruleset, item, status)
    new = NewAnswer(
        status=said,
        value=value,
        on=on or date.today(),
        note=note,
        by=by,
        evidence=Evidence(evidence, evidence_on, evidence_from) if evidence else None,
        needed=_truth(needed),
        planned=_truth(planned),
        delivered=_truth(delivered),
    )
    assessment = answer_item(file, item, new, search=ruleset_search())
    evaluation = evaluate(assessment, search=ruleset_search())
    warnings = list(unsuitable_findings(assessment, evaluation.ruleset, item))
    if as_json:
        level = result_to_json(evaluation, lang)["level"]
        print_json(
            {
                "format": "connecteur-answer/1",
                "file": os.fspath(file),
                "id": item,
                "status": status,
                "level": level,
                **({"warnings": [finding.to_json(lang) for finding in warnings]} if warnings else {}),
            }
        )
        return
    from connecteur_cli.assessment_text import AssessmentText
    from connecteur_cli.errors import show_warnings

    text = AssessmentText(assessment, evaluation, lang)
    text.answered(item, status)
    show_warnings(warnings, lang)


def _truth(word: str | None) -> bool | None:
    return None if word is None else word == "yes"
