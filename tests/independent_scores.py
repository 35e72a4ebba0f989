"""The three example rulesets worked out again from their raw TOML, slowly and plainly; nothing of connecteur is used.

Answers are words by item, with the address and the note that stand beside them: `{"d.1": ("met", "https://…", "")}`.
Open answers are tried both ways where it matters: what is reached is what the worst completion reaches, what is
possible what the best one does.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

Given = Mapping[str, tuple[str, str, str]]
Interval = tuple[Fraction, Fraction]


def read(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "ruleset.toml").read_text(encoding="utf-8"))


def badge(folder: Path, given: Given) -> dict[str, tuple[bool, bool]]:
    """For each level of `open-project`, whether it is reached, and whether it still may be."""
    raw = read(folder)
    lines: dict[str, list[tuple[bool, bool]]] = {}
    for item in raw["items"]:
        if item["kind"] == "about" or item.get("state", "current") != "current":
            continue
        asked = {item["level"]: item.get("obligation", "must")} | item.get("obligations", {})
        for level, obligation in asked.items():
            lines.setdefault(level, []).append(_settled(item, obligation, given))
    own = {level: (all(sure for sure, _ in found), all(may for _, may in found)) for level, found in lines.items()}
    both = (own["B1"][0] and own["B2"][0], own["B1"][1] and own["B2"][1])
    return {"B1": own["B1"], "B2": both, "W1": own["W1"]}


def _settled(item: dict[str, Any], obligation: str, given: Given) -> tuple[bool, bool]:
    """Surely settled; not surely unsettled."""
    applies = _applies(item.get("applies"), given)
    word, address, note = given.get(item["id"], ("", "", ""))
    if word == "not_applicable":
        return True, True
    counts = item["kind"] != "criterion-with-address" or address.startswith("https://")
    if obligation == "must":
        sure, may = word == "met" and counts, word in ("", "met")
    elif obligation == "should":
        sure, may = (word == "met" and counts) or (word != "" and len(note) >= 20), True
    else:
        sure, may = word != "", True
    if applies == {True}:
        return sure, may
    # Where it may turn out not to apply, nothing more is said of it than that.
    return applies == {False} or (obligation == "suggested" and sure), True


def _applies(condition: str | None, given: Given) -> set[bool]:
    if condition is None:
        return {True}
    question = condition.split('"')[1]
    word = given.get(question, ("", "", ""))[0]
    return {word == "yes"} if word else {True, False}


def questionnaire(folder: Path, given: Given) -> tuple[dict[str, Interval], dict[str, tuple[bool, bool]]]:
    """The scores of `careful-work` and its levels."""
    raw = read(folder)
    worth = {answer["id"]: Fraction(answer["value"]) for answer in raw["scales"]["maturity"]["answers"]}
    practices = [item for item in raw["items"] if item["kind"] == "practice"]
    scores: dict[str, Interval] = {}
    for element in raw["elements"]:
        mine = [item for item in practices if item["element"] == element["id"]]
        ends = [
            sum(_weight(item) * worth[given[item["id"]][0] if item["id"] in given else open_] for item in mine)
            / sum((_weight(item) for item in mine), Fraction(0))
            for open_ in ("none", "steered")
        ]
        scores[f"function.{element['id']}"] = (ends[0], ends[1])
    functions = list(scores.values())
    scores["overall"] = (_mean([low for low, _ in functions]), _mean([high for _, high in functions]))
    all_weights = sum((_weight(item) for item in practices), Fraction(0))
    points = [
        sum(_weight(item) * worth[given[item["id"]][0] if item["id"] in given else open_] for item in practices)
        for open_ in ("none", "steered")
    ]
    scores["points"] = (100 * points[0] / (3 * all_weights), 100 * points[1] / (3 * all_weights))
    levels = {}
    below = (True, True)
    for level, overall, each in (("S1", "1", "0"), ("S2", "2", "1"), ("S3", "2.5", "2")):
        reached = tuple(
            before
            and scores["overall"][end] >= Fraction(overall)
            and all(one[end] >= Fraction(each) for one in functions)
            for end, before in enumerate(below)
        )
        levels[level] = below = (reached[0], reached[1])
    return scores, levels


def _weight(item: dict[str, Any]) -> Fraction:
    return Fraction(str(item.get("weight", 1)))


def _mean(numbers: list[Fraction]) -> Fraction:
    return sum(numbers, Fraction(0)) / len(numbers)


def matrix(folder: Path, given: Given) -> tuple[dict[str, Interval | None], dict[str, tuple[bool, bool]]]:
    """The percentages of `delivery-matrix`, None where nothing applies, and its levels."""
    raw = read(folder)
    activities = [item for item in raw["items"] if item["kind"] == "activity"]
    cells: dict[str, Interval | None] = {}
    for element in (one["id"] for one in raw["elements"]):
        mine = [item["id"] for item in activities if item["element"] == element]
        cells[f"dimension.{element}"] = _share(mine, given)
        for level in ("M1", "M2", "M3"):
            here = [item["id"] for item in activities if item["element"] == element and item["level"] == level]
            cells[f"done.{element}.{level}"] = _share(here, given)
    rows = [value for name, value in cells.items() if name.startswith("dimension.") and value is not None]
    cells["whole"] = (_mean([low for low, _ in rows]), _mean([high for _, high in rows])) if rows else None
    levels: dict[str, tuple[bool, bool]] = {}
    below = (True, True)
    for place, level in enumerate(("M1", "M2", "M3")):
        wanted = {f"done.{one['id']}.{level}": 60 for one in raw["elements"]}
        if place:
            wanted |= {f"done.{one['id']}.M{place}": 100 for one in raw["elements"]}
        levels[level] = below = (
            below[0] and all(_passes(cells[name], 0, least) for name, least in wanted.items()),
            below[1] and all(_passes(cells[name], 1, least) for name, least in wanted.items()),
        )
    for one in raw["elements"]:
        value = cells[f"dimension.{one['id']}"]
        levels[f"all-{one['id']}"] = (_passes(value, 0, 100), _passes(value, 1, 100))
    return cells, levels


def _share(items: list[str], given: Given) -> Interval | None:
    words = [given[item][0] if item in given else "" for item in items]
    there = [word for word in words if word != "not_applicable"]
    if not there:
        return None
    met = there.count("met")
    return Fraction(100 * met, len(there)), Fraction(100 * (met + there.count("")), len(there))


def _passes(value: Interval | None, end: int, least: int) -> bool:
    return value is None or value[end] >= least
