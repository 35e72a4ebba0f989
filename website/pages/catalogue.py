"""The page of all definitions that come with connecteur: rule, dates, source, confidence, disputes."""

from __future__ import annotations

import textwrap

from connecteur_core.definitions.checker import CheckedDefinition
from connecteur_core.definitions.definition import ONLY_VERSION, VersionEntry
from connecteur_core.plugins.definitions import supplied_by
from connecteur_core.plugins.loading import OWN_DISTRIBUTION, find_plugins

_WORDS = {
    "en": (
        "# Catalogue of definitions\n\nWho counts, according to whom, since when. Not legal advice. "
        "`connecteur definitions ID` shows one with the facts that it reads.\n",
        {"from": "From", "to": "to", "source": "Source", "confidence": "Confidence", "disputes": "In dispute"},
    ),
    "fr": (
        "# Catalogue des définitions\n\nQui est compté, selon qui, depuis quand. Ceci n’est pas un conseil juridique. "
        "`connecteur definitions ID` en montre une avec les faits qu’elle lit.\n",
        {"from": "Du", "to": "au", "source": "Source", "confidence": "Confiance", "disputes": "Controversé"},
    ),
}


def page(lang: str) -> str:
    """All definitions of our own plugins, by plugin; what else is installed here is none of the site's business."""
    introduction, words = _WORDS[lang]
    lines = [introduction]
    for info in find_plugins():
        if info.distribution != OWN_DISTRIBUTION:
            continue
        lines += [f"## {info.name}", ""]
        for definition in supplied_by(info).definitions:
            lines += _entry(definition, lang, words)
    return "\n".join(lines)


def _entry(definition: CheckedDefinition, lang: str, words: dict[str, str]) -> list[str]:
    lines = [f"### {definition.id}", ""]
    for version in definition.versions:
        lines += _version(version.entry, lang, words)
    return lines


def _version(entry: VersionEntry, lang: str, words: dict[str, str]) -> list[str]:
    until = f" {words['to']} {entry.last}" if entry.last else ""
    version = "" if entry.version == ONLY_VERSION else f" ({entry.version})"
    lines = [
        f"**{entry.title[lang]}**{version}. {words['from']} {entry.first}{until}. {entry.rule[lang]}",
        "",
        "```text",
        *textwrap.wrap(" ".join(entry.expression.split()), 88, break_long_words=False, break_on_hyphens=False),
        "```",
        "",
        f"{words['source']}: {entry.source.rstrip('.')}. {words['confidence']}: {entry.confidence.value}.",
        "",
    ]
    if lang in entry.disputes:
        lines += [f"{words['disputes']}: {entry.disputes[lang]}", ""]
    return lines
