"""The words of an overlay in one language, laid over those of the ruleset it extends (`connecteur-wording/1`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from attrs import evolve, field, fields_dict, frozen

from connecteur_core.diagnostics import Diagnostic
from connecteur_core.model.locale import Locale
from connecteur_core.model.overlay import Overlay, stricter_owner
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.reading.structuring import structure
from connecteur_core.reading.toml_file import Origin, TomlFile, check_format, load_toml
from connecteur_core.rulesets.errors import InvalidRuleset


@frozen(eq=False)
class Wording:
    """Texts of an overlay's own entries, and other words for entries of its base.

    Attributes:
        language: code of the language, as in the name of the file.
        title: what the whole is called; without one, the title of the base with the owner's name.
        summary: what it is, in one sentence; without one, that of the base.
        notice: said after the notice of the base, which stays.
        titles: short names of levels, elements, checklist lines and terms, by id.
        texts: what each level, element and item says, by id.
        questions: what is asked about checklist lines, by id.
        places: where practices take place, by id.
        synonyms: other words under which the glossary finds a term, by id.
        parameters: what each setting means, by id.
    """

    format: str
    language: str
    title: str | None = None
    summary: str | None = None
    notice: str | None = None
    titles: Mapping[str, str] = field(factory=dict)
    texts: Mapping[str, str] = field(factory=dict)
    questions: Mapping[str, str] = field(factory=dict)
    places: Mapping[str, str] = field(factory=dict)
    synonyms: Mapping[str, tuple[str, ...]] = field(factory=dict)
    parameters: Mapping[str, str] = field(factory=dict)


NO_WORDING = Wording("connecteur-wording/1", "")
TABLES = tuple(name for name in fields_dict(Wording) if name in fields_dict(Locale) and name.endswith("s"))


def wording_path(overlay: Overlay, lang: str) -> Path:
    """Where the words of an overlay in one language lie, if it has any."""
    return overlay.folder / "locale" / f"{lang}.toml"


def read_wording(path: Path) -> tuple[TomlFile, Wording | list[Diagnostic]]:
    """A file of words, and its content or all findings against it.

    Raises:
        UnreadableFile: no readable TOML of that format, or a link out of the folder of the overlay.
    """
    file = load_toml(path, inside=path.parent.parent)
    check_format(file, "wording")
    return file, structure(file.data, Wording, Origin(file, ()))


@lru_cache(maxsize=16)
def _load_wording(path: Path) -> Wording:
    if not path.exists():
        return NO_WORDING
    _, content = read_wording(path)
    if isinstance(content, list):
        raise InvalidRuleset(content)
    return content


def load_wording(overlay: Overlay, lang: str) -> Wording:
    """The words of an overlay in `lang`; empty when it has none.

    Raises:
        UnreadableFile, InvalidRuleset: as `read_wording`, or wrong keys or types.
    """
    return _load_wording(wording_path(overlay, lang))


def reworded(ruleset: Ruleset, base: Locale, wording: Wording) -> Locale:
    """The texts of a base with the words of the overlay laid over them.

    Levels that ask for more than those of the base name who asks, so that nobody mistakes one for the other.
    """
    overlay = ruleset.overlay
    assert overlay is not None, "only what has an overlay is reworded"
    tables: dict[str, Any] = {table: {**getattr(base, table), **getattr(wording, table)} for table in TABLES}
    for level in ruleset.levels:
        if overlay.stricter_from is not None and stricter_owner(ruleset, level.rank) is overlay:
            tables["titles"][level.id] = f"{tables['titles'][level.id]} ({overlay.owner})"
    return evolve(
        base,
        title=wording.title or f"{base.title} ({overlay.owner})",
        summary=wording.summary or base.summary,
        notice=" ".join(filter(None, (base.notice, wording.notice))),
        **tables,
    )
