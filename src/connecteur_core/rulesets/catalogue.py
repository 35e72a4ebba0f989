"""All entries of a ruleset in one list, with their texts in every language: what `show` and look-ups work on."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from attrs import frozen

from connecteur_core.model.item import Item, State
from connecteur_core.model.locale import Locale
from connecteur_core.model.obligation import Obligation
from connecteur_core.model.overlay import overlays_of
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.rulesets.locales import load_locale
from connecteur_core.rulesets.provenance import provenance_of
from connecteur_core.rulesets.titles import answer_text

_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "\u00a0": " ", "\u202f": " "})


def load_locales(ruleset: Ruleset) -> dict[str, Locale]:
    """The texts of a ruleset in each of its languages."""
    return {lang: load_locale(ruleset, lang) for lang in ruleset.languages}


def catalogue_to_json(ruleset: Ruleset) -> dict[str, object]:
    """A whole ruleset as plain data (format `connecteur-catalogue/1`): every entry with every text."""
    locales = load_locales(ruleset)
    source = ruleset.source
    return {
        "format": "connecteur-catalogue/1",
        "ruleset": {"id": ruleset.id, "version": ruleset.version},
        **_overlays_to_json(ruleset),
        "title": {lang: locale.title for lang, locale in locales.items()},
        "notice": {lang: locale.notice for lang, locale in locales.items()},
        "source": {
            "title": source.title,
            "author": source.author,
            "publisher": source.publisher,
            "published": source.published.isoformat(),
            "url": source.url,
        },
        "items": [
            *_rungs_to_json(ruleset, locales),
            *(item_to_json(ruleset, item, locales) for item in ruleset.items.values()),
        ],
        "doubts": [
            {"id": doubt.id, "about": list(doubt.about), "text": _texts(locales, "doubts", doubt.id)}
            for doubt in ruleset.doubts
        ],
    }


def item_to_json(ruleset: Ruleset, item: Item, locales: Mapping[str, Locale]) -> dict[str, object]:
    """One item as plain data; `url` is the first address, `links` holds all of them."""
    return {
        "id": item.id,
        "kind": item.kind,
        "level": item.level,
        "element": item.element,
        "part_of": item.part_of,
        "title": _texts(locales, "titles", item.id),
        "text": _texts(locales, "texts", item.id),
        "question": _texts(locales, "questions", item.id),
        "answered": ruleset.is_answered(item),
        "rule": item.rule,
        "rests_on": list(item.rests_on),
        "mode": item.mode,
        "by": item.by.value,
        "role": item.role,
        "line": item.line,
        "url": item.links[0].url if item.links else None,
        "links": [{"url": link.url, "state": link.state} for link in item.links],
        "organisations": [ruleset.organisations[name].name for name in item.organisations],
        "place": _texts(locales, "places", item.id),
        "doubts": [doubt.id for doubt in ruleset.doubts if item.id in doubt.about],
        **_provenance_to_json(ruleset, item.id, locales),
        **_terms_to_json(item),
        **_scale_to_json(ruleset, item, locales),
    }


def _provenance_to_json(ruleset: Ruleset, name: str, locales: Mapping[str, Locale]) -> dict[str, object]:
    """Who added or reworded an entry, by language; nothing for a ruleset without overlays."""
    if ruleset.overlay is None:
        return {}
    changes = {lang: [change.to_json() for change in provenance_of(ruleset, name, lang)] for lang in locales}
    return {"provenance": changes}


def _overlays_to_json(ruleset: Ruleset) -> dict[str, object]:
    if ruleset.overlay is None:
        return {}
    return {
        "overlays": [
            {
                "id": overlay.reference,
                "owner": overlay.owner,
                "extends": overlay.base.reference,
                "hidden": [*overlay.hidden_elements, *overlay.hidden],
                "settings": dict(overlay.settings),
                "stricter_from": overlay.stricter_from,
            }
            for overlay in overlays_of(ruleset)
        ]
    }


def _terms_to_json(item: Item) -> dict[str, object]:
    """On which terms an item is asked for, as far as they are not the usual ones."""
    terms: dict[str, object] = {}
    if item.weight != 1:
        terms["weight"] = str(item.weight)
    if item.obligation is not Obligation.MUST:
        terms["obligation"] = item.obligation.value
    if item.obligations:
        terms["obligations"] = {level: one.value for level, one in item.obligations.items()}
    if item.applies is not None:
        terms["applies"] = item.applies
    if item.needs:
        terms["needs"] = list(item.needs)
    if item.state is not State.CURRENT:
        terms["state"] = item.state.value
    return terms


def _scale_to_json(ruleset: Ruleset, item: Item, locales: Mapping[str, Locale]) -> dict[str, object]:
    """The answers of an item that has a scale of its own, with their texts."""
    scale = ruleset.scale_of(item)
    if scale is None:
        return {}
    texts = [{lang: answer_text(ruleset, one, item.id, name) for lang, one in locales.items()} for name in scale.values]
    answers = zip(scale.values.items(), texts, strict=True)
    return {"scale": [{"id": name, "value": str(value), "text": text} for (name, value), text in answers]}


def _rungs_to_json(ruleset: Ruleset, locales: Mapping[str, Locale]) -> Iterator[dict[str, object]]:
    for kind, rungs in (("level", ruleset.levels), ("element", ruleset.elements)):
        for rung in rungs:
            yield {
                "id": rung.id,
                "kind": kind,
                "level": rung.id if kind == "level" else getattr(rung, "level", None),
                "element": rung.id if kind == "element" else None,
                "title": _texts(locales, "titles", rung.id),
                "text": _texts(locales, "texts", rung.id),
                "line": rung.line,
                "url": None,
                "doubts": [doubt.id for doubt in ruleset.doubts if rung.id in doubt.about],
                **_provenance_to_json(ruleset, rung.id, locales),
            }


def _texts(locales: Mapping[str, Locale], table: str, name: str) -> dict[str, str] | None:
    texts = {lang: getattr(locale, table)[name] for lang, locale in locales.items() if name in getattr(locale, table)}
    return texts or None


@frozen
class Practice:
    """A good practice with the names and place it is looked up by."""

    item: Item
    names: tuple[str, ...]
    place: str | None
    text: str


def find_practices(
    ruleset: Ruleset, lang: str, *, element: str | None = None, where: str | None = None, words: str = ""
) -> tuple[Practice, ...]:
    """The practices of an element, at a place, or with some words in any language; in the order of the source."""
    locales = load_locales(ruleset)
    found = []
    for item in ruleset.items.values():
        if not item.organisations or (element is not None and item.element != element):
            continue
        organisations = [ruleset.organisations[name] for name in item.organisations]
        places = [locale.places.get(item.id, "") for locale in locales.values()]
        spellings = [name for organisation in organisations for name in (organisation.name, *organisation.also)]
        texts = [locale.texts[item.id] for locale in locales.values()]
        if matches(where or "", places) and matches(words, [item.id, *spellings, *places, *texts]):
            locale = load_locale(ruleset, lang)
            names = tuple(organisation.name for organisation in organisations)
            found.append(Practice(item, names, locale.places.get(item.id), locale.texts[item.id]))
    return tuple(found)


def find_terms(ruleset: Ruleset, words: str = "") -> tuple[Item, ...]:
    """The glossary terms whose title, meaning or synonyms hold some words in any language; titles first."""
    locales = load_locales(ruleset)
    terms = [item for item in ruleset.items.values() if item.kind == "term"]
    by_title, by_meaning = [], []
    for term in terms:
        titles = [
            name for locale in locales.values() for name in (locale.titles[term.id], *locale.synonyms.get(term.id, ()))
        ]
        if matches(words, titles):
            by_title.append(term)
        elif matches(words, [locale.texts[term.id] for locale in locales.values()]):
            by_meaning.append(term)
    return (*by_title, *by_meaning)


def matches(words: str, texts: list[str]) -> bool:
    """Whether each word stands in one of the texts; case, accents and kinds of apostrophes do not matter."""
    everything = fold(" \n ".join(texts))
    return all(word in everything for word in fold(words).split())


def fold(text: str) -> str:
    """A text as it is compared in searches.

    >>> fold("Accès à l’Été")
    "acces a l'ete"
    """
    decomposed = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES).casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
