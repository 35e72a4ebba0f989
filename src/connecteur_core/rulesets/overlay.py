"""An overlay's folder and the ruleset it extends → the whole as a `CheckedRuleset`.

`overlay.toml` (format `connecteur-overlay/1`) names the base by id and version and says what is added, hidden and set;
`locale/` has its words. The base is never copied: what is not said here is the base's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen

from connecteur_core.diagnostics import Diagnostic, UnknownName
from connecteur_core.did_you_mean import suggestion
from connecteur_core.messages import message
from connecteur_core.model.identifiers import match_ids
from connecteur_core.model.item import Item
from connecteur_core.model.overlay import Overlay
from connecteur_core.model.ruleset import Element, Organisation, Parameter, Ruleset
from connecteur_core.reading.structuring import structure
from connecteur_core.reading.toml_file import Origin, TomlFile, check_format, load_toml
from connecteur_core.rulesets.checker import CheckedRuleset, check_ruleset
from connecteur_core.rulesets.errors import InvalidRuleset
from connecteur_core.rulesets.overlay_limits import (
    hiding_findings,
    idle_additions,
    readers_of,
    reading_findings,
    strictness_findings,
)

_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*@[A-Za-z0-9][A-Za-z0-9._+-]*")


@frozen(eq=False)
class OverlayFile:
    """The tables of `overlay.toml` (format `connecteur-overlay/1`).

    Attributes:
        id: id of the ruleset it makes; its folder has the same name.
        version: version of the ruleset it makes.
        extends: id and version of the ruleset it is laid over.
        owner: who decided it: an incubator, a city, a country.
        adds_criteria: declares that levels ask for more than those of the base.
        hide: ids, patterns (`6.4.*`) or elements of the base that are left out; parts go with the whole.
        settings: values for parameters of the base; an assessment may give others.
        parameters: settings added to those of the base.
        elements: elements added to those of the base.
        organisations: organisations added, for practices to mention.
        items: items added to those of the base.
    """

    format: str
    id: str
    version: str
    extends: str
    owner: str
    adds_criteria: bool = False
    hide: tuple[str, ...] = ()
    settings: dict[str, int] = field(factory=dict)
    parameters: tuple[Parameter, ...] = ()
    elements: tuple[Element, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    items: tuple[Item, ...] = ()


def check_overlay(path: Path, base_of: Callable[[str], CheckedRuleset]) -> CheckedRuleset:
    """The ruleset that an overlay makes of its base.

    Args:
        path: its `overlay.toml`.
        base_of: finds the ruleset that a reference names.

    Raises:
        UnreadableFile: `overlay.toml` cannot be read.
        InvalidRuleset: findings, among them everything an overlay must not change.
        UnknownName: the base is not here, told at `extends`.
    """
    file = load_toml(path, inside=path.parent)
    check_format(file, "overlay")
    head = structure(file.data, OverlayFile, Origin(file, ()))
    if isinstance(head, list):
        raise InvalidRuleset(head)
    base = _find_base(head, file, base_of)
    merging = _Merging(head, file, base, path.parent)
    merged = merging.merged()
    if merging.findings:
        raise InvalidRuleset(merging.findings)
    checked = check_ruleset(merged)
    findings = [
        *reading_findings(base, checked),
        *strictness_findings(base, checked, file, declared=head.adds_criteria),
    ]
    findings = findings or list(idle_additions(checked))
    if findings:
        raise InvalidRuleset(findings)
    return checked


def _find_base(head: OverlayFile, file: TomlFile, base_of: Callable[[str], CheckedRuleset]) -> CheckedRuleset:
    if not _REFERENCE.fullmatch(head.extends):
        what = message("`extends` names a ruleset as `id@version`, not `{found}`", found=head.extends)
        advice = message("an overlay is written for one version; `connecteur rulesets` lists those that are here")
        raise InvalidRuleset(file.diagnostic("CX270", what, ("extends",), help=advice))
    try:
        return base_of(head.extends)
    except UnknownName as error:
        if error.diagnostics[0].at is not None:
            raise  # a base further down is missing, and it is told there
        span = file.find_span(("extends",))
        raise UnknownName(
            [evolve(finding, at=span, source_line=file.source_line(span)) for finding in error.diagnostics]
        ) from error


class _Merging:
    """Lays one overlay over its base, with the findings met on the way."""

    def __init__(self, head: OverlayFile, file: TomlFile, base: CheckedRuleset, folder: Path) -> None:
        self.findings: list[Diagnostic] = []
        self._head, self._file, self._base, self._folder = head, file, base, folder

    def merged(self) -> Ruleset:
        """The whole; only of use when there are no findings."""
        head, base = self._head, self._base.ruleset
        if self._folder.resolve().name != head.id:
            what = message("the folder of `{id}` should have that name, so that assessments find it", id=head.id)
            self._note("CX278", what, "id")
        hidden, elements = self._hidden()
        gone = {*hidden, *elements}
        origins = {name: origin for name, origin in base.origins.items() if name not in gone}
        added = self._added(base)
        items = {name: _without(item, gone) for name, item in base.items.items() if name not in hidden}
        deciding = [item.level for item in head.items if item.kind in base.kinds and base.kind_of(item).decides]
        ranks = [level.rank for level in base.levels if level.id in deciding]
        overlay = Overlay(
            reference=f"{head.id}@{head.version}",
            owner=head.owner,
            folder=self._folder,
            base=base,
            added=frozenset({element.id for element in head.elements} | {item.id for item in head.items}),
            hidden=hidden,
            hidden_elements=tuple(elements),
            settings=head.settings,
            stricter_from=min(ranks, default=None),
        )
        return evolve(
            base,
            id=head.id,
            version=head.version,
            folder=self._folder,
            elements=(*(one for one in base.elements if one.id not in elements), *head.elements),
            items={**items, **{item.id: item for item in head.items}},
            organisations={**base.organisations, **{one.id: one for one in head.organisations}},
            doubts=tuple(
                evolve(doubt, about=tuple(name for name in doubt.about if name not in gone)) for doubt in base.doubts
            ),
            parameters=self._parameters(base),
            origin=Origin(self._file, ()),
            origins={**origins, **added},
            overlay=overlay,
        )

    def _hidden(self) -> tuple[dict[str, Item], list[str]]:
        """The items left out, parts and all, and the elements."""
        base = self._base.ruleset
        known = [*base.items, *(element.id for element in base.elements)]
        readers = readers_of(self._base)
        hidden: dict[str, Item] = {}
        elements: list[str] = []
        for index, pattern in enumerate(self._head.hide):
            named = match_ids(pattern, known)
            if not named:
                what = message(
                    "`hide` names `{name}`, which is no item and no element of {base}",
                    name=pattern,
                    base=base.reference,
                )
                self._note("CX273", what, "hide", index, help=suggestion(pattern, known))
            whole = _with_parts(base, named)
            self.findings += hiding_findings(self._base, whole, readers, Origin(self._file, ("hide", index)))
            hidden |= whole
            elements += [name for name in named if name not in base.items]
        return {name: item for name, item in base.items.items() if name in hidden}, elements

    def _added(self, base: Ruleset) -> dict[str, Origin]:
        """Where the entries of the overlay stand; each id is new, also to what is hidden."""
        added: dict[str, Origin] = {}
        tables: dict[str, tuple[Element | Organisation | Item, ...]] = {
            "elements": self._head.elements,
            "organisations": self._head.organisations,
            "items": self._head.items,
        }
        for table, entries in tables.items():
            for index, entry in enumerate(entries):
                first = added.get(entry.id) or base.origins.get(entry.id)
                if first is not None:
                    what = message("the id `{id}` is taken", id=entry.id)
                    advice = message("first used at {place}; ids are unique in a ruleset", place=first.place("id")[0])
                    self._note("CX272", what, table, index, "id", help=advice)
                added[entry.id] = Origin(self._file, (table, index))
        return added

    def _parameters(self, base: Ruleset) -> dict[str, Parameter]:
        parameters = dict(base.parameters)
        for index, parameter in enumerate(self._head.parameters):
            if parameter.id in parameters:
                what = message("the id `{id}` is taken", id=parameter.id)
                self._note("CX272", what, "parameters", index, "id", help=message("give it a value under `settings`"))
            parameters[parameter.id] = parameter
        for name, value in self._head.settings.items():
            if name in base.parameters:
                parameters[name] = evolve(base.parameters[name], default=value)
            else:
                what = message("the ruleset has no parameter `{name}`", name=name)
                self._note("CX309", what, "settings", name, help=suggestion(name, base.parameters))
        return parameters

    def _note(self, code: str, what: Any, *place: str | int, help: Any = None) -> None:
        self.findings.append(self._file.diagnostic(code, what, place, help=help))


def _with_parts(base: Ruleset, named: tuple[str, ...]) -> dict[str, Item]:
    """The items named, those of the elements named, and all that are part of them."""
    whole: dict[str, Item] = {}
    elements = {name for name in named if name not in base.items}
    waiting = [base.items[name] for name in named if name in base.items]
    waiting += [item for item in base.items.values() if item.element in elements] if elements else []
    while waiting:
        item = waiting.pop()
        if item.id not in whole:
            whole[item.id] = item
            waiting += base.parts_of(item.id)
    return whole


def _without(item: Item, gone: set[str]) -> Item:
    """An item that no longer points to what is hidden; what it rests on explains and never decides."""
    rests_on = tuple(name for name in item.rests_on if name not in gone)
    same_as = tuple(name for name in item.same_as if name not in gone)
    if (rests_on, same_as) == (item.rests_on, item.same_as):
        return item
    return evolve(item, rests_on=rests_on, same_as=same_as)
