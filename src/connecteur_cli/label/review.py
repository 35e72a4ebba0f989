"""`connecteur label review`: what a juror finds."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from connecteur_cli.options import FILE, on_option, print_json, ruleset_search, verb

if TYPE_CHECKING:
    from connecteur_core.labels.application import Application
    from connecteur_core.labels.review import Review
    from connecteur_core.rulesets.checker import CheckedRuleset


@verb(
    "review",
    "Record what a juror finds of an application, criterion by criterion, with grounds.\n\n"
    "The first call makes the file REVIEW and needs --juror and --no-conflict, or --conflict. Then give an ID and a "
    "FINDING (met, unmet, cannot_say) with --grounds; or edit the file by hand. Without an ID, shows what is left.",
)
@click.argument("application_file", metavar="APPLICATION", type=FILE)
@click.argument("review_file", metavar="REVIEW", type=FILE)
@click.argument("item", metavar="[ID]", required=False)
@click.argument("finding", metavar="[FINDING]", type=click.Choice(["met", "unmet", "cannot_say"]), required=False)
@click.option("--grounds", help="Why the juror finds so; needed with a finding.")
@click.option("--juror", metavar="WHO", help="Who reviews: the id in the file of the awarding body.")
@click.option("--no-conflict", is_flag=True, help="The juror declares to have no conflict of interest.")
@click.option("--conflict", metavar="TEXT", help="The conflict of interest; the juror then finds nothing.")
@on_option("Day of the review (default: today).")
def review_command(
    *,
    application_file: Path,
    review_file: Path,
    item: str | None,
    finding: str | None,
    grounds: str | None,
    juror: str | None,
    no_conflict: bool,
    conflict: str | None,
    on: date | None,
    lang: str,
    as_json: bool,
) -> None:
    """Make the file when it is not there, record the finding, show what is left."""
    from connecteur_core.labels.application import get_frozen_ruleset, load_application
    from connecteur_core.labels.review import Finding, JuryFinding, load_review
    from connecteur_core.messages import message
    from connecteur_core.store.label_review import create_review, record_finding

    if item is not None and (finding is None or not grounds):
        raise click.UsageError(message("a finding needs an ID, met, unmet or cannot_say, and --grounds").text(lang))
    application = load_application(application_file)
    checked = get_frozen_ruleset(application, search=ruleset_search())
    if not review_file.exists():
        if juror is None or no_conflict == (conflict is not None):
            raise click.UsageError(
                message("a new review needs --juror, and either --no-conflict or --conflict").text(lang)
            )
        create_review(
            review_file, application, checked, juror=juror, on=on or date.today(), conflict=conflict, lang=lang
        )
    review = load_review(review_file)
    if item is not None and finding is not None and grounds:
        review = record_finding(review_file, application, checked, item, JuryFinding(Finding(finding), grounds))
    _show(application, checked, review, lang, as_json=as_json)


def _show(application: Application, checked: CheckedRuleset, review: Review, lang: str, *, as_json: bool) -> None:
    from connecteur_cli.output import echo, paragraph, table
    from connecteur_core.labels.review import items_to_find
    from connecteur_core.messages import message, translate

    items = items_to_find(checked, len(checked.ruleset.levels))
    left = [] if review.conflict_of_interest else [name for name in items if name not in review.findings]
    if as_json:
        findings = {name: found.finding.value for name, found in review.findings.items()}
        print_json(
            {
                "format": "connecteur-findings/1",
                "application": review.application,
                "juror": review.juror,
                "conflict_of_interest": review.conflict_of_interest,
                "findings": findings,
                "left": left,
            }
        )
        return
    name = application.assessment.organisation.name
    paragraph(message("{juror} on the application of {name}", juror=review.juror, name=name).text(lang))
    if review.conflict_of_interest:
        paragraph(message("Conflict of interest: {conflict}", conflict=review.conflict).text(lang), indent=2)
        return
    echo()
    rows = [(translate("id", lang), translate("claim", lang), translate("evidence", lang), translate("finding", lang))]
    for item in items:
        answer = application.assessment.answers.get(item)
        status = answer.status.value if answer is not None and answer.status is not None else "unanswered"
        found = review.findings.get(item)
        word = translate(found.finding.value.replace("_", " "), lang) if found is not None else "–"
        rows.append((item, translate(status, lang), str(len(answer.evidence) if answer else 0), word))
    table(rows)
    echo()
    paragraph(message("{count} left", count=len(left)).text(lang))
