"""Sentences for people: an English template with values, turned into the reader's language when it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import field, frozen

from connecteur_core.printable import show

if TYPE_CHECKING:
    from gettext import NullTranslations

LANGUAGES = ("en", "fr")
_CATALOGUES = Path(__file__).with_name("locale")


@frozen
class Message:
    """A sentence not yet in any language: an English template, its values, and a plural template if it counts.

    The language is chosen by the reader, so it is an argument of `text`, never a global.
    """

    template: str
    values: Mapping[str, object] = field(factory=dict)
    plural: str | None = None

    def text(self, lang: str = "en", *, longest: int | None = None) -> str:
        """The sentence in `lang` (English where a translation is missing); values are made safe to show.

        Args:
            lang: the reader's language.
            longest: how many characters of each value are shown; None = all.
        """
        shown = {name: _shown(value, lang, longest) for name, value in self.values.items()}
        if self.plural is None:
            return _catalogue(lang).gettext(self.template).format_map(shown)
        count = self.values["count"]
        assert isinstance(count, int), "a plural message counts with an int called `count`"
        return _catalogue(lang).ngettext(self.template, self.plural, count).format_map(shown)

    def __str__(self) -> str:
        return self.text()


def message(template: str, **values: object) -> Message:
    """A `Message` from its template and values; the catalogue tools look for calls of this function."""
    return Message(template, values)


def plural_message(singular: str, plural: str, *, count: int, **values: object) -> Message:
    """A `Message` in two forms; `count` picks the form by the rules of the reader's language."""
    return Message(singular, {"count": count, **values}, plural)


def translate(template: str, lang: str) -> str:
    """The bare template in `lang`, for words without values."""
    return _catalogue(lang).gettext(template)


def _shown(value: object, lang: str, longest: int | None) -> str:
    if isinstance(value, Message):
        return value.text(lang, longest=longest)
    text = str(value)
    return show(text) if longest is None or len(text) <= longest else f"{show(text[:longest])}…"


@cache
def _catalogue(lang: str) -> NullTranslations:
    import gettext  # noqa: PLC0415 -- English needs no catalogue; 5 ms for the others

    if lang == "en":
        return gettext.NullTranslations()
    return gettext.translation("connecteur", str(_CATALOGUES), languages=[lang], fallback=True)
