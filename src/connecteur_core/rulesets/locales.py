"""The texts of a ruleset, one language at a time."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from connecteur_core.diagnostics import Diagnostic
from connecteur_core.did_you_mean import suggestion
from connecteur_core.messages import message
from connecteur_core.model.locale import Locale
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.reading.structuring import structure
from connecteur_core.reading.toml_file import Origin, TomlFile, check_format, load_toml
from connecteur_core.rulesets.errors import InvalidRuleset

if TYPE_CHECKING:
    from connecteur_core.rulesets.wording import Wording


def load_locale(ruleset: Ruleset, lang: str) -> Locale:
    """The texts of a ruleset in `lang`, or in the first language it has when it lacks `lang`.

    Raises:
        UnreadableFile: the locale file is missing or not readable.
        InvalidRuleset: its keys or types are wrong.
    """
    chosen = lang if lang in ruleset.languages else ruleset.languages[0]
    return _overlaid(ruleset, chosen) if ruleset.overlay else _load_locale(ruleset.folder, chosen)


@lru_cache(maxsize=16)
def _overlaid(ruleset: Ruleset, lang: str) -> Locale:
    from connecteur_core.rulesets.wording import load_wording, reworded  # noqa: PLC0415 -- few are overlays

    assert ruleset.overlay is not None, "it was looked at before"
    return reworded(ruleset, load_locale(ruleset.overlay.base, lang), load_wording(ruleset.overlay, lang))


@lru_cache(maxsize=16)
def _load_locale(folder: Path, lang: str) -> Locale:
    _, content = _read(folder, lang)
    if isinstance(content, list):
        raise InvalidRuleset(content)
    return content


def _read(folder: Path, lang: str) -> tuple[TomlFile, Locale | list[Diagnostic]]:
    file = load_toml(folder / "locale" / f"{lang}.toml", inside=folder)
    check_format(file, "locale")
    return file, structure(file.data, Locale, Origin(file, ()))


def check_locale(ruleset: Ruleset, lang: str) -> list[Diagnostic]:
    """What is missing from, or too much in, the texts of one language of a ruleset that is no overlay.

    Raises:
        UnreadableFile: the locale file is missing or not readable.
    """
    file, content = _read(ruleset.folder, lang)
    if isinstance(content, list):
        return content
    findings = [*missing_texts(ruleset, content, file), *needless_texts(ruleset, content, file)]
    if content.language != lang:
        what = message("this file is named for the language `{name}`", name=lang)
        findings.append(file.diagnostic("CX252", what, ("language",)))
    return findings


def missing_texts(ruleset: Ruleset, content: Locale, file: TomlFile) -> Iterator[Diagnostic]:
    """Texts that entries of the ruleset lack."""
    wanted = {
        "titles": [*ruleset.every_level, *ruleset.series, *(element.id for element in ruleset.elements)]
        + [item.id for item in ruleset.items.values() if ruleset.kind_of(item).decides],
        "texts": [
            *ruleset.every_level,
            *(element.id for element in ruleset.elements),
            *ruleset.items,
        ],
        "questions": [
            item.id for item in ruleset.items.values() if ruleset.kind_of(item).decides and ruleset.is_answered(item)
        ],
        "doubts": [doubt.id for doubt in ruleset.doubts],
        "kinds": list(ruleset.kinds),
        "modes": sorted({item.mode for item in ruleset.items.values() if item.mode}),
        "roles": sorted({item.role for item in ruleset.items.values() if item.role}),
        "parameters": list(ruleset.parameters),
        "scores": [*ruleset.scores, *(measure.id for measure in ruleset.measures.values() if measure.shown)],
        "answers": [f"{name}.{answer.id}" for name, scale in ruleset.scales.items() for answer in scale.answers],
    }
    for table, names in wanted.items():
        present = getattr(content, table)
        for name in names:
            if not present.get(name, "").strip():
                what = message(
                    "no `{table}` text for `{id}` in language `{lang}`",
                    table=table,
                    id=name,
                    lang=content.language,
                )
                yield file.diagnostic("CX214", what, (table,))


def needless_texts(ruleset: Ruleset, content: Locale | Wording, file: TomlFile) -> Iterator[Diagnostic]:
    """Texts for what the ruleset does not have."""
    of_entries: set[str | None] = {*ruleset.origins}
    named: dict[str, set[str | None]] = {
        "kinds": {*ruleset.kinds},
        "modes": {item.mode for item in ruleset.items.values()},
        "roles": {item.role for item in ruleset.items.values()},
        "parameters": {*ruleset.parameters},
        "scores": {*ruleset.scores, *ruleset.measures},
        "answers": {f"{name}.{answer.id}" for name, scale in ruleset.scales.items() for answer in scale.answers},
    }
    for table in ("titles", "texts", "questions", "places", "synonyms", "doubts", *named):
        known = {name for name in named.get(table, of_entries) if name is not None}
        for name in getattr(content, table, ()):
            if name not in known:
                what = message("a text for `{id}`, which the ruleset does not have", id=name)
                yield file.diagnostic("CX215", what, (table, name), help=suggestion(name, known), of_key=True)
