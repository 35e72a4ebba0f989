"""A ruleset folder → `Ruleset`, with every finding of every file in one go.

`ruleset.toml` names the rest: its own tables, then the item files it includes, in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import NOTHING, field, fields_dict, frozen

from connecteur_core.diagnostics import ConnecteurError, Diagnostic
from connecteur_core.messages import message
from connecteur_core.model.item import Item, Kind
from connecteur_core.model.measure import Measure, Rounding
from connecteur_core.model.ruleset import Doubt, Element, Level, Organisation, Parameter, Ruleset, Series, Source
from connecteur_core.model.scale import Scale
from connecteur_core.reading.limits import MAX_FINDINGS
from connecteur_core.reading.structuring import structure
from connecteur_core.reading.toml_file import Origin, TomlFile, check_format, load_toml
from connecteur_core.rulesets.errors import InvalidRuleset


@frozen(eq=False)
class RulesetFile:
    """The tables of `ruleset.toml` (format `connecteur-ruleset/1`).

    Attributes:
        scales: named answers and what each is worth, by name; kinds and items name theirs.
        measures: numbers joined from answers or from other measures; results show them and rules read them.
        rounding: how measures and percentages are shown; without it exactly.
        series: further ladders on the same answers.
        figures: assessments give head counts of people, which mean nothing without the definition they rest on.
    """

    format: str
    id: str
    version: str
    languages: tuple[str, ...]
    include: tuple[str, ...]
    source: Source
    kinds: dict[str, Kind]
    levels: tuple[Level, ...]
    elements: tuple[Element, ...] = ()
    items: tuple[Item, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    scores: dict[str, str] = field(factory=dict)
    scales: dict[str, Scale] = field(factory=dict)
    measures: tuple[Measure, ...] = ()
    rounding: Rounding | None = None
    series: tuple[Series, ...] = ()
    figures: bool = False
    renamed: dict[str, str] = field(factory=dict)


@frozen(eq=False)
class ItemsFile:
    """The tables of an included file (format `connecteur-items/1`).

    Attributes:
        defaults: keys given to each item of the file that does not have them itself.
    """

    format: str
    defaults: dict[str, object] = field(factory=dict)
    items: tuple[Item, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def load_ruleset(folder: Path | str) -> Ruleset:
    """The ruleset in a folder, as written; `check_ruleset` says whether it holds together.

    Raises:
        InvalidRuleset: findings about keys, types and duplicate ids, of all files at once.
        UnreadableFile: `ruleset.toml` cannot be read, or is of another format.
    """
    return load_ruleset_with((), folder=Path(folder))


def load_ruleset_with(more: Sequence[str], *, folder: Path) -> Ruleset:
    """The ruleset in a folder as it would be if it included `more` files as well; errors as in `load_ruleset`."""
    main_file = load_toml(folder / "ruleset.toml", inside=folder)
    check_format(main_file, "ruleset")
    head = structure(main_file.data, RulesetFile, Origin(main_file, ()))
    if isinstance(head, list):
        raise InvalidRuleset(head)
    gathered = _Gathered()
    gathered.add_all(
        main_file,
        levels=head.levels,
        elements=head.elements,
        items=head.items,
        measures=head.measures,
        series=head.series,
    )
    gathered.add_levels(main_file, head.series)
    for name in (*head.include, *more):
        gathered.include(folder, name, main_file)
    if gathered.findings:
        raise InvalidRuleset(gathered.findings)
    return Ruleset(
        id=head.id,
        version=head.version,
        folder=folder,
        languages=head.languages,
        source=head.source,
        kinds=head.kinds,
        levels=head.levels,
        elements=head.elements,
        items=gathered.items,
        organisations=gathered.organisations,
        doubts=tuple(gathered.doubts.values()),
        parameters={parameter.id: parameter for parameter in head.parameters},
        scores=head.scores,
        scales=head.scales,
        measures=gathered.measures,
        rounding=head.rounding,
        figures=head.figures,
        series={series.id: series for series in head.series},
        renamed=head.renamed,
        origin=Origin(main_file, ()),
        origins=gathered.origins,
    )


_Entry = Level | Element | Item | Organisation | Doubt | Measure | Series


class _Gathered:
    """Items of all files by id, in order, with the findings met on the way."""

    def __init__(self) -> None:
        self.items: dict[str, Item] = {}
        self.organisations: dict[str, Organisation] = {}
        self.doubts: dict[str, Doubt] = {}
        self.measures: dict[str, Measure] = {}
        self.origins: dict[str, Origin] = {}
        self.findings: list[Diagnostic] = []

    def include(self, folder: Path, name: str, main_file: TomlFile) -> None:
        if Path(name).is_absolute() or ".." in Path(name).parts:
            what = message("`{name}` leaves the folder of the ruleset", name=name)
            self.findings.append(main_file.diagnostic("CX116", what, ("include",)))
            return
        try:
            file = load_toml(folder / name, inside=folder)
            check_format(file, "items")
        except ConnecteurError as error:
            self.findings.extend(error.diagnostics)
            return
        content = structure_items(file)
        if isinstance(content, list):
            self.findings.extend(content)
            return
        self.add_all(file, items=content.items, organisations=content.organisations, doubts=content.doubts)

    def add_all(self, file: TomlFile, **tables: tuple[_Entry, ...]) -> None:
        for table, entries in tables.items():
            written = file.data.get(table, ())
            defaults = file.data.get("defaults", {}).keys() if table == "items" else frozenset()
            for index, entry in enumerate(entries):
                self._add(entry, Origin(file, (table, index), frozenset(defaults - written[index].keys())))

    def add_levels(self, file: TomlFile, series: tuple[Series, ...]) -> None:
        """The levels of further ladders; their ids are as unique as all others."""
        for number, one in enumerate(series):
            for index, level in enumerate(one.levels):
                self._add(level, Origin(file, ("series", number, "levels", index)))

    def _add(self, entry: _Entry, origin: Origin) -> None:
        if len(self.findings) >= MAX_FINDINGS:
            return
        if entry.id in self.origins:
            first, _ = self.origins[entry.id].place("id")
            what = message("the id `{id}` is taken", id=entry.id)
            advice = message("first used at {place}; ids are unique in a ruleset", place=first)
            self.findings.append(origin.diagnostic("CX116", what, "id", help=advice))
            return
        self.origins[entry.id] = origin
        match entry:
            case Item():
                self.items[entry.id] = entry
            case Organisation():
                self.organisations[entry.id] = entry
            case Doubt():
                self.doubts[entry.id] = entry
            case Measure():
                self.measures[entry.id] = entry
            case Level() | Series() | Element():
                pass  # the ruleset holds these in their own tuples


def structure_items(file: TomlFile) -> ItemsFile | list[Diagnostic]:
    """The content of an included file, its defaults filled in; or all findings against it."""
    defaults = file.data.get("defaults", {})
    if isinstance(defaults, dict):
        wanted = {name: "-" for name, field_ in fields_dict(Item).items() if field_.default is NOTHING}
        probe = structure({**wanted, **defaults}, Item, Origin(file, ("defaults",)))
        if isinstance(probe, list):
            return probe  # told once, where it stands, not once for each item that would inherit it
    if not isinstance(file.data.get("items", []), list) or not isinstance(defaults, dict):
        return structure(file.data, ItemsFile, Origin(file, ()))
    data = {**file.data, "items": list(_with_defaults(file.data, defaults))}
    return structure(data, ItemsFile, Origin(file, ()))


def _with_defaults(data: Mapping[str, Any], defaults: Mapping[str, Any]) -> Iterator[object]:
    """The items with the file's defaults filled in; anything malformed is left for the structure check."""
    for item in data.get("items", []):
        yield {**defaults, **item} if isinstance(item, dict) else item
