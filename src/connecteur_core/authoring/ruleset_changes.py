"""What differs between two versions of a ruleset, which version number that asks for, and who would lose a level."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from attrs import fields, frozen

from connecteur_core.assessment.evaluate import evaluate
from connecteur_core.assessment.reader import load_assessment
from connecteur_core.authoring.migration import Leftover, migrated, plan_migration
from connecteur_core.diagnostics import ConnecteurError, Diagnostic
from connecteur_core.model.item import Item
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.portfolio.members import find_members
from connecteur_core.rulesets.checker import CheckedRuleset
from connecteur_core.rulesets.locales import load_locale

LARGE, SMALL, WORDS, NOTHING = "large", "small", "words", "nothing"
_NO_ENTRIES = frozenset(
    {
        *("id", "version", "folder", "languages", "source", "renamed", "origin", "origins", "overlay"),
        *("organisations", "doubts"),
    }
)
_WEIGHTS = {"parameters": "small", "scores": "small"}
"""Tables whose entries are shown and do not decide; all others weigh."""

_TELLING = frozenset({"line", "links", "organisations", "rests_on", "mode", "role", "same_as", "by"})
"""Keys of items that inform, explain and plan, and decide nothing."""


@frozen
class EntryChange:
    """One entry that is new, gone, renamed or says something else.

    Attributes:
        table: sort of entry, such as `items`.
        how: "added", "removed", "renamed" or "changed".
        what: changed keys; for a renamed one, the new id.
        weight: `large` when results of assessments may differ, `small` when only more is asked or shown, `words`.
    """

    table: str
    id: str
    how: str
    what: tuple[str, ...]
    weight: str


@frozen
class Effect:
    """What the new version does to one assessment: rank reached and possible before and after."""

    file: str
    name: str
    reached: tuple[int, int]
    possible: tuple[int, int]
    leftovers: tuple[Leftover, ...]


@frozen(eq=False)
class RulesetChanges:
    """From one version to another; `effects` are those on assessments, `left_out` the files that were none."""

    before: Ruleset
    after: Ruleset
    entries: tuple[EntryChange, ...]
    texts: Mapping[str, int]
    effects: tuple[Effect, ...] = ()
    left_out: tuple[Diagnostic, ...] = ()

    @property
    def weight(self) -> str:
        """The heaviest of all changes."""
        weights = {entry.weight for entry in self.entries} | ({WORDS} if any(self.texts.values()) else set())
        return next((weight for weight in (LARGE, SMALL, WORDS) if weight in weights), NOTHING)

    @property
    def advised_version(self) -> str:
        """The version number that the changes ask for, counted on from that before."""
        numbers = re.fullmatch(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?", self.before.version)
        if numbers is None or self.weight == NOTHING:
            return self.before.version
        large, small, words = (int(number or 0) for number in numbers.groups())
        return {LARGE: f"{large + 1}", SMALL: f"{large}.{small + 1}"}.get(self.weight, f"{large}.{small}.{words + 1}")

    @property
    def needs_new_version(self) -> bool:
        """Something changed and the version did not."""
        return self.weight != NOTHING and self.before.version == self.after.version

    def to_json(self, lang: str = "en") -> dict[str, object]:
        """The changes as plain data (format `connecteur-ruleset-changes/1`)."""
        return {
            "format": "connecteur-ruleset-changes/1",
            "before": {"id": self.before.id, "version": self.before.version},
            "after": {"id": self.after.id, "version": self.after.version},
            "weight": self.weight,
            "advised_version": self.advised_version,
            "entries": [
                {"table": one.table, "id": one.id, "how": one.how, "what": list(one.what), "weight": one.weight}
                for one in self.entries
            ],
            "texts": dict(self.texts),
            "assessments": [
                {
                    "file": one.file,
                    "name": one.name,
                    "reached": {"before": one.reached[0], "after": one.reached[1]},
                    "possible": {"before": one.possible[0], "after": one.possible[1]},
                    "not_carried": [leftover.to_json(lang) for leftover in one.leftovers],
                }
                for one in self.effects
            ],
            "left_out": [finding.to_json(lang) for finding in self.left_out],
        }


def compare_rulesets(before: CheckedRuleset, after: CheckedRuleset) -> RulesetChanges:
    """All that differs, entry by entry; texts are counted by language."""
    old, new = before.ruleset, after.ruleset
    entries = [change for table in _tables() for change in _changes(table, old, new)]
    return RulesetChanges(old, new, tuple(entries), dict(_changed_texts(old, new)))


def _tables() -> list[str]:
    """The tables of entries that may change results; made from the class, so that new ones are never overlooked."""
    return [field.name for field in fields(Ruleset) if field.name not in _NO_ENTRIES]


def find_effects(
    names: Sequence[str], before: CheckedRuleset, after: CheckedRuleset, *, policy: str, on: date
) -> tuple[list[Effect], list[Diagnostic]]:
    """What becomes of the assessments in files or folders that answer this ruleset; and files that cannot be read."""
    effects: list[Effect] = []
    left_out: list[Diagnostic] = []
    for path in find_members(names).files:
        try:
            effect = _effect(path, before, after, policy=policy, on=on)
        except ConnecteurError as error:
            left_out += error.diagnostics
        else:
            effects += [] if effect is None else [effect]
    return effects, left_out


def _effect(path: Path, before: CheckedRuleset, after: CheckedRuleset, *, policy: str, on: date) -> Effect | None:
    assessment = load_assessment(path)
    if assessment.ruleset.partition("@")[0] != before.ruleset.id:
        return None
    plan = plan_migration(assessment, after.ruleset)
    one = evaluate(assessment, policy=policy, on=on, ruleset=before).level
    two = evaluate(migrated(assessment, plan), policy=policy, on=on, ruleset=after).level
    reached, possible = (one.reached.rank, two.reached.rank), (one.possible.rank, two.possible.rank)
    return Effect(str(path), assessment.organisation.name, reached, possible, plan.leftovers)


def _changes(table: str, old: Ruleset, new: Ruleset) -> Iterator[EntryChange]:
    one, two = _by_id(getattr(old, table)), _by_id(getattr(new, table))
    for name, entry in one.items():
        now = new.renamed.get(name, name) if table == "items" else name
        if now not in two:
            yield EntryChange(table, name, "removed", (), _weight_of_entry(table, entry, old))
            continue
        if now != name:
            yield EntryChange(table, name, "renamed", (now,), SMALL)
        keys = tuple(_different_keys(entry, two[now]))
        if keys:
            yield EntryChange(table, now, "changed", keys, _weight_of_keys(table, keys))
    known = {new.renamed.get(name, name) if table == "items" else name for name in one}
    for name, entry in two.items():
        if name not in known:
            yield EntryChange(table, name, "added", (), _weight_of_entry(table, entry, new, is_new=True))


def _by_id(table: Any) -> dict[str, Any]:
    if isinstance(table, Mapping):
        return dict(table)
    entries = table if isinstance(table, tuple) else (table,)  # a setting of the whole is an entry by itself
    return {str(getattr(entry, "id", place)): entry for place, entry in enumerate(entries)}


def _different_keys(one: Any, two: Any) -> Iterator[str]:
    if not hasattr(one, "__attrs_attrs__"):
        yield from () if one == two else ("value",)
        return
    for field in fields(type(one)):
        if field.name != "id" and getattr(one, field.name) != getattr(two, field.name):
            yield field.name


def _weight_of_keys(table: str, keys: Sequence[str]) -> str:
    if table == "items":
        return WORDS if set(keys) <= _TELLING else LARGE
    return WORDS if tuple(keys) == ("line",) else _WEIGHTS.get(table, LARGE)


def _weight_of_entry(table: str, entry: Any, ruleset: Ruleset, *, is_new: bool = False) -> str:
    """An item that decides, or whose answer would be lost, weighs; one that only informs does not."""
    if isinstance(entry, Item):
        decides = ruleset.kind_of(entry).decides or entry.rule is not None
        answered = ruleset.is_answered(entry)
        return LARGE if decides or (answered and not is_new) else SMALL if answered else WORDS
    return SMALL if table in ("kinds", "elements") else _WEIGHTS.get(table, LARGE)


def _changed_texts(old: Ruleset, new: Ruleset) -> Iterator[tuple[str, int]]:
    for lang in dict.fromkeys([*old.languages, *new.languages]):
        if lang in old.languages and lang in new.languages:
            one, two = load_locale(old, lang), load_locale(new, lang)
            pairs = [(getattr(one, field.name), getattr(two, field.name)) for field in fields(type(one))]
            yield lang, sum(_differing(left, right) for left, right in pairs)


def _differing(one: Any, two: Any) -> int:
    if isinstance(one, Mapping):
        return sum(one[name] != two[name] for name in one if name in two)
    return int(one != two)
