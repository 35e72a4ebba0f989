"""Starts an assessment file: a form that explains itself, every question in it, nothing answered."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

from connecteur_core.diagnostics import ConnecteurError, Diagnostic, Severity
from connecteur_core.messages import message, translate
from connecteur_core.model.ruleset import Item, Locale, Ruleset, State
from connecteur_core.plugins.rulesets import get_ruleset
from connecteur_core.rulesets.locales import load_locale
from connecteur_core.store.save import create_text
from connecteur_core.store.toml_values import toml_value


def create_assessment(
    path: Path | str, ruleset: Ruleset, *, name: str, kind: str = "incubator", lang: str = "en"
) -> None:
    """A new assessment file at `path`, with its comments in `lang`.

    Raises:
        SaveFailed: there is a file already, or it cannot be written.
    """
    create_text(Path(path), "\n".join(_lines(ruleset, load_locale(ruleset, lang), name, kind, lang)) + "\n")


def find_lost_ruleset(ruleset: Ruleset, *, search: Sequence[Path] = ()) -> Diagnostic | None:
    """A warning when an assessment that names this ruleset would not find it from here; None when it would.

    Args:
        ruleset: as it was found, perhaps by the path of its folder.
        search: folders to look for rulesets in first.
    """
    try:
        if get_ruleset(ruleset.reference, search=search).ruleset.folder.samefile(ruleset.folder):
            return None
    except ConnecteurError:
        pass
    what = message("the file names `{id}`, which will not be found by that name", id=ruleset.reference)
    folder = Path(os.path.abspath(ruleset.folder))  # noqa: PTH100 -- a link with the right name is found, too
    if folder.name != ruleset.id:
        advice = message("rename the folder {folder} to `{id}`, the id of its ruleset", folder=folder, id=ruleset.id)
        return Diagnostic("CX406", what, help=advice, severity=Severity.WARNING)
    folders = os.pathsep.join(map(str, [folder.parent, *search]))
    advice = message("say where it lies: export CONNECTEUR_RULESETS={folders}", folders=shlex.quote(folders))
    return Diagnostic("CX406", what, help=advice, severity=Severity.WARNING)


def _lines(ruleset: Ruleset, locale: Locale, name: str, kind: str, lang: str) -> Iterator[str]:
    yield f"# {locale.title}"
    yield from _comment(message("Self-assessment. Edit this file by hand, or with `connecteur answer`.").text(lang))
    yield from _comment(
        message(
            "A status is one of: met, partial, unmet, not_applicable (with a note that says why). "
            "What is not answered counts as unknown, never as no."
        ).text(lang)
    )
    yield 'format = "connecteur-assessment/1"'
    yield f"ruleset = {toml_value(ruleset.reference)}"
    yield ""
    yield "[organisation]"
    yield f"name = {toml_value(name)}"
    yield f"kind = {toml_value(kind)}"
    if ruleset.figures:
        yield ""
        yield from _comment(translate("The definition of “immigrant” your figures rest on:", lang))
        yield "# [definition]"
        yield '# id = "coe.connector_2017"'
    for title, items in _chapters(ruleset, locale, lang):
        yield ""
        yield f"# ---- {title} " + "-" * 40
        for item in items:
            yield ""
            yield from _comment(f"{item.id} {locale.questions.get(item.id) or locale.texts[item.id]}")
            yield f"# [answers.{toml_value(item.id)}]"
            yield _answer_line(ruleset, item)


def _chapters(ruleset: Ruleset, locale: Locale, lang: str) -> Iterator[tuple[str, list[Item]]]:
    """What to ask: what applies, then the lines of each level, then what measures come from."""
    asked = [item for item in ruleset.answered_items.values() if item.state is State.CURRENT]
    selecting = [item for item in asked if ruleset.kind_of(item).selects]
    if selecting:
        yield translate("What applies", lang), selecting
    for level in ruleset.levels:
        lines = [item for item in asked if item.level == level.id and ruleset.kind_of(item).decides]
        if lines or not ruleset.measures:
            yield f"{level.rank}. {locale.titles[level.id]}", lines
    for element in ruleset.elements if ruleset.measures else ():
        others = [item for item in asked if item.element == element.id and not ruleset.kind_of(item).decides]
        if others:
            yield f"{element.id}. {locale.titles[element.id]}", others


def _answer_line(ruleset: Ruleset, item: Item) -> str:
    scale = ruleset.scale_of(item)
    if scale is None:
        return '# status = "met"'
    words = ", ".join(scale.values)
    return f"# value = {toml_value(scale.answers[-1].id)}  # {words}"


def _comment(text: str) -> Iterator[str]:
    import textwrap  # noqa: PLC0415 -- only `new` writes comments

    yield from textwrap.wrap(text, 96, initial_indent="# ", subsequent_indent="# ", break_long_words=False)
