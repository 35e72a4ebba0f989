"""Facts of a person or an enterprise in plain words, seen from one country."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from connecteur_core.backends.fact_runtime import ABSENT
from connecteur_core.definitions.vocabulary import FactDeclaration, FactKind, Vocabulary
from connecteur_core.messages import Message, message

_AT_HOME = {
    "residence_country": message("lives in the country"),
    "birth_country": message("born in the country"),
    "birth_country_then": message("born in the country as it was then"),
    "citizenships": message("a national"),
    "birth_citizenships": message("a national by birth"),
    "first_registered_citizenships": message("first registered as a national"),
    "previous_residence_country": message("lived in the country before"),
}
_ABROAD = {
    "residence_country": message("lives abroad ({countries})"),
    "birth_country": message("born abroad ({countries})"),
    "birth_country_then": message("born abroad as borders were then ({countries})"),
    "citizenships": message("no national ({countries})"),
    "birth_citizenships": message("no national by birth ({countries})"),
    "first_registered_citizenships": message("not first registered as a national ({countries})"),
    "previous_residence_country": message("came from abroad ({countries})"),
}
_MEMBERS = {
    "parents": (message("one parent"), message("both parents")),
    "grandparents": (message("one grandparent"), message("all grandparents")),
}


def in_words(
    facts: Mapping[str, Any], vocabulary: Vocabulary, subject: str, host: str | None, lang: str
) -> tuple[str, ...]:
    """One phrase a fact, and one for the members of a list that are alike."""
    return tuple(_phrases(facts, vocabulary, subject, host, lang))


def _phrases(facts: Mapping[str, Any], vocabulary: Vocabulary, of: str, host: str | None, lang: str) -> Iterator[str]:
    for name, value in facts.items():
        declaration = vocabulary.facts[of][name]
        if declaration.type is FactKind.RECORDS:
            yield from _members(value, declaration, vocabulary, host, lang)
        else:
            yield _phrase(declaration, value, host, lang)


def _phrase(declaration: FactDeclaration, value: Any, host: str | None, lang: str) -> str:
    countries = _countries(declaration, value)
    if countries is not None and host is not None and declaration.id in _AT_HOME:
        if host in countries:
            return _AT_HOME[declaration.id].text(lang)
        return Message(_ABROAD[declaration.id].template, {"countries": ", ".join(countries) or "-"}).text(lang)
    return _told(_title(declaration, lang), _shown(value, lang), lang)


def _told(name: str, value: str, lang: str) -> str:
    return message("{name}: {value}", name=name, value=value).text(lang)


def _title(declaration: FactDeclaration, lang: str) -> str:
    return declaration.title.get(lang) or declaration.title.get("en") or declaration.id


def _countries(declaration: FactDeclaration, value: Any) -> list[str] | None:
    match declaration.type:
        case FactKind.COUNTRY if value != ABSENT:
            return [value]
        case FactKind.COUNTRIES:
            return list(value)
        case _:
            return None


def _shown(value: Any, lang: str) -> str:
    match value:
        case True:
            return message("yes").text(lang)
        case False:
            return message("no").text(lang)
        case "-" | []:
            return message("none").text(lang)
        case list():
            return ", ".join(value)
        case _:
            return str(value)


def _members(
    members: list[dict[str, Any]], declaration: FactDeclaration, vocabulary: Vocabulary, host: str | None, lang: str
) -> Iterator[str]:
    """What is known of the members; those who are alike are told together."""
    title = _title(declaration, lang)
    told = ["; ".join(_phrases(member, vocabulary, declaration.record or "", host, lang)) for member in members]
    one, all_ = _MEMBERS.get(declaration.id, (None, None))
    if not members:
        yield _told(title, _shown([], lang), lang)
    elif all_ is not None and len(members) == declaration.size and len(set(told)) == 1:
        yield _told(all_.text(lang), told[0], lang)
    else:
        name = title if one is None else one.text(lang)
        yield from (_told(name, phrases, lang) for phrases in told if phrases)
