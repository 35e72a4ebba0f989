"""Starts an assessment file: a form that explains itself, every question that can change a level, nothing answered."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from connecteur_core.backends.program import items_read
from connecteur_core.diagnostics import ConnecteurError, Diagnostic, Severity
from connecteur_core.messages import message, translate
from connecteur_core.model.item import Item, NotApplicable, State
from connecteur_core.model.locale import Locale
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.plugins.rulesets import get_ruleset
from connecteur_core.rulesets.checker import CheckedRuleset
from connecteur_core.rulesets.locales import load_locale
from connecteur_core.store.answer_template import template_of
from connecteur_core.store.save import create_text
from connecteur_core.store.toml_values import toml_value


def create_assessment(
    path: Path | str, checked: CheckedRuleset, *, name: str, kind: str | None = None, lang: str = "en"
) -> None:
    """A new assessment file at `path`, with its comments in `lang`.

    Args:
        path: where to make it.
        checked: the ruleset to answer.
        name: of the organisation.
        kind: what sort of body it is; None = what suits the ruleset, and nothing where it asks for none.
        lang: language of the comments.

    Raises:
        SaveFailed: there is a file already, or it cannot be written.
    """
    create_text(Path(path), "\n".join(_lines(checked, load_locale(checked.ruleset, lang), name, kind, lang)) + "\n")


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


def _lines(checked: CheckedRuleset, locale: Locale, name: str, kind: str | None, lang: str) -> Iterator[str]:
    ruleset = checked.ruleset
    chapters = list(_chapters(checked, locale, lang))
    kind = kind or _usual_kind(checked)
    yield f"# {locale.title}"
    yield from _comment(message("Self-assessment. Edit this file by hand, or with `connecteur answer`.").text(lang))
    yield from _ways_to_answer(ruleset, [item for _, items in chapters for item in items], lang)
    yield 'format = "connecteur-assessment/1"'
    yield f"ruleset = {toml_value(ruleset.reference)}"
    yield ""
    yield "[organisation]"
    yield f"name = {toml_value(name)}"
    if kind is not None:
        yield f"kind = {toml_value(kind)}"
    if ruleset.figures:
        yield ""
        yield from _comment(translate("The definition of “immigrant” your figures rest on:", lang))
        yield "# [definition]"
        yield '# id = "coe.connector_2017"'
    for title, items in chapters:
        yield ""
        yield f"# ---- {title} " + "-" * 40
        for item in items:
            yield ""
            yield from _comment(f"{item.id} {locale.questions.get(item.id) or locale.texts[item.id]}")
            yield from template_of(ruleset, item)


def _usual_kind(checked: CheckedRuleset) -> str | None:
    """An incubator where the ruleset counts their people; else a neutral word, and only where a condition reads it."""
    if checked.ruleset.figures:
        return "incubator"
    read = {name for rule in checked.conditions.values() for name in rule.choices}
    return "other" if "organisation.kind" in read else None


def _ways_to_answer(ruleset: Ruleset, asked: Sequence[Item], lang: str) -> Iterator[str]:
    """Which words answer the questions: statuses, and the answers of each scale that is asked for."""
    unknown = message("What is not answered counts as unknown, never as no.")
    may_leave = any(kind.answered and kind.not_applicable is not NotApplicable.NO for kind in ruleset.kinds.values())
    scales = dict.fromkeys(item.scale or ruleset.kind_of(item).scale for item in asked)
    status = message("A status is one of: met, partial, unmet.")
    if may_leave:
        status = message("A status is one of: met, partial, unmet, not_applicable (with a note that says why).")
    said = [status.text(lang)] if None in scales else []
    yield from _comment(" ".join([*said, unknown.text(lang)]))
    for name in filter(None, scales):
        words = ", ".join(ruleset.scales[name].values)
        yield from _comment(
            message("A value of the scale `{name}` is one of: {words}.", name=name, words=words).text(lang)
        )
    if None not in scales and may_leave:
        instead = message('What does not apply has `status = "not_applicable"` instead, with a note that says why.')
        yield from _comment(instead.text(lang))


def _chapters(checked: CheckedRuleset, locale: Locale, lang: str) -> Iterator[tuple[str, list[Item]]]:
    """What to ask: what applies, the lines of each level, then by element what rules and measures read."""
    ruleset, read = checked.ruleset, set(items_read(checked))
    asked = [item for item in ruleset.answered_items.values() if item.state is State.CURRENT]
    left = {item.id: item for item in asked if item.id in read}

    def chapter(title: str, items: Iterable[Item]) -> tuple[str, list[Item]]:
        listed = list(items)
        for item in listed:
            left.pop(item.id, None)
        return title, listed

    selecting = [item for item in asked if ruleset.kind_of(item).selects]
    if selecting:
        yield chapter(translate("What applies", lang), selecting)
    for level in ruleset.levels:
        lines = [item for item in asked if item.level == level.id and ruleset.kind_of(item).decides]
        if lines or not ruleset.measures:
            yield chapter(f"{level.rank}. {locale.titles[level.id]}", lines)
    for element in ruleset.elements:
        others = [item for item in asked if item.element == element.id and not ruleset.kind_of(item).decides]
        others = [item for item in others if ruleset.measures or item.id in left]
        if others:
            yield chapter(f"{element.id}. {locale.titles[element.id]}", others)
    if left:
        yield chapter(translate("Other questions", lang), list(left.values()))


def _comment(text: str) -> Iterator[str]:
    import textwrap  # noqa: PLC0415 -- only `new` writes comments

    yield from textwrap.wrap(text, 96, initial_indent="# ", subsequent_indent="# ", break_long_words=False)
