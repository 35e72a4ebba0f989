"""What steps cost and what a plan has to keep to: files of the format `connecteur-costs/1` over shipped defaults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from attrs import evolve, field, frozen

from connecteur_core.diagnostics import ConnecteurError, Diagnostic
from connecteur_core.did_you_mean import suggestion
from connecteur_core.messages import message
from connecteur_core.model.item import Item
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.reading.structuring import structure
from connecteur_core.reading.toml_file import Origin, check_format, load_toml, parse_toml

LARGEST = 1_000_000_000
"""The largest figure a file of costs may name; far below what the solver could not add up."""


class InvalidCosts(ConnecteurError):
    """A file of costs that does not fit its format or the ruleset."""


@frozen
class Cost:
    """What something takes.

    Attributes:
        effort: person-days.
        money: whole units of a currency.
        time: weeks from beginning to end.
    """

    effort: int = 0
    money: int = 0
    time: int = 0

    def plus(self, other: Cost) -> Cost:
        """Both together, one after the other."""
        return Cost(self.effort + other.effort, self.money + other.money, self.time + other.time)

    def share(self, part: int, whole: int) -> Cost:
        """A part of it, rounded up."""
        return Cost(*(-(-figure * part // whole) for figure in (self.effort, self.money, self.time)))


@frozen
class Figures:
    """Figures of a file; what is left out is taken from the next more general place.

    Attributes:
        effort: person-days.
        money: whole units of a currency.
        time: weeks from beginning to end.
        ask: what it takes to answer the question.
        earliest: items only: the step begins on this day or later.
        latest: items only: the step is done by this day.
    """

    effort: int | None = None
    money: int | None = None
    time: int | None = None
    ask: int | None = None
    earliest: date | None = None
    latest: date | None = None


@frozen
class Limits:
    """What may be taken at most; None = no limit. Time is limited by days, not by sums of weeks.

    Attributes:
        effort: person-days at most.
        money: units of a currency at most.
    """

    effort: int | None = None
    money: int | None = None


@frozen
class Weights:
    """What a person-day, a unit of money and a week count; None = as shipped.

    Attributes:
        effort: what a person-day counts.
        money: what a unit of money counts.
        time: what a week counts.
    """

    effort: int | None = None
    money: int | None = None
    time: int | None = None


@frozen(eq=False)
class CostsFile:
    """What a file of the format `connecteur-costs/1` holds.

    Attributes:
        ruleset: which ruleset its names belong to; `connecteur check` looks them up there.
        items: figures by item.
        kinds: figures by kind of item.
        default: figures of all other kinds.
        evidence: what it takes to support a claim with evidence, where a policy demands it.
        weights: what a person-day, a unit of money and a week count in the sum that a plan keeps low.
        roll_up: whether the open actions behind a checklist line count in its cost; true unless said otherwise.
        optional: modes of actions that are not rolled up unless the incubator found them needed.
        budget: what all steps together may take.
        capacity: what may be taken in one quarter.
        start: the day the plan begins.
        finish: the day all is done.
        needs: for an item or element, what must be met (items) or come first (elements) before it.
        exclude: items that one will not do.
        reconsider: whether answers “not applicable” may be planned as steps.
    """

    format: str
    ruleset: str | None = None
    items: Mapping[str, Figures] = field(factory=dict)
    kinds: Mapping[str, Figures] = field(factory=dict)
    default: Figures = Figures()
    evidence: Figures = Figures()
    weights: Weights = Weights()
    roll_up: bool | None = None
    optional: tuple[str, ...] | None = None
    budget: Limits = Limits()
    capacity: Limits = Limits()
    start: date | None = None
    finish: date | None = None
    needs: Mapping[str, tuple[str, ...]] = field(factory=dict)
    exclude: tuple[str, ...] = ()
    reconsider: bool = False


@frozen(eq=False)
class Costs:
    """A file over the defaults; answers what something costs."""

    own: CostsFile
    shipped: CostsFile

    def of_item(self, item: Item) -> Cost:
        """What it takes to bring an item about, from nothing to met; what lies behind it not included."""
        return Cost(*(self._figure(item, name) for name in ("effort", "money", "time")))

    def of_evidence(self) -> Cost:
        """What it takes to support a claim."""
        return Cost(*(_first(self.own.evidence, self.shipped.evidence, name=name) for name in _COST))

    def of_asking(self, item: Item) -> int:
        """What it takes to answer the question of an item; at least 1."""
        return max(1, self._figure(item, "ask"))

    def points(self, cost: Cost) -> int:
        """A cost as one number, by the weights."""
        weights = self.weights
        return cost.effort * weights.effort + cost.money * weights.money + cost.time * weights.time

    @property
    def weights(self) -> Cost:
        """What a person-day, a unit of money and a week count."""
        return Cost(*(_first(self.own.weights, self.shipped.weights, name=name) for name in _COST))

    @property
    def capacity(self) -> Limits:
        """What may be taken in one quarter."""
        return self.own.capacity if self.own.capacity != Limits() else self.shipped.capacity

    @property
    def roll_up(self) -> bool:
        """Whether the actions behind a line count in its cost."""
        return self.own.roll_up is not False

    @property
    def optional(self) -> tuple[str, ...]:
        """Modes of actions that are rolled up only where they were found needed."""
        return (self.shipped.optional or ()) if self.own.optional is None else self.own.optional

    def _figure(self, item: Item, name: str) -> int:
        places = (
            self.own.items.get(item.id),
            self.own.kinds.get(item.kind),
            self.own.default if self.own.default != Figures() else None,
            self.shipped.kinds.get(item.kind),
            self.shipped.default,
        )
        return _first(*places, name=name)


_COST = ("effort", "money", "time")


def _first(*places: Figures | Weights | None, name: str) -> int:
    """The figure of the first place that has one."""
    return next((value for place in places if (value := getattr(place, name, None)) is not None), 0)


@cache
def default_costs() -> Costs:
    """The costs that connecteur ships."""
    path = files("connecteur_core.planning").joinpath("default-costs.toml")
    file = parse_toml(path.read_text(encoding="utf-8"), Path("default-costs.toml"))
    content = structure(file.data, CostsFile, Origin(file, ()))
    assert isinstance(content, CostsFile), "the shipped costs fit their format"
    return Costs(CostsFile(format="connecteur-costs/1"), content)


def load_costs(path: Path, ruleset: Ruleset | None) -> Costs:
    """The costs in a file, over the defaults.

    Args:
        path: the file.
        ruleset: what its names must belong to; None = they are not looked up.

    Raises:
        UnreadableFile: no readable TOML of the format `connecteur-costs/1`.
        InvalidCosts: wrong keys, types, names or figures; all findings at once.
    """
    file = load_toml(path)
    check_format(file, "costs")
    origin = Origin(file, ())
    content = structure(file.data, CostsFile, origin)
    findings = content if isinstance(content, list) else list(_findings(content, ruleset, origin))
    if findings:
        raise InvalidCosts(findings)
    assert isinstance(content, CostsFile), "findings were raised above"
    return evolve(default_costs(), own=content)


def _findings(content: CostsFile, ruleset: Ruleset | None, origin: Origin) -> Iterator[Diagnostic]:
    if ruleset is not None:
        yield from _name_findings(content, ruleset, origin)
    yield from _figure_findings(content, origin)
    for name, figures in content.items.items():
        if figures.earliest and figures.latest and figures.latest < figures.earliest:
            what = message("the latest day is before the earliest")
            yield origin.diagnostic("CX342", what, "items", name, "latest")
    if content.start and content.finish and content.finish < content.start:
        yield origin.diagnostic("CX342", message("the plan would be finished before it begins"), "finish")
    yield from _circles(content, origin)


def _name_findings(content: CostsFile, ruleset: Ruleset, origin: Origin) -> Iterator[Diagnostic]:
    elements = {element.id for element in ruleset.elements}
    both = {*ruleset.items, *elements}
    for name in content.items:
        yield from _unknown(name, ruleset.items, origin, "items", name, of_key=True)
    for name in content.kinds:
        yield from _unknown(name, ruleset.kinds, origin, "kinds", name, of_key=True)
    for index, name in enumerate(content.exclude):
        yield from _unknown(name, ruleset.items, origin, "exclude", index)
    for name, before in content.needs.items():
        yield from _unknown(name, both, origin, "needs", name, of_key=True)
        for index, other in enumerate(before):
            yield from _unknown(other, both, origin, "needs", name, index)


def _unknown(
    name: str, known: Mapping[str, object] | set[str], origin: Origin, *below: str | int, of_key: bool = False
) -> Iterator[Diagnostic]:
    if name not in known:
        what = message("`{name}` is not a name of this ruleset", name=name)
        yield origin.diagnostic("CX340", what, *below, help=suggestion(name, known), of_key=of_key)


def _figure_findings(content: CostsFile, origin: Origin) -> Iterator[Diagnostic]:
    places: list[tuple[tuple[str, ...], Figures | Limits | Weights]] = [
        *((("items", name), figures) for name, figures in content.items.items()),
        *((("kinds", name), figures) for name, figures in content.kinds.items()),
        (("default",), content.default),
        (("evidence",), content.evidence),
        (("weights",), content.weights),
        (("budget",), content.budget),
        (("capacity",), content.capacity),
    ]
    for path, figures in places:
        for name in (*_COST, "ask"):
            value = getattr(figures, name, None)
            if value is not None and not 0 <= value <= LARGEST:
                what = message("this must be between {least} and {most}", least=0, most=LARGEST)
                yield origin.diagnostic("CX341", what, *path, name)


def _circles(content: CostsFile, origin: Origin) -> Iterator[Diagnostic]:
    from graphlib import CycleError, TopologicalSorter  # noqa: PLC0415 -- 2 ms, for files that name needs only

    try:
        TopologicalSorter(content.needs).prepare()
    except CycleError as error:
        circle = " ← ".join(error.args[1])
        what = message("these need each other in a circle: {circle}", circle=circle)
        yield origin.diagnostic("CX343", what, "needs", error.args[1][0], of_key=True)
