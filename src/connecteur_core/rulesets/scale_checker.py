"""Whether scales hold, and the bounds they give to items."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from connecteur_core.diagnostics import Diagnostic
from connecteur_core.did_you_mean import suggestion
from connecteur_core.messages import message
from connecteur_core.model.item import Item
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.model.scale import Scale
from connecteur_core.model.status import Status

RESERVED = frozenset({Status.NOT_APPLICABLE.value, "unanswered"})
"""Words that say something of every item, so no scale may use them for its answers."""


def check_scales(ruleset: Ruleset) -> Iterator[Diagnostic]:
    """What is wrong with scales, with the names of scales, and with weights."""
    for name, scale in ruleset.scales.items():
        yield from _scale_findings(ruleset, name, scale)
    for name, kind in ruleset.kinds.items():
        if kind.scale is not None and kind.scale not in ruleset.scales:
            what = message("there is no scale `{name}`", name=kind.scale)
            advice = suggestion(kind.scale, ruleset.scales)
            yield ruleset.origin.diagnostic("CX116", what, "kinds", name, "scale", help=advice)
    for item in ruleset.items.values():
        if item.scale is not None and item.scale not in ruleset.scales:
            what = message("there is no scale `{name}`", name=item.scale)
            advice = suggestion(item.scale, ruleset.scales)
            yield ruleset.origins[item.id].diagnostic("CX116", what, "scale", help=advice)
        if item.weight <= 0:
            what = message("a weight must be above 0, so that better answers never lower a measure")
            yield ruleset.origins[item.id].diagnostic("CX222", what, "weight")


def _scale_findings(ruleset: Ruleset, name: str, scale: Scale) -> Iterator[Diagnostic]:
    below = ("scales", name)
    ids = [answer.id for answer in scale.answers]
    for index, answer in enumerate(scale.answers):
        if answer.id in RESERVED or ids.index(answer.id) != index:
            what = message("the answer `{id}` is there twice, or means something for every item", id=answer.id)
            yield ruleset.origin.diagnostic("CX220", what, *below, "answers", index, "id")
    for index, (one, two) in enumerate(pairwise(scale.answers), start=1):
        if two.value < one.value:
            what = message("the answers of a scale stand from the worst to the best")
            yield ruleset.origin.diagnostic("CX220", what, *below, "answers", index, "value")
    if len({answer.value for answer in scale.answers}) < 2:
        what = message("the scale `{name}` needs answers of at least two values", name=name)
        yield ruleset.origin.diagnostic("CX220", what, *below, "answers")
    elif scale.met_from is not None:
        yield from _met_from_findings(ruleset, name, scale, ids)


def _met_from_findings(ruleset: Ruleset, name: str, scale: Scale, ids: list[str]) -> Iterator[Diagnostic]:
    if scale.met_from not in ids:
        what = message("`met_from` names `{id}`, which is no answer of this scale", id=scale.met_from)
        advice = suggestion(scale.met_from or "", ids)
        yield ruleset.origin.diagnostic("CX220", what, "scales", name, "met_from", help=advice)
    elif scale.answers[ids.index(scale.met_from)].value == scale.answers[0].value:
        what = message("the worst answer of a scale cannot count as met")
        yield ruleset.origin.diagnostic("CX220", what, "scales", name, "met_from")


def bounds_of(ruleset: Ruleset, item: Item) -> tuple[Fraction, Fraction]:
    """The scores of the worst and of the best answer to an item."""
    scale = ruleset.scale_of(item) if ruleset.is_answered(item) else None
    if scale is None:
        return Fraction(0), Fraction(1)
    return Fraction(scale.bounds[0]), Fraction(scale.bounds[1])
