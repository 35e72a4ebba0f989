"""`connecteur next`: the question whose answer settles most."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from connecteur_cli.options import FILE, on_option, policy_option, print_json, ruleset_search, verb


@verb("next", "Name the question whose answer settles most, and say what either answer would do.")
@click.argument("file", type=FILE)
@policy_option()
@on_option("Day of the assessment (default: today).")
@click.option("--costs", "costs_file", type=FILE, metavar="FILE", help="What it takes to answer each question (`ask`).")
def next_command(
    *, file: Path, policy: str, on: date | None, costs_file: Path | None, lang: str, as_json: bool
) -> None:
    """Find the question and show it."""
    from connecteur_core.assessment.evaluate import evaluate
    from connecteur_core.assessment.reader import load_assessment
    from connecteur_core.planning.costs import load_costs
    from connecteur_core.planning.next_question import find_next_question, question_to_json

    assessment = load_assessment(file)
    evaluation = evaluate(assessment, policy=policy, on=on, search=ruleset_search())
    costs = load_costs(costs_file, evaluation.ruleset) if costs_file is not None else None
    question = find_next_question(evaluation, costs=costs)
    if as_json:
        print_json(question_to_json(evaluation, question, lang))
        return
    from connecteur_cli.assessment_text import AssessmentText

    text = AssessmentText(assessment, evaluation, lang)
    text.head()
    text.next_question(question)
    if question is None:
        text.blocks()
