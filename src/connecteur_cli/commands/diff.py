"""`connecteur diff`: what changed between two states of an assessment."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from connecteur_cli.options import FILE, Day, on_option, policy_option, print_json, ruleset_search, verb


@verb(
    "diff",
    "Say what changed between two states of an assessment: levels, checklist lines, answers, evidence.\n\n"
    "Give two files; or one file and the day to look back to.",
)
@click.argument("before", type=FILE)
@click.argument("after", type=FILE, required=False)
@click.option("--since", "since", type=Day(), metavar="DATE", help="Day of the earlier state (default: as the later).")
@policy_option()
@on_option("Day of the later state (default: today).")
def diff_command(
    *,
    before: Path,
    after: Path | None,
    since: date | None,
    policy: str,
    on: date | None,
    lang: str,
    as_json: bool,
) -> int:
    """Evaluate both and show the difference."""
    from connecteur_core.assessment.evaluate import evaluate
    from connecteur_core.assessment.reader import load_assessment
    from connecteur_core.messages import message
    from connecteur_core.portfolio.changes import find_changes
    from connecteur_core.portfolio.to_json import changes_to_json

    if after is None and since is None:
        raise click.UsageError(message("give a second file, or --since DATE").text(lang))
    day = on or date.today()
    search = ruleset_search()
    later = load_assessment(after or before)
    one = evaluate(load_assessment(before), policy=policy, on=since or day, search=search)
    two = evaluate(later, policy=policy, on=day, search=search)
    changes = find_changes(one, two)
    if as_json:
        print_json(changes_to_json(changes))
    else:
        from connecteur_cli.portfolio_text import show_changes

        show_changes(later.organisation.name, changes, lang)
    return 0
