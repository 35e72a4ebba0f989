"""`connecteur report`: pages to read and hand on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from connecteur_cli.options import FILE, on_option, policy_option, print_json, ruleset_search, verb

VIEWS = ("board", "funder", "city", "jury", "portfolio", "public")
FORMS = ("html", "pdf", "xlsx", "md", "json")


@verb(
    "report",
    "Write a report as HTML, PDF, XLSX, Markdown or JSON, for the board, funders, the city, a jury or the public.\n\n"
    "The end of the file's name says in which form. For --view portfolio give assessments, folders or a portfolio.",
    epilog="HTML, PDF and XLSX need the extra `report`.",
)
@click.argument("inputs", nargs=-1, required=True, metavar="FILE…")
@click.option("-o", "--output", type=FILE, help="Where to write it: .html, .pdf, .xlsx, .md or .json.")
@click.option("--view", type=click.Choice(VIEWS), default="board", help="For whom it is (default: board).")
@click.option("--format", "form", type=click.Choice(FORMS), help="The form, whatever the name of the file.")
@policy_option()
@on_option("Day of the assessment (default: today); later answers do not count yet.")
def report_command(
    *,
    inputs: tuple[str, ...],
    output: Path | None,
    view: str,
    form: str | None,
    policy: str,
    on: date | None,
    lang: str,
    as_json: bool,
) -> None:
    """Evaluate, compose, write."""
    from connecteur_cli.extras import need_extra
    from connecteur_core.assessment.evaluate import evaluate
    from connecteur_core.assessment.reader import load_assessment
    from connecteur_core.messages import message
    from connecteur_core.reports.outputs import form_of, write_report
    from connecteur_core.reports.subject import Subject
    from connecteur_core.reports.views import View, compose_report

    if output is None and not as_json:
        raise click.UsageError(message("say where: -o FILE.html, .pdf, .xlsx, .md or .json").text(lang))
    wanted = None if output is None else form_of(output, form)
    assessment = load_assessment(Path(inputs[0]))
    evaluation = evaluate(assessment, policy=policy, on=on, search=ruleset_search())
    document = compose_report(Subject(assessment, evaluation, lang), View(view))
    if output is not None and wanted is not None:
        with need_extra("report", lang):
            write_report(document, output, wanted, inputs=[Path(inputs[0])])
    print_json
