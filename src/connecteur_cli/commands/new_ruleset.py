"""`connecteur new-ruleset`: scaffold a model of one's own."""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path

import click

from connecteur_cli.options import FILE, LanguageCode, on_option, print_json, verb

_DEFAULTS = {"levels": 2, "elements": 1, "lines": 3}


@verb(
    "new-ruleset",
    "Make a ruleset of your own: levels, checklist, elements, texts and worked cases to fill in, without Python.\n\n"
    "NAME is its id and its folder. What no option says is asked in a terminal. The result passes `check` as made.",
)
@click.argument("name")
@click.option("--levels", type=click.IntRange(1, 20), help="How many levels (default: 2).")
@click.option("--items", "lines", type=click.IntRange(1, 50), help="Checklist lines per level (default: 3).")
@click.option("--elements", type=click.IntRange(0, 20), help="Elements with actions, per level (default: 1).")
@click.option(
    "--language",
    "languages",
    type=LanguageCode(),
    multiple=True,
    help="Language of its texts, such as fr; may be repeated.",
)
@click.option("--in", "folder", type=FILE, default=Path(), help="Folder to make it in (default: here).")
@on_option("Day of the document it rests on (default: today).")
def new_ruleset_command(
    *,
    name: str,
    levels: int | None,
    lines: int | None,
    elements: int | None,
    languages: tuple[str, ...],
    folder: Path,
    on: date | None,
    lang: str,
    as_json: bool,
) -> None:
    """Write the files, and say what next."""
    from connecteur_core.authoring.new_ruleset import Plan, create_ruleset
    from connecteur_core.messages import message

    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) or len(name) > 60:
        text = message("small letters, digits and hyphens, such as `our-model`").text(lang)
        raise click.BadParameter(text, param_hint="NAME")
    asks = sys.stdin.isatty() and not as_json
    chosen = languages or (_asked_languages(lang) if asks else (lang,))
    given = {"levels": levels, "lines": lines, "elements": elements}
    counts = {key: _DEFAULTS[key] if value is None else value for key, value in given.items()}
    if asks:
        counts.update({key: _asked(key, lang) for key, value in given.items() if value is None})
    plan = Plan(name=name, languages=tuple(dict.fromkeys(chosen)), published=on or date.today(), lang=lang, **counts)
    files = create_ruleset(folder, plan)
    if as_json:
        print_json({"format": "connecteur-new/1", "files": [str(file) for file in files]})
        return
    _say_what_next(folder / name, files, lang)


def _asked(key: str, lang: str) -> int:
    from connecteur_core.messages import translate

    question = {
        "levels": translate("How many levels", lang),
        "lines": translate("How many checklist lines per level", lang),
        "elements": translate("How many elements with actions per level (0 for none)", lang),
    }[key]
    smallest = 0 if key == "elements" else 1
    largest = 50 if key == "lines" else 20
    answer: int = click.prompt(question, default=_DEFAULTS[key], type=click.IntRange(smallest, largest), err=True)
    return answer


def _asked_languages(lang: str) -> tuple[str, ...]:
    from connecteur_core.messages import translate

    question = translate("Languages of its texts, with spaces between", lang)
    answer: str = click.prompt(question, default=lang, err=True)
    return tuple(LanguageCode()(code) for code in answer.replace(",", " ").split())


def _say_what_next(folder: Path, files: tuple[Path, ...], lang: str) -> None:
    from connecteur_cli.output import echo
    from connecteur_core.messages import message
    from connecteur_core.printable import show

    for file in files:
        echo(message("Made {file}.", file=file).text(lang))
    where = show(folder)
    echo()
    echo(message("Next: connecteur check {file}", file=where).text(lang))
    echo(message("Then write your texts in {file}.", file=show(folder / "locale")).text(lang))
    echo(message("Try it: connecteur new mine.toml --ruleset {folder}", folder=where).text(lang))
