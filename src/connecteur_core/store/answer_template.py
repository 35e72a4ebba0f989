"""The commented template that `new` writes for each question: written, filled in, renamed.

Only what stands there exactly as `new` wrote it is ever touched; every other comment is a person's.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from connecteur_core.model.item import Item
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.rulesets.locales import load_locale
from connecteur_core.store.toml_values import toml_value


def template_of(ruleset: Ruleset, item: Item) -> tuple[str, str]:
    """The two lines of a template: the commented table, and an answer in it."""
    return _header(item.id), _answer_line(ruleset, item)


def with_table_opened(text: str, data: Mapping[str, Any], ruleset: Ruleset, item: Item) -> str:
    """The text with an empty table for the answer in place of its template, where that is safe; else the text as it is.

    Args:
        text: of an assessment.
        data: what the text says.
        ruleset: what it answers.
        item: the item whose table is to be opened.
    """
    if item.id in data.get("answers", {}):
        return text
    lines, template = text.split("\n"), list(template_of(ruleset, item))
    places = _places(text, template)
    if len(places) != 1:
        return text
    lines[places[0] : places[0] + 2] = [template[0].removeprefix("# ")]
    opened = "\n".join(lines)
    wanted = {**data, "answers": {**data.get("answers", {}), item.id: {}}}
    return opened if _says(opened, wanted) else text


def with_templates_renamed(text: str, ruleset: Ruleset) -> str:
    """The text with the templates of items that have another id now under that id, and the questions above them."""
    lines = text.split("\n")
    locales = [load_locale(ruleset, lang) for lang in ruleset.languages]
    for old, new in ruleset.renamed.items():
        item = ruleset.items.get(new)
        if item is not None and ruleset.is_answered(item):
            questions = [locale.questions.get(new) or locale.texts[new] for locale in locales]
            for place in _places(text, [_header(old), _answer_line(ruleset, item)]):
                lines[place] = _header(new)
                _rename_question(lines, place, questions, old, new)
    renamed = "\n".join(lines)
    return renamed if renamed == text or _says(renamed, tomllib.loads(text)) else text


def _places(text: str, template: list[str]) -> list[int]:
    lines = text.split("\n")
    return [place for place in range(len(lines) - 1) if lines[place : place + 2] == template]


def _rename_question(lines: list[str], place: int, questions: list[str], old: str, new: str) -> None:
    """The question that stands right above a template, when it is the one of the item, says the new id."""
    asked = {tuple(f"{old} {question}".split()) for question in questions}
    for first in range(place - 1, -1, -1):
        if not lines[first].startswith("# "):
            return
        if tuple(" ".join(line.removeprefix("# ") for line in lines[first:place]).split()) in asked:
            lines[first] = f"# {new} " + lines[first].removeprefix(f"# {old} ")
            return


def _says(text: str, wanted: Mapping[str, Any]) -> bool:
    try:
        return tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        return False


def _header(item_id: str) -> str:
    return f"# [answers.{toml_value(item_id)}]"


def _answer_line(ruleset: Ruleset, item: Item) -> str:
    scale = ruleset.scale_of(item)
    if scale is None:
        return '# status = "met"'
    words = ", ".join(scale.values)
    return f"# value = {toml_value(scale.answers[-1].id)}  # {words}"
