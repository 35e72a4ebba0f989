"""`connecteur show`: read an assessment or a ruleset."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from connecteur_cli.options import print_json, ruleset_search, verb

if TYPE_CHECKING:
    from connecteur_core.model.ruleset import Ruleset


@verb(
    "show",
    "Read an assessment, a ruleset, or one entry of either.\n\n"
    "TARGET is an assessment file, the id of a ruleset such as diversity-connector, or a ruleset folder.",
)
@click.argument("target")
@click.argument("item", metavar="[ID]", required=False)
@click.option("--history", is_flag=True, help="Assessments: who answered what, when.")
def show_command(*, target: str, item: str | None, history: bool, lang: str, as_json: bool) -> None:
    """Tell files and rulesets apart, and show."""
    from connecteur_core.rulesets.shipped import find_ruleset_folders, get_ruleset, is_ruleset_folder

    names = {folder.name for folder in find_ruleset_folders(ruleset_search())}
    is_ruleset = target.partition("@")[0] in names and not Path(target).is_file()
    if not is_ruleset and not is_ruleset_folder(Path(target)):
        _show_assessment(Path(target), item, history=history, lang=lang, as_json=as_json)
        return
    ruleset = get_ruleset(target, search=ruleset_search()).ruleset
    if item is not None:
        _show_item(ruleset, item, lang=lang, as_json=as_json)
    elif as_json:
        from connecteur_core.rulesets.catalogue import catalogue_to_json

        print_json(catalogue_to_json(ruleset))
    else:
        from connecteur_cli.ruleset_text import RulesetText

        RulesetText(ruleset, lang).overview()


def _show_assessment(path: Path, item: str | None, *, history: bool, lang: str, as_json: bool) -> None:
    from connecteur_core.assessment.evaluate import evaluate
    from connecteur_core.assessment.reader import load_assessment

    assessment = load_assessment(path)
    evaluation = evaluate(assessment, search=ruleset_search())
    if history:
        _show_history(path, item, lang=lang, as_json=as_json)
    elif as_json:
        from connecteur_core.assessment.to_json import assessment_to_json

        print_json(assessment_to_json(assessment, evaluation, item))
    elif item is not None:
        from connecteur_cli.answers_text import AnswersText

        _show_item(evaluation.ruleset, item, lang=lang, as_json=False)
        AnswersText(assessment, evaluation, lang).answer(item)
    else:
        from connecteur_cli.answers_text import AnswersText
        from connecteur_cli.assessment_text import AssessmentText
        from connecteur_cli.ruleset_text import RulesetText

        AssessmentText(assessment, evaluation, lang).head()
        RulesetText(evaluation.ruleset, lang).source()
        AnswersText(assessment, evaluation, lang).everything()


def _show_history(path: Path, item: str | None, *, lang: str, as_json: bool) -> None:
    from connecteur_core.store.journal import history_to_json, read_history

    entries = tuple(entry for entry in read_history(path) if item in (None, entry.id))
    if as_json:
        print_json(history_to_json(entries))
        return
    from connecteur_cli.answers_text import show_history

    show_history(entries, lang)


def _show_item(ruleset: Ruleset, item_id: str, *, lang: str, as_json: bool) -> None:
    from connecteur_cli.ruleset_text import RulesetText
    from connecteur_core.diagnostics import Diagnostic, UnknownName
    from connecteur_core.did_you_mean import suggestion
    from connecteur_core.messages import message
    from connecteur_core.model.overlay import hider_of
    from connecteur_core.rulesets.catalogue import catalogue_to_json

    if item_id not in ruleset.origins or item_id in ruleset.organisations:
        what = message("there is no item `{id}` in {ruleset}", id=item_id, ruleset=ruleset.reference)
        hider = hider_of(ruleset, item_id)
        advice = suggestion(item_id, ruleset.items) if hider is None else hider.hiding()
        raise UnknownName(Diagnostic("CX301", what, help=advice))
    if as_json:
        catalogue = catalogue_to_json(ruleset)
        entries = [*catalogue["items"], *catalogue["doubts"]]  # type: ignore[misc]  # both are lists of entries
        print_json(next(entry for entry in entries if entry["id"] == item_id))
        return
    text = RulesetText(ruleset, lang)
    if item_id in ruleset.items:
        text.item(ruleset.items[item_id])
    elif item_id in {doubt.id for doubt in ruleset.doubts}:
        text.doubt(item_id)
    else:
        text.rung(item_id)
