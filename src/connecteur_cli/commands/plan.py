"""`connecteur plan`: the cheapest way to a level."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from connecteur_cli.options import FILE, on_option, policy_option, print_json, ruleset_search, verb


@verb(
    "plan",
    "Find the cheapest steps to a level: what to improve, what it takes, when, who can act.\n\n"
    "The steps are answers to be made better. What they cost comes from the kind of each item, or from a file of your "
    "own (`connecteur schema costs`), which may also set a budget, dates, a capacity per quarter, what builds on what, "
    "and what you will not do.",
    epilog="Ends with exit code 0 whether or not there is a plan. Where several sets of steps would do, "
    "the proof needs the extra `prove`.",
)
@click.argument("file", type=FILE)
@click.option("--to", "level", metavar="LEVEL", help="The level to reach, by id or rank (default: the next one).")
@click.option("--costs", "costs_file", type=FILE, metavar="FILE", help="Costs, limits and dates of your own.")
@click.option(
    "--partners", "partners_file", type=FILE, metavar="FILE", help="A portfolio file with what partners offer."
)
@click.option(
    "--alternatives",
    type=click.IntRange(0, 100),
    default=0,
    metavar="K",
    help="Also show the next K cheapest ways, and what would have to be cheaper for them to win.",
)
@click.option("--explain", is_flag=True, help="Show for each step the actions behind it, who can act, and practices.")
@click.option(
    "--timeout", type=click.FloatRange(min=0.001), default=30, show_default=True, help="Seconds for the whole search."
)
@policy_option()
@on_option("Day the plan is made (default: today).")
def plan_command(
    *,
    file: Path,
    level: str | None,
    costs_file: Path | None,
    partners_file: Path | None,
    alternatives: int,
    explain: bool,
    timeout: float,
    policy: str,
    on: date | None,
    lang: str,
    as_json: bool,
) -> None:
    """Evaluate, plan, show."""
    from connecteur_cli.errors import show_warnings
    from connecteur_core.assessment.evaluate import evaluate
    from connecteur_core.assessment.offers import offers_of_nothing, promised
    from connecteur_core.assessment.reader import load_assessment
    from connecteur_core.planning.costs import default_costs, load_costs
    from connecteur_core.planning.plan import find_plan
    from connecteur_core.portfolio.members import load_portfolio

    assessment = load_assessment(file)
    evaluation = evaluate(assessment, policy=policy, on=on, search=ruleset_search())
    partners = load_portfolio(partners_file).offers if partners_file is not None else ()
    show_warnings(list(offers_of_nothing(partners, [evaluation.ruleset])), lang)
    plan = find_plan(
        evaluation,
        to=level,
        costs=default_costs() if costs_file is None else load_costs(costs_file, evaluation.ruleset),
        offers=[*map(promised, assessment.commitments), *partners],
        priorities=assessment.priorities,
        alternatives=alternatives,
        seconds=timeout,
    )
    if as_json:
        from connecteur_core.planning.plan_json import plan_to_json

        print_json(plan_to_json(plan, lang))
        return
    from connecteur_cli.assessment_text import AssessmentText
    from connecteur_cli.plan_text import PlanText

    AssessmentText(assessment, evaluation, lang).head()
    PlanText(plan, lang).show(explain=explain)
