"""A ruleset as read from its folder: levels, elements, items and texts, not yet checked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import field, frozen

from connecteur_core.diagnostics import Diagnostic, UnknownName
from connecteur_core.messages import message
from connecteur_core.model.item import Demand, Item, Kind, NotApplicable, State, WhenSkipped
from connecteur_core.model.measure import Measure, Rounding
from connecteur_core.model.obligation import Obligation
from connecteur_core.model.scale import Scale
from connecteur_core.reading.toml_file import Origin

if TYPE_CHECKING:
    from connecteur_core.model.overlay import Overlay


@frozen
class Level:
    """A rung: reached when its criteria and all lower levels are. `rank` 1 is the entry.

    Attributes:
        line: line of the source text.
        cumulative: whether the level below it must be reached, too.
    """

    id: str
    rank: int
    line: int | None = None
    cumulative: bool = True


@frozen
class Series:
    """A further ladder on the same answers; its levels stand beside those of the ruleset and never change them.

    Attributes:
        id: its name for good, unique in the whole ruleset.
        levels: its rungs from rank 1 up, with keys as in `levels` of the ruleset.
    """

    id: str
    levels: tuple[Level, ...]


@frozen
class Element:
    """A chapter of the source that groups actions, in the service of one level.

    Attributes:
        level: id of the level it serves.
        line: line of the source text.
    """

    id: str
    level: str
    line: int | None = None


@frozen
class Organisation:
    """An organisation that practices mention, with the spellings of the source.

    Attributes:
        id: its name for good; practices name it under `organisations`.
    """

    id: str
    name: str
    also: tuple[str, ...] = ()


@frozen
class Doubt:
    """A place where the source is unclear, with the reading this ruleset follows (its text is in the locale).

    Attributes:
        id: its name for good; the locale has its text under `doubts`.
        about: ids of the items beside which the reading is shown; empty = only on request.
    """

    id: str
    about: tuple[str, ...] = ()


@frozen
class Source:
    """The document a ruleset rests on."""

    author: str
    publisher: str
    published: date
    title: str
    url: str | None = None


@frozen
class Parameter:
    """A setting that an assessment may give; `default` None means off or open.

    Attributes:
        id: its name, under which an assessment sets it in `[parameters]`.
    """

    id: str
    unit: str
    owner: str
    default: int | None = None


@frozen(eq=False)
class Ruleset:
    """A whole ruleset. Order of levels, elements and items is that of the files, which is that of the source.

    Attributes:
        scores: named number expressions, shown beside the levels.
        scales: named answers with values, by name.
        measures: numbers joined from items or from other measures, by id; those split `per` something not yet split.
        rounding: how measures are shown; None = exactly.
        series: further ladders on the same answers, by id.
        figures: assessments give head counts of people, which mean nothing without the definition they rest on.
        renamed: ids of earlier versions by the id that stands for them now; `migrate` carries answers over by it.
        origin: where `ruleset.toml` stands.
        origins: where each level, element, item or doubt stands, by id.
        overlay: what was changed of which other ruleset to make this one; None = it is one of its own.
    """

    id: str
    version: str
    folder: Path
    languages: tuple[str, ...]
    source: Source
    kinds: Mapping[str, Kind]
    levels: tuple[Level, ...]
    elements: tuple[Element, ...]
    items: Mapping[str, Item]
    organisations: Mapping[str, Organisation]
    doubts: tuple[Doubt, ...]
    parameters: Mapping[str, Parameter]
    scores: Mapping[str, str]
    renamed: Mapping[str, str]
    origin: Origin = field(repr=False, eq=False)
    origins: Mapping[str, Origin] = field(repr=False, eq=False)
    scales: Mapping[str, Scale] = field(factory=dict)
    measures: Mapping[str, Measure] = field(factory=dict)
    rounding: Rounding | None = None
    series: Mapping[str, Series] = field(factory=dict)
    figures: bool = False
    overlay: Overlay | None = field(default=None, repr=False, eq=False)

    @property
    def reference(self) -> str:
        """Id and version as assessments name them, e.g. `diversity-connector@2017.1`."""
        return f"{self.id}@{self.version}"

    def rank_of(self, level: str) -> int:
        """The rank of a level named by id or by rank.

        Raises:
            UnknownName: there is no such level.
        """
        for known in self.levels:
            if level in (known.id, str(known.rank)):
                return known.rank
        names = ", ".join(known.id for known in self.levels)
        what, advice = (
            message("there is no level `{level}`", level=level),
            message("known: {names}", names=names),
        )
        raise UnknownName(Diagnostic("CX122", what, help=advice))

    def check_element(self, element: str | None) -> None:
        """Make sure that an element asked for exists; None always passes.

        Raises:
            UnknownName: there is no such element.
        """
        names = [known.id for known in self.elements]
        if element is not None and element not in names:
            what = message("there is no element `{name}`", name=element)
            advice = message("known: {names}", names=", ".join(names))
            raise UnknownName(Diagnostic("CX310", what, help=advice))

    def kind_of(self, item: Item) -> Kind:
        """The kind of an item."""
        return self.kinds[item.kind]

    def is_answered(self, item: Item) -> bool:
        """Whether an incubator answers this very item: its kind is answered and no rule decides it."""
        return item.rule is None and self.kinds[item.kind].answered

    def parts_of(self, item_id: str) -> tuple[Item, ...]:
        """The direct parts of an item, in order."""
        return self._parts.get(item_id, ())

    @cached_property
    def _parts(self) -> dict[str, tuple[Item, ...]]:
        parts: dict[str, list[Item]] = {}
        for item in self.items.values():
            if item.part_of is not None:
                parts.setdefault(item.part_of, []).append(item)
        return {name: tuple(items) for name, items in parts.items()}

    @cached_property
    def answered_items(self) -> dict[str, Item]:
        """The items that incubators answer, by id, in order."""
        return {item.id: item for item in self.items.values() if self.is_answered(item)}

    def scale_of(self, item: Item) -> Scale | None:
        """The scale an item is answered on; None = met, partial, unmet."""
        name = item.scale or self.kinds[item.kind].scale
        return None if name is None else self.scales[name]

    @cached_property
    def ladders(self) -> tuple[tuple[Level, ...], ...]:
        """The levels of the ruleset, then those of each series."""
        return (self.levels, *(series.levels for series in self.series.values()))

    @cached_property
    def every_level(self) -> dict[str, Level]:
        """All levels of all ladders, by id."""
        return {level.id: level for ladder in self.ladders for level in ladder}

    def obligation_of(self, item: Item, level: str) -> Obligation:
        """How strongly a level asks for an item."""
        return item.obligations.get(level, item.obligation)

    @cached_property
    def loosely_bound(self) -> frozenset[str]:
        """The ids of answered items that some level asks for less strongly than `must`."""
        return frozenset(
            name
            for name, item in self.answered_items.items()
            if any(one is not Obligation.MUST for one in (item.obligation, *item.obligations.values()))
        )

    def may_leave(self, item: Item) -> bool:
        """Whether an item may turn out not to apply, and then leaves what it is joined in."""
        kind = self.kind_of(item)
        skips = kind.not_applicable is not NotApplicable.NO and kind.when_not_applicable is WhenSkipped.LEAVES
        return item.applies is not None or (skips and self.is_answered(item))

    @cached_property
    def special_items(self) -> frozenset[str]:
        """The ids of answered items of which more counts than the answer, or which `not_applicable` does not leave."""
        return frozenset(
            name
            for name, item in self.answered_items.items()
            if name in self.loosely_bound
            or self.needs_evidence(item)
            or self.kind_of(item).when_not_applicable is WhenSkipped.MET
        )

    def needs_evidence(self, item: Item) -> bool:
        """Whether a claim of an item counts under no policy without the evidence it demands."""
        return self.kind_of(item).evidence_required

    @cached_property
    def scaled_items(self) -> dict[str, Scale]:
        """The scale of each answered item that has one of its own."""
        scales = {name: self.scale_of(item) for name, item in self.answered_items.items()}
        return {name: scale for name, scale in scales.items() if scale is not None}

    @cached_property
    def counted_items(self) -> dict[str, tuple[str, ...]]:
        """By element, the ids of the items that its coverage counts."""
        counted: dict[str, list[str]] = {element.id: [] for element in self.elements}
        for item in self.items.values():
            if item.element is not None and self.kind_of(item).counts and item.state is State.CURRENT:
                counted[item.element].append(item.id)
        return {element: tuple(items) for element, items in counted.items()}

    def demand_of(self, item: Item) -> Demand:
        """What the policy `evidenced` wants to see for an item."""
        return item.evidence or self.kinds[item.kind].evidence

    def items_behind(self, item: Item) -> tuple[Item, ...]:
        """The items that bring another one about: those it rests on, their parts, and all of the elements it names."""
        return self._behind.get(item.id, ())

    @cached_property
    def _behind(self) -> dict[str, tuple[Item, ...]]:
        items = tuple(self.items.values())
        by_ground: dict[str, list[int]] = {}
        for position, item in enumerate(items):
            for ground in {item.id, item.part_of, item.element} - {None}:
                by_ground.setdefault(ground, []).append(position)  # type: ignore[arg-type]  # None was taken out
        return {
            item.id: tuple(
                items[position]
                for position in sorted({found for ground in item.rests_on for found in by_ground.get(ground, ())})
            )
            for item in items
            if item.rests_on
        }
