"""What an overlay must not change: the levels of its base mean the same, or say that they ask for more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from connecteur_core.diagnostics import Diagnostic
from connecteur_core.messages import message
from connecteur_core.model.item import Item
from connecteur_core.reading.toml_file import Origin, TomlFile
from connecteur_core.rulesets.checker import CheckedRuleset
from connecteur_core.rulesets.readers import idle_findings, items_read


def hiding_findings(
    base: CheckedRuleset, hidden: Mapping[str, Item], readers: Mapping[str, str], at: Origin
) -> Iterator[Diagnostic]:
    """Items that cannot be hidden: those that decide about a level, and those that a rule or score reads.

    Args:
        base: the ruleset they are hidden from.
        hidden: what would be hidden.
        readers: see `readers_of`.
        at: where `hide` names them.
    """
    advice = message("only what informs or guides can be hidden")
    lines = _lines(base)
    for item in hidden.values():
        if base.ruleset.kind_of(item).decides or item.rule is not None or item.id in lines:
            what = message("`{id}` decides about levels and cannot be hidden", id=item.id)
            yield at.diagnostic("CX274", what, help=advice)
        elif item.id in readers:
            what = message("`{id}` is read by `{reader}` and cannot be hidden", id=item.id, reader=readers[item.id])
            yield at.diagnostic("CX274", what, help=advice)


def readers_of(base: CheckedRuleset) -> dict[str, str]:
    """For each item that a rule, score, measure or condition reads, one that does."""
    return {item: reader for reader, items in _read(base).items() for item in items}


def _read(checked: CheckedRuleset) -> dict[str, tuple[str, ...]]:
    return items_read(checked.rules, checked.scores, conditions=checked.conditions, measures=checked.measures)


def _lines(checked: CheckedRuleset) -> set[str]:
    return {line for lines in checked.criteria.values() for line in lines}


def reading_findings(base: CheckedRuleset, checked: CheckedRuleset) -> Iterator[Diagnostic]:
    """Added items that the base would pick up: `all_met("L2.2.*")`, or a measure, must go on meaning what it did."""
    after = _read(checked)
    for reader, items in _read(base).items():
        for name in after.get(reader, ()):
            if name not in items:
                yield _read_too(base, reader, checked.ruleset.items[name], checked.ruleset.origins[name])
    yield from _new_cells(base, checked)


def _new_cells(base: CheckedRuleset, checked: CheckedRuleset) -> Iterator[Diagnostic]:
    """Added items that make a measure of the base fall into one more cell, which a measure over it would join."""
    for measure in base.measures.values():
        known = {part.name for part in measure.parts}
        over = checked.measures[measure.id].parts if measure.over_measures else ()
        for cell in (part.name for part in over if part.name not in known):
            for item in checked.measures[cell].parts:
                origin = checked.ruleset.origins[item.name]
                added = checked.ruleset.items[item.name]
                yield _read_too(base, measure.id, added, origin, through=checked.measures[cell].declared)


def _read_too(base: CheckedRuleset, reader: str, item: Item, at: Origin, *, through: str | None = None) -> Diagnostic:
    """An added item that something of the base would read by its kind, or else by its id."""
    measure = base.measures.get(reader)
    declared = through or (measure.declared if measure else None)
    if declared is None or item.kind not in base.ruleset.measures[declared].kinds:
        what = message("with this id, `{reader}` of the base would read the item too", reader=reader)
        advice = message("choose another id, such as one that begins with a name of your own")
        return at.diagnostic("CX276", what, "id", help=advice)
    what = message("the measure `{reader}` of the base joins all items of this kind, so this one too", reader=reader)
    joined = {kind for one in base.ruleset.measures.values() for kind in one.kinds}
    free = [kind for kind in base.ruleset.kinds if kind not in joined]
    advice = (
        message("give it a kind that no measure joins: {names}", names=", ".join(free))
        if free
        else message("all kinds of the base are joined: such an item needs a ruleset of your own")
    )
    return at.diagnostic("CX276", what, "kind", help=advice)


def idle_additions(checked: CheckedRuleset) -> Iterator[Diagnostic]:
    """Deciding items that nothing asks for; those of the base were looked at with the base."""
    return idle_findings(checked.ruleset, checked.criteria, _read(checked))


def strictness_findings(
    base: CheckedRuleset, checked: CheckedRuleset, file: TomlFile, *, declared: bool
) -> Iterator[Diagnostic]:
    """More criteria only when that is declared, and declared only when there are more."""
    ruleset = checked.ruleset
    assert ruleset.overlay is not None, "only overlays are compared with a base"
    lines = _lines(checked)
    deciding = [
        name
        for name, item in ruleset.items.items()
        if name in ruleset.overlay.added and (name in lines or ruleset.kind_of(item).decides)
    ]
    if declared and not deciding:
        what = message("`adds_criteria` is declared, but no criterion is added")
        yield file.diagnostic("CX275", what, ("adds_criteria",))
    if not declared:
        for name in deciding:
            what = message("`{id}` is one more criterion of a level", id=name)
            advice = message("declare it with `adds_criteria = true`; the levels then name the owner of the overlay")
            yield ruleset.origins[name].diagnostic("CX275", what, "kind", help=advice)
    for name in ruleset.items:
        whole = base.ruleset.items.get(ruleset.items[name].part_of or "") if name in ruleset.overlay.added else None
        if whole is not None and base.ruleset.kind_of(whole).decides:
            what = message("`{id}` would be a part of `{whole}`, which is the base's", id=name, whole=whole.id)
            yield ruleset.origins[name].diagnostic("CX276", what, "part_of")
