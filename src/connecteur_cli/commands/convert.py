"""`connecteur convert`: rulesets to spreadsheets and back, and translators' sheets."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from connecteur_cli.extras import need_extra
from connecteur_cli.options import FILE, LanguageCode, print_json, ruleset_search, verb


@verb(
    "convert",
    "Make a spreadsheet of a ruleset, or a ruleset of a spreadsheet: an XLSX file, or a folder of CSV files.\n\n"
    "SOURCE is a ruleset (folder or id) or tables; TARGET is made anew. A checklist with a column `text`, in one CSV "
    "file or XLSX, becomes a first ruleset. With --translate, a sheet for a translator, XLSX or CSV, is made of a "
    "ruleset; or, filled in, read into it.",
)
@click.argument("source")
@click.argument("target", type=FILE)
@click.option(
    "--translate", "translated", type=LanguageCode(), help="Make or read the translator's sheet of this language."
)
@click.option(
    "--from", "origin", type=LanguageCode(), help="Language to translate from (default: the first of the ruleset)."
)
def convert_command(
    *, source: str, target: Path, translated: str | None, origin: str | None, lang: str, as_json: bool
) -> None:
    """Convert by what the two are."""
    from connecteur_cli.output import echo
    from connecteur_core.messages import message
    from connecteur_core.printable import show
    from connecteur_core.rulesets.shipped import is_ruleset_folder

    tables = Path(source)
    is_ruleset = is_ruleset_folder(tables) or not tables.exists()
    with need_extra("report", lang):
        if is_ruleset:
            files = _export(source, target, translated, origin)
        elif translated is not None:
            files = _read_translations(tables, target, translated, origin, lang)
        else:
            files = _import(tables, target, lang)
    if as_json:
        print_json({"format": "connecteur-convert/1", "files": [str(file) for file in files]})
        return
    for file in files:
        echo(message("Made {file}.", file=file).text(lang))
    if not is_ruleset:
        echo(message("Next: connecteur check {file}", file=show(target)).text(lang))


def _export(source: str, target: Path, translated: str | None, origin: str | None) -> tuple[Path, ...]:
    from connecteur_core.authoring.ruleset_tables import refuse_overlay, ruleset_to_sheets
    from connecteur_core.authoring.sheets import write_sheets
    from connecteur_core.authoring.translation_sheet import make_translation_sheet
    from connecteur_core.plugins.rulesets import get_ruleset

    ruleset = get_ruleset(source, search=ruleset_search()).ruleset
    refuse_overlay(ruleset)
    if translated is None:
        return write_sheets(target, ruleset_to_sheets(ruleset.folder))
    sheet = make_translation_sheet(ruleset.folder, translated, source=origin or ruleset.languages[0])
    return write_sheets(target, [sheet])


def _import(tables: Path, target: Path, lang: str) -> tuple[Path, ...]:
    from connecteur_core.authoring.checklist_table import is_checklist, sheets_of_checklist
    from connecteur_core.authoring.ruleset_from_tables import files_from_sheets
    from connecteur_core.authoring.sheets import read_sheets
    from connecteur_core.store.new_folder import create_folder

    sheets = read_sheets(tables)
    if is_checklist(sheets):
        sheets = sheets_of_checklist(sheets, name=target.name, lang=lang, published=date.today())
    return create_folder(target, files_from_sheets(sheets))


def _read_translations(tables: Path, target: Path, translated: str, origin: str | None, lang: str) -> tuple[Path, ...]:
    from connecteur_core.authoring.ruleset_tables import refuse_overlay
    from connecteur_core.authoring.sheets import read_sheets
    from connecteur_core.authoring.translation_sheet import read_translations, write_translations
    from connecteur_core.messages import message
    from connecteur_core.plugins.rulesets import get_ruleset

    ruleset = get_ruleset(str(target), search=ruleset_search()).ruleset
    refuse_overlay(ruleset)
    sheets = read_sheets(tables)
    sheet = next((one for one in sheets if one.name == translated), sheets[0] if len(sheets) == 1 else None)
    if sheet is None:
        text = message("there is no sheet `{name}` in {file}", name=translated, file=tables).text(lang)
        raise click.BadParameter(text, param_hint="--translate")
    source = origin or ruleset.languages[0]
    translations = read_translations(sheet, ruleset.folder, source=source)
    return tuple(write_translations(ruleset.folder, translated, translations))
