"""`connecteur diff`: what changed between two states of an assessment, or differs between two rulesets."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from connecteur_cli.options import FILE, Day, on_option, policy_option, print_json, ruleset_search, verb


@verb(
    "diff",
    "Say what changed between two states of an assessment, or what differs between two rulesets.\n\n"
    "Of an assessment, give two files, or one file and the day to look back to: levels, checklist lines, answers, "
    "evidence. Of two rulesets (folders or ids), say what differs, which version number that asks for and, with "
    "--assessments, who would gain or lose a level.",
)
@click.argument("before", type=FILE)
@click.argument("after", type=FILE, required=False)
@click.option("--assessments", multiple=True, metavar="PATH", help="Rulesets only: files or folders to look at.")
@click.option("--since", "since", type=Day(), metavar="DATE", help="Day of the earlier state (default: as the later).")
@click.option("-o", "--output", type=FILE, help="Write a report instead: .html, .pdf, .xlsx, .md or .json.")
@policy_option()
@on_option("Day of the later state (default: today).")
def diff_command(
    *,
    before: Path,
    after: Path | None,
    assessments: tuple[str, ...],
    since: date | None,
    output: Path | None,
    policy: str,
    on: date | None,
    lang: str,
    as_json: bool,
) -> int:
    """Evaluate both and show the difference."""
    from connecteur_core.messages import message

    if after is not None and not before.is_file() and not after.is_file() and (before.is_dir() or not before.exists()):
        if output is not None:
            raise click.UsageError(message("-o writes what changed in an assessment, not in a ruleset").text(lang))
        return _rulesets(str(before), str(after), assessments, policy=policy, on=on, lang=lang, as_json=as_json)
    from connecteur_core.assessment.evaluate import evaluate
    from connecteur_core.assessment.reader import load_assessment
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
    if output is not None:
        from connecteur_cli.report_file import write_document
        from connecteur_core.reports.changes import compose_changes
        from connecteur_core.reports.outputs import form_of

        document = compose_changes(later.organisation.name, changes, lang)
        write_document(document, output, form_of(output), [before, after or before], lang, quiet=as_json)
    if as_json:
        print_json(changes_to_json(changes))
    elif output is None:
        from connecteur_cli.portfolio_text import show_changes

        show_changes(later.organisation.name, changes, lang)
    return 0


def _rulesets(
    before: str, after: str, assessments: tuple[str, ...], *, policy: str, on: date | None, lang: str, as_json: bool
) -> int:
    """Compare two versions of a ruleset; exit code 1 when the version should have been raised, or a level is lost."""
    from attrs import evolve

    from connecteur_core.authoring.ruleset_changes import compare_rulesets, find_effects
    from connecteur_core.plugins.rulesets import get_ruleset

    search = ruleset_search()
    old, new = get_ruleset(before, search=search), get_ruleset(after, search=search)
    changes = compare_rulesets(old, new)
    if assessments:
        effects, left_out = find_effects(assessments, old, new, policy=policy, on=on or date.today())
        changes = evolve(changes, effects=tuple(effects), left_out=tuple(left_out))
    if as_json:
        print_json(changes.to_json(lang))
    else:
        from connecteur_cli.ruleset_changes_text import show_ruleset_changes

        show_ruleset_changes(changes, lang)
    lost = any(effect.reached[1] < effect.reached[0] for effect in changes.effects)
    return 1 if changes.needs_new_version or lost else 0
