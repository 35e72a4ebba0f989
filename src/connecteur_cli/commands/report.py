"""`connecteur report`: pages to read and hand on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from connecteur_cli.options import FILE, on_option, policy_option, print_json, ruleset_search, verb

if TYPE_CHECKING:
    from connecteur_core.assessment.assessment import Assessment
    from connecteur_core.evaluation.evaluation import Evaluation
    from connecteur_core.planning.plan import Plan
    from connecteur_core.reports.document import Document

VIEWS = ("board", "funder", "city", "jury", "portfolio", "public")
FORMS = ("html", "pdf", "xlsx", "md", "json")


@verb(
    "report",
    "Write a report: HTML, PDF, XLSX, Markdown or JSON; for the board, funders, the city, a jury or the public.\n\n"
    "The end of the file's name says in which form. For --view portfolio, give assessments, folders or a portfolio.",
    epilog="HTML, PDF and XLSX need the extra `report`. An older report of the same name is replaced.",
)
@click.argument("inputs", nargs=-1, required=True, metavar="FILE…")
@click.option("-o", "--output", type=FILE, help="Where to write it: .html, .pdf, .xlsx, .md or .json.")
@click.option("--view", type=click.Choice(VIEWS), default="board", help="For whom it is (default: board).")
@click.option("--format", "form", type=click.Choice(FORMS), help="The form, whatever the name of the file.")
@click.option("--plan", "planned", is_flag=True, help="Put the cheapest steps to the next level in it.")
@click.option("--costs", "costs_file", type=FILE, metavar="FILE", help="Costs, limits and dates for --plan.")
@policy_option()
@on_option("Day of the assessment (default: today); later answers do not count yet.")
def report_command(
    *,
    inputs: tuple[str, ...],
    output: Path | None,
    view: str,
    form: str | None,
    planned: bool,
    costs_file: Path | None,
    policy: str,
    on: date | None,
    lang: str,
    as_json: bool,
) -> int:
    """Evaluate, compose, write."""
    from connecteur_cli.report_file import write_document
    from connecteur_core.messages import message
    from connecteur_core.reports.outputs import form_of

    if output is None and not as_json:
        raise click.UsageError(message("say where: -o FILE.html, .pdf, .xlsx, .md or .json").text(lang))
    if len(inputs) > 1 and view != "portfolio":
        raise click.UsageError(message("one assessment, please; for many: --view portfolio").text(lang))
    wanted = None if output is None else form_of(output, form)
    day = on or date.today()
    document, sources = (
        _of_many(inputs, policy, day, lang)
        if view == "portfolio"
        else _of_one(Path(inputs[0]), view, policy, day, lang, costs_file, planned=planned)
    )
    if document is None:
        return 2
    if output is not None and wanted is not None:
        write_document(document, output, wanted, sources, lang, quiet=as_json)
    if as_json:
        from connecteur_core.reports.json_form import report_to_json

        print_json(report_to_json(document))
    return 0


def _of_one(
    file: Path, view: str, policy: str, day: date, lang: str, costs: Path | None, *, planned: bool
) -> tuple[Document, list[Path]]:
    from connecteur_core.assessment.evaluate import evaluate
    from connecteur_core.assessment.reader import load_assessment
    from connecteur_core.reports.subject import Subject, exhibit_of
    from connecteur_core.reports.views import View, compose_report

    assessment = load_assessment(file)
    evaluation = evaluate(assessment, policy=policy, on=day, search=ruleset_search())
    exhibit = exhibit_of(assessment) if view == "jury" else None
    plan = _plan(assessment, evaluation, costs) if planned or costs is not None else None
    return compose_report(Subject(assessment, evaluation, lang, plan=plan, exhibit=exhibit), View(view)), [file]


def _plan(assessment: Assessment, evaluation: Evaluation, costs: Path | None) -> Plan:
    from connecteur_core.assessment.offers import promised
    from connecteur_core.planning.costs import default_costs, load_costs
    from connecteur_core.planning.plan import find_plan

    return find_plan(
        evaluation,
        costs=default_costs() if costs is None else load_costs(costs, evaluation.ruleset),
        offers=list(map(promised, assessment.commitments)),
        priorities=assessment.priorities,
    )


def _of_many(names: Sequence[str], policy: str, day: date, lang: str) -> tuple[Document | None, list[Path]]:
    from connecteur_cli.errors import show_warnings
    from connecteur_cli.progress import progress_bar
    from connecteur_core.messages import message
    from connecteur_core.portfolio.compare import compare_assessments
    from connecteur_core.portfolio.members import find_members
    from connecteur_core.reports.portfolio import compose_portfolio

    members = find_members(names)
    with progress_bar(message("evaluating").text(lang), shown=len(members.files) > 200) as tell:
        portfolio = compare_assessments(members, policy=policy, on=day, search=ruleset_search(), progress=tell)
    show_warnings(portfolio.left_out, lang)
    document = compose_portfolio(portfolio, lang) if portfolio.comparisons else None
    return document, [*members.files, *map(Path, names)]
