"""What scores and answers are called in a language."""

from __future__ import annotations

from connecteur_core.messages import message
from connecteur_core.model.item import State
from connecteur_core.model.locale import Locale
from connecteur_core.model.obligation import Obligation
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.rulesets.checker import CheckedRuleset

OBLIGATION_TEXTS = {
    Obligation.MUST: message("must"),
    Obligation.SHOULD: message("should"),
    Obligation.SUGGESTED: message("suggested"),
}
STATE_TEXTS = {
    State.CURRENT: message("counts"),
    State.FUTURE: message("of the future: shown, not counted"),
    State.OBSOLETE: message("obsolete: no longer counted"),
}


def score_title(checked: CheckedRuleset, locale: Locale, name: str) -> str:
    """The title of a score or measure; one cell of a matrix is called after its element and level, too."""
    measure = checked.measures.get(name)
    if measure is None:
        return locale.scores.get(name, name)
    title = locale.scores.get(measure.declared, measure.declared)
    cell = [locale.titles.get(place, place) for place in (measure.element, measure.level) if place is not None]
    return " – ".join([title, *cell])


def answer_text(ruleset: Ruleset, locale: Locale, item_id: str, value: str) -> str:
    """What an answer on a scale is called: the locale's text for `scale.answer`, or its id."""
    item = ruleset.items[item_id]
    scale = item.scale or ruleset.kind_of(item).scale
    return locale.answers.get(f"{scale}.{value}", value)
