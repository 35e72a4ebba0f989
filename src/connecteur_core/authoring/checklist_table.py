"""A checklist as people have it in a spreadsheet – one table, a row per line – made into the sheets of a ruleset."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from connecteur_core.authoring.ruleset_tables import HEAD, TEXTS, Record
from connecteur_core.authoring.sheets import Sheet, make_sheet
from connecteur_core.authoring.table_cells import to_cell
from connecteur_core.messages import message, translate
from connecteur_core.rulesets.errors import InvalidRuleset

_OWN = ("level", "element", "title", "text", "question")
_TITLE_LENGTH = 60


def is_checklist(sheets: Sequence[Sheet]) -> bool:
    """Whether these are not the sheets of a ruleset, but a table of lines."""
    return all(sheet.name != HEAD for sheet in sheets)


def sheets_of_checklist(sheets: Sequence[Sheet], *, name: str, lang: str, published: date) -> list[Sheet]:
    """The sheets of a ruleset for a checklist: its first table that has a column `text`.

    Besides `text` it may have the columns `level`, `element`, `title`, `question`, and any key of an item. Levels and
    elements stand in the order in which they come up.

    Raises:
        InvalidRuleset: no table has that column, or it has no rows.
    """
    table = next((sheet for sheet in sheets if "text" in _lowered(sheet.header)), None)
    if table is None or not any(True for _ in table.records()):
        first = sheets[0] if sheets else Sheet("", (), ())
        what = message("no table here has a column `text` with a line below it")
        advice = message("name the columns in the first row: level, text; also id, element, title, question")
        raise InvalidRuleset(first.finding("CX259", what, 1, 1, advice))
    rows = [{key.lower(): cell for key, cell in record.items()} for _, record in table.records()]
    levels = _numbered(rows, "level", "L")
    elements = _numbered(rows, "element", "")
    items = list(_items(rows, levels, elements, lang))
    head = {
        "id": name,
        "version": "1",
        "languages": to_cell([lang]),
        "include": "[]",
        **{f"source.{key}": translate("to be named", lang) for key in ("title", "author", "publisher")},
        "source.published": published.isoformat(),
    }
    kind = {"id": "criterion", "answered": "true", "decides": "true", "counts": "true", "evidence": "any"}
    texts = [
        *({"table": key, "id": "", lang: translate("to be named", lang)} for key in ("title", "summary", "notice")),
        {"table": "kinds", "id": "criterion", lang: translate("checklist line", lang)},
    ]
    made = {
        HEAD: [{"key": key, "value": value} for key, value in head.items()],
        "levels": [
            {"id": id_, "rank": str(rank), **_named(title, lang)}
            for rank, (title, id_) in enumerate(levels.items(), start=1)
        ],
        "elements": [
            {"id": id_, "level": _level_of(rows, title, levels), **_named(title, lang)}
            for title, id_ in elements.items()
        ],
        "items": items,
        "kinds": [kind],
        TEXTS: texts,
    }
    return [make_sheet(key, records) for key, records in made.items() if records]


def _lowered(header: Sequence[str]) -> list[str]:
    return [name.lower() for name in header]


def _numbered(rows: Sequence[Record], key: str, prefix: str) -> dict[str, str]:
    """By the words of the table, an id: the words themselves where they look like one, else a number."""
    words = list(dict.fromkeys(row[key] for row in rows if key in row)) or (["L1"] if prefix else [])
    fitting = all(re.fullmatch(prefix + r"\d+", word) for word in words)
    return {word: word if fitting else f"{prefix}{number}" for number, word in enumerate(words, start=1)}


def _level_of(rows: Sequence[Record], element: str, levels: Mapping[str, str]) -> str:
    first = next(row for row in rows if row.get("element") == element)
    return levels.get(first.get("level", ""), next(iter(levels.values())))


def _named(title: str, lang: str) -> Record:
    return {f"titles.{lang}": title, f"texts.{lang}": title}


def _items(
    rows: Sequence[Record], levels: Mapping[str, str], elements: Mapping[str, str], lang: str
) -> Iterator[Record]:
    counts = dict.fromkeys(levels.values(), 0)
    level = next(iter(levels.values()))
    for row in rows:
        level = levels.get(row.get("level", ""), level)  # an empty cell means: as above
        counts[level] += 1
        text = row.get("text", "")
        item = {"id": row.get("id", f"{level}.{counts[level]}"), "kind": "criterion", "level": level}
        if "element" in row:
            item["element"] = elements[row["element"]]
        item |= {key: cell for key, cell in row.items() if key not in (*_OWN, "id")}
        title = row.get("title") or (text if len(text) <= _TITLE_LENGTH else f"{text[: _TITLE_LENGTH - 1].rstrip()}…")
        yield {
            **item,
            f"titles.{lang}": title,
            f"texts.{lang}": text or title,
            f"questions.{lang}": row.get("question", text or title),
        }
