"""`connecteur assess`: where an incubator stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click

from connecteur_cli.options import FILE, on_option, policy_option, print_json, ruleset_search, verb


@verb(
    "assess",
    "Say which level an assessment reaches, which is still possible, and what blocks the next.\n\n"
    "The level reached is certain now; the level possible assumes that every open answer turns out well.",
)
@click.argument("file", type=FILE)
@policy_option()
@on_option("Day of the assessment (default: today); later answers do not count yet.")
@click.option("--explain", is_flag=True, help="Add the whole reasoning as a tree.")
@click.option("--notify", is_flag=True, help="Tell plugins about the result.")
@click.option("--require", "required", metavar="LEVEL", help="End with exit code 1 unless this level is reached.")
def assess_command(
    *,
    file: Path,
    policy: str,
    on: date | None,
    explain: bool,
    notify: bool,
    required: str | None,
    lang: str,
    as_json: bool,
) -> int:
    """Evaluate and show."""
    from connecteur_core.assessment.evaluate import evaluate
    from connecteur_core.assessment.reader import load_assessment
    from connecteur_core.assessment.taken import with_drift
    from connecteur_core.evaluation.result_json import result_to_json

    assessment = load_assessment(file)
    evaluation = with_drift(assessment, evaluate(assessment, policy=policy, on=on, search=ruleset_search()))
    if notify:
        from connecteur_cli.errors import show_warnings
        from connecteur_core.plugins.policies import tell_plugins

        show_warnings(tell_plugins(evaluation), lang)
    missed = required is not None and not evaluation.has_reached(required)
    if as_json:
        document = result_to_json(evaluation, lang)
        if explain:
            document["explanation"] = evaluation.explain(lang).to_json()
        print_json(document)
    else:
        from connecteur_cli.assessment_text import AssessmentText
        from connecteur_cli.further_text import FurtherText

        text = AssessmentText(assessment, evaluation, lang)
        text.head()
        text.levels()
        text.standing_of_figures()
        text.checklist()
        text.blocks()
        text.coverage()
        FurtherText(evaluation, lang).everything()
        text.flags()
        if explain:
            _show_explanation(evaluation.explain(lang).lines(), lang)
    return 1 if missed else 0


def _show_explanation(lines: Iterable[str], lang: str) -> None:
    from connecteur_cli.output import heading, paragraph
    from connecteur_core.messages import translate

    heading(translate("Why", lang))
    for line in lines:
        depth = len(line) - len(line.lstrip())
        paragraph(line.lstrip(), indent=depth + 2, hanging=2)
