"""What is wrong with the words of an overlay in one language."""

from __future__ import annotations

from collections.abc import Iterator

from connecteur_core.diagnostics import Diagnostic
from connecteur_core.messages import message
from connecteur_core.model.overlay import Overlay
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.positions.span import Span
from connecteur_core.reading.toml_file import TomlFile
from connecteur_core.rulesets.locales import load_locale, missing_texts, needless_texts
from connecteur_core.rulesets.wording import NO_WORDING, Wording, read_wording, reworded, wording_path


def check_wording(ruleset: Ruleset, lang: str) -> list[Diagnostic]:
    """What is missing for the entries of an overlay, unknown to the whole, or not the overlay's to say.

    Raises:
        UnreadableFile, InvalidRuleset: the file of words cannot be read, or lies elsewhere.
    """
    assert ruleset.overlay is not None, "other rulesets have texts of their own"
    findings = list(_findings(ruleset, ruleset.overlay, lang))
    if lang == ruleset.languages[0]:
        findings += _strays(ruleset, ruleset.overlay)
    return findings


def _strays(ruleset: Ruleset, overlay: Overlay) -> Iterator[Diagnostic]:
    """Words in a language that the base lacks are shown nowhere."""
    for path in sorted((overlay.folder / "locale").glob("*.toml")):
        if path.stem not in ruleset.languages:
            what = message("{base} has no language `{lang}`", base=overlay.base.reference, lang=path.stem)
            advice = message("known: {names}", names=", ".join(ruleset.languages))
            yield Diagnostic("CX278", what, Span(str(path)), advice)


def _findings(ruleset: Ruleset, overlay: Overlay, lang: str) -> Iterator[Diagnostic]:
    file, content = ruleset.origin.file, NO_WORDING
    if wording_path(overlay, lang).exists():
        file, read = read_wording(wording_path(overlay, lang))
        if isinstance(read, list):
            yield from read
            return
        content = read
        if content.language != lang:
            what = message("this file of words is named for the language `{name}`", name=lang)
            yield file.diagnostic("CX278", what, ("language",))
        yield from needless_texts(ruleset, content, file)
        yield from _fixed_texts(overlay, content, file)
    yield from missing_texts(ruleset, reworded(ruleset, load_locale(overlay.base, lang), content), file)


def _fixed_texts(overlay: Overlay, content: Wording, file: TomlFile) -> Iterator[Diagnostic]:
    """Titles and texts of levels and criteria say what a level is: only their questions can be put otherwise."""
    base = overlay.base
    fixed = {level.id for level in base.levels} | {
        item.id for item in base.items.values() if base.kind_of(item).decides
    }
    for table in ("titles", "texts"):
        for name in getattr(content, table):
            if name in fixed:
                what = message(
                    "`{id}` is what a level of {base} asks for: its words stay", id=name, base=base.reference
                )
                advice = message("put it otherwise under `questions`")
                yield file.diagnostic("CX277", what, (table, name), help=advice, of_key=True)
