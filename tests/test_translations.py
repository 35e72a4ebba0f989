"""Everything the program can say, it can say in French."""

from __future__ import annotations

import warnings

from babel.messages.pofile import read_po

from conftest import ROOT
from messages_in_code import iter_messages

CATALOGUE = ROOT / "src" / "connecteur_core" / "locale" / "fr" / "LC_MESSAGES" / "connecteur.po"


def test_every_message_is_translated_and_none_is_left_over() -> None:
    with warnings.catch_warnings(), CATALOGUE.open("rb") as file:
        warnings.simplefilter("ignore")
        translated: dict[str, str] = {}
        for entry in read_po(file):
            ids = entry.id if isinstance(entry.id, (list, tuple)) else (entry.id,)
            texts = entry.string if isinstance(entry.string, (list, tuple)) else (entry.string or "",)
            translated.update(zip(ids, texts, strict=True))
    del translated[""]
    said = {text for text in iter_messages() if text.strip()}
    assert said - translated.keys() == set()
    assert translated.keys() - said == set()
    assert [text for text, french in translated.items() if not french.strip()] == []
    assert [text for text, french in translated.items() if sorted(_fields(text)) != sorted(_fields(french))] == []


def _fields(text: str) -> set[str]:
    import re

    return set(re.findall(r"\{(\w+)\}", text))
