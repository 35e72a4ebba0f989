"""`connecteur demo`: the main job on a shipped example."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from connecteur_cli.options import FILE, print_json, verb

if TYPE_CHECKING:
    from connecteur_core.assessment.assessment import Assessment
    from connecteur_core.evaluation.evaluation import Evaluation

DEFAULT_EXAMPLE = "ateliers-du-port"
# A fixed day, so that the example reads the same next year.
DEMO_DAY = date(2026, 11, 1)


@verb(
    "demo",
    "Show the main job on a made-up incubator: level, what blocks and who can help, next question.\n\n"
    "The examples are made up; --list names them.",
)
@click.argument("example", default=DEFAULT_EXAMPLE)
@click.option("--list", "list_only", is_flag=True, help="Only list the examples.")
@click.option(
    "--rows", type=click.IntRange(1), help="Instead, make a table of that many made-up persons, to try `batch`."
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Where that table goes: .csv, .parquet or .jsonl."
)
@click.option("--report", type=FILE, help="Write the report on the example there too, such as demo.html.")
def demo_command(
    *,
    example: str,
    list_only: bool,
    rows: int | None,
    output: Path | None,
    report: Path | None,
    lang: str,
    as_json: bool,
) -> None:
    """Evaluate an example and show what matters."""
    if rows is not None or output is not None:
        _make_table(rows, output, lang)
        return
    from connecteur_core.assessment.evaluate import evaluate
    from connecteur_core.assessment.reader import load_assessment
    from connecteur_core.diagnostics import Diagnostic, UnknownName
    from connecteur_core.did_you_mean import suggestion
    from connecteur_core.evaluation.result_json import result_to_json
    from connecteur_core.messages import message
    from connecteur_core.planning.next_question import find_next_question, question_to_json
    from connecteur_core.rulesets.shipped import shipped_folder

    paths = {path.stem: path for path in sorted(shipped_folder("examples").glob("*.toml"))}
    if list_only:
        _list(paths, as_json=as_json)
        return
    if example not in paths:
        advice = suggestion(example, paths) or message("known: {names}", names=", ".join(paths))
        raise UnknownName(Diagnostic("CX123", message("there is no example `{name}`", name=example), help=advice))
    assessment = load_assessment(paths[example])
    evaluation = evaluate(assessment, on=DEMO_DAY)
    question = find_next_question(evaluation)
    if report is not None:
        _write_report(assessment, evaluation, report, lang, quiet=as_json)
    if as_json:
        print_json(
            {
                **result_to_json(evaluation, lang),
                "next": question_to_json(evaluation, question, lang)["question"],
            }
        )
        return
    from connecteur_cli.assessment_text import AssessmentText
    from connecteur_cli.output import echo, heading, paragraph

    text = AssessmentText(assessment, evaluation, lang)
    text.head()
    text.levels()
    text.standing_of_figures()
    text.blocks()
    text.flags()
    text.next_question(question)
    _who_counts(lang)
    heading(message("Your turn").text(lang))
    for command, what in (
        (f"connecteur assess {paths[example]}", message("this example in full")),
        ("connecteur demo --report demo.html", message("the same as a report to hand on")),
        ("connecteur new my-incubator.toml", message("start your own")),
        ("connecteur next my-incubator.toml", message("what to answer first")),
        ("connecteur eligible --definition uk.non_uk_born", message("decide who counts")),
        ("connecteur --help", message("everything else")),
    ):
        echo(f"  {command}")
        paragraph(what.text(lang), indent=6)


def _write_report(assessment: Assessment, evaluation: Evaluation, report: Path, lang: str, *, quiet: bool) -> None:
    from connecteur_cli.report_file import write_document
    from connecteur_core.reports.outputs import form_of
    from connecteur_core.reports.subject import Subject
    from connecteur_core.reports.views import View, compose_report

    document = compose_report(Subject(assessment, evaluation, lang), View.BOARD)
    write_document(document, report, form_of(report), [], lang, quiet=quiet)


_SOMEBODY = {
    "residence_country": "FR",
    "residence_since": "2019-09-01",
    "birth_country": "FR",
    "citizenships": ["FR"],
    "birth_citizenships": ["FR"],
    "parents": [{"birth_country": "MA", "birth_citizenships": ["MA"]}, {"birth_country": "FR"}],
}
_DEFINITIONS = ("un.stock", "coe.connector_2017", "fr.immigre", "fr.descendant")


def _who_counts(lang: str) -> None:
    """One made-up person under several definitions: they do not agree, and that is the point."""
    from connecteur_cli.output import heading, paragraph, table
    from connecteur_core.decisions.definition_in_force import get_definition
    from connecteur_core.messages import message, translate

    heading(message("Who counts: one made-up person, several definitions").text(lang))
    told = message("Born and living in France, one parent born in Morocco, the other in France.")
    paragraph(told.text(lang), indent=2)
    rows = []
    for name in _DEFINITIONS:
        definition = get_definition(name, on=DEMO_DAY, host="FR")
        decision = definition.decide(_SOMEBODY)
        rows.append([name, translate(decision.value, lang), definition.entry.title.get(lang, "")])
    table(rows)


def _list(paths: dict[str, Path], *, as_json: bool) -> None:
    from connecteur_cli.output import table
    from connecteur_core.assessment.reader import load_assessment

    names = {stem: load_assessment(path).organisation.name for stem, path in paths.items()}
    if as_json:
        print_json(
            {
                "format": "connecteur-examples/1",
                "examples": [{"id": stem, "name": names[stem], "file": str(paths[stem])} for stem in paths],
            }
        )
    else:
        table([[stem, name] for stem, name in names.items()], indent=0)


def _make_table(rows: int | None, output: Path | None, lang: str) -> None:
    from connecteur_cli.extras import need_extra
    from connecteur_core.batch.sources import format_of
    from connecteur_core.messages import message

    kind = None if output is None else format_of(output)
    if rows is None or output is None or kind is None:
        raise click.UsageError(message("give both: --rows N -o FILE.csv, .parquet or .jsonl").text(lang))
    with need_extra("batch", lang):
        from connecteur_core.batch.made_data import write_persons

        write_persons(rows, output, kind, lambda _: None)
