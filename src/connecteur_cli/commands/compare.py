"""`connecteur compare`: many incubators beside each other."""

from __future__ import annotations

from datetime import date

import click

from connecteur_cli.options import on_option, policy_option, print_json, ruleset_search, verb


@verb(
    "compare",
    "Put many assessments beside each other: levels, what blocks, coverage, needs against offers.\n\n"
    "Give assessments, folders, globs, or a portfolio: a file that names assessments and what partners offer to all.",
    epilog="Files that cannot be evaluated are told and left out.",
)
@click.argument("inputs", nargs=-1, required=True, metavar="FILE…")
@policy_option()
@on_option("Day of the assessments (default: today); later answers do not count yet.")
@click.option("--all", "show_all", is_flag=True, help="List every incubator, however many.")
@click.option("--match", "matching", is_flag=True, help="Say which offer should go to whom, to close most gaps.")
@click.option("--fair", is_flag=True, help="With --match: give to whoever has least first; it closes no gap less.")
def compare_command(
    *,
    inputs: tuple[str, ...],
    policy: str,
    on: date | None,
    show_all: bool,
    matching: bool,
    fair: bool,
    lang: str,
    as_json: bool,
) -> int:
    """Evaluate all and show."""
    from connecteur_cli.errors import show_warnings
    from connecteur_cli.progress import progress_bar
    from connecteur_core.messages import message
    from connecteur_core.portfolio.compare import compare_assessments
    from connecteur_core.portfolio.matching import assign_offers
    from connecteur_core.portfolio.members import find_members
    from connecteur_core.portfolio.to_json import portfolio_to_json

    members = find_members(inputs)
    with progress_bar(message("evaluating").text(lang), shown=len(members.files) > 200) as tell:
        portfolio = compare_assessments(
            members, policy=policy, on=on or date.today(), search=ruleset_search(), progress=tell
        )
    assignments = [assign_offers(one, fair=fair) for one in portfolio.comparisons] if matching or fair else []
    if as_json:
        print_json(portfolio_to_json(portfolio, lang, assignments=assignments))
    else:
        from connecteur_cli.portfolio_text import PortfolioText

        show_warnings(portfolio.left_out, lang)
        PortfolioText(portfolio, lang).show(show_all=show_all, assignments=assignments)
    return 0 if portfolio.comparisons else 2
