"""What editors show of a key: the sentence that the class which reads it has for it, so the two cannot part."""

from __future__ import annotations

import inspect
import re
from functools import cache

from connecteur_core.assessment.assessment import Assessment, Profile
from connecteur_core.definitions.definition import DefinitionEntry, DefinitionsFile, VersionEntry
from connecteur_core.model.item import Item
from connecteur_core.model.locale import Locale
from connecteur_core.model.ruleset import Element, Level, Organisation, Parameter, Source
from connecteur_core.rulesets.loader import ItemsFile, RulesetFile

_ENTRY = re.compile(r"^([\w, ]+): (.+)")

_FORMAT = "Which kind of file this is, and in which version of the format; stands first."
_IDS = "Its name for good: short, unique in the whole ruleset, never given another meaning."
OTHERS: dict[tuple[type, str], str] = {
    (RulesetFile, "id"): "Id of the ruleset; its folder has the same name.",
    (RulesetFile, "version"): "Version of the ruleset; assessments name it as `id@version`.",
    (
        RulesetFile,
        "languages",
    ): "Languages of its texts, the first being that of the source; texts lie in `locale/LANGUAGE.toml`.",
    (
        RulesetFile,
        "include",
    ): "Files with more items, in the order of the source, such as `elements.toml`; `[]` if there are none.",
    (RulesetFile, "source"): "The document the ruleset rests on.",
    (RulesetFile, "kinds"): "How each sort of item is treated, by a name of your own.",
    (RulesetFile, "levels"): "The rungs, from rank 1 up; a level is reached when its lines and all lower levels are.",
    (RulesetFile, "elements"): "Chapters that group actions, each in the service of a level.",
    (RulesetFile, "items"): "Checklist lines, actions and whatever else the source names.",
    (RulesetFile, "parameters"): "Settings that an assessment may give.",
    (
        RulesetFile,
        "scores",
    ): "Named expressions that come to a number, by name; results show them, and they decide nothing.",
    (RulesetFile, "renamed"): "Ids of earlier versions, by the id that stands for them now.",
    (ItemsFile, "items"): "Items of this file, in the order of the source.",
    (ItemsFile, "organisations"): "Organisations that practices mention.",
    (ItemsFile, "doubts"): "Unclear places of the source; their readings are in the locale.",
    (Item, "id"): _IDS,
    (Level, "id"): _IDS,
    (Level, "rank"): "1 for the entry, then 2, 3 and so on.",
    (Element, "id"): _IDS,
    (Organisation, "name"): "Its name as it calls itself.",
    (Organisation, "also"): "Other spellings that the source has.",
    (Parameter, "unit"): "What it counts, such as months.",
    (Parameter, "owner"): "Who may set it: ruleset, country, city or organisation.",
    (Parameter, "default"): "Its value until somebody sets it; without one it is off or open.",
    (Source, "title"): "Title of the document.",
    (Source, "author"): "Who wrote it.",
    (Source, "publisher"): "Who published it.",
    (Source, "published"): "Day it was published.",
    (Source, "url"): "Address where it can be read.",
    (Locale, "language"): "Code of the language, as in the name of the file.",
    (Locale, "title"): "What the ruleset is called.",
    (Locale, "summary"): "What it is, in one sentence.",
    (Locale, "notice"): "What people must know before they rely on it.",
    (Assessment, "organisation"): "The organisation that assesses itself.",
    (Assessment, "answers"): "What it says of each item, by id; what is not answered is unknown, never no.",
    (Assessment, "definition"): "The definition of an immigrant that its figures rest on.",
    (Assessment, "commitments"): "What partners have promised.",
    (Profile, "name"): "Name of the organisation.",
    (Profile, "kind"): "What sort of body it is.",
    (DefinitionsFile, "definitions"): "Named, dated, sourced expressions over facts.",
    (DefinitionEntry, "id"): "Prefix and name, such as uk.non_uk_born.",
    (VersionEntry, "expression"): "Who counts, as an expression over facts; see the reference of definitions.",
}
"""Sentences on keys that speak for themselves in code, and deserve one where somebody first writes them."""


def describe_key(cls: type, key: str) -> str:
    """One or two sentences on a key, from the docstring of the class or from the table above."""
    own = _FORMAT if key == "format" else _attributes_of(cls).get(key) or OTHERS.get((cls, key))
    assert own is not None, f"nothing says what `{key}` of {cls.__name__} is: add it to `Attributes:` of the class"
    return own


@cache
def _attributes_of(cls: type) -> dict[str, str]:
    """The entries of the section `Attributes:` in the class's docstring, each on one line."""
    _, _, section = (inspect.getdoc(cls) or "").partition("Attributes:\n")
    entries: dict[str, str] = {}
    names: list[str] = []
    for line in section.split("\n"):
        entry = _ENTRY.match(line.strip()) if line.startswith("    ") and not line.startswith("     ") else None
        if entry is not None:
            names = [name.strip() for name in entry[1].split(",")]
            entries |= dict.fromkeys(names, entry[2][0].upper() + entry[2][1:])
        elif line.strip():
            entries |= {name: f"{entries[name]} {line.strip()}" for name in names}
    return entries
