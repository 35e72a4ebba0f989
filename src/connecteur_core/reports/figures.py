"""Head counts, and the definition without which they mean nothing."""

from __future__ import annotations

from connecteur_core.definitions.definition import VersionEntry
from connecteur_core.diagnostics import UnknownName
from connecteur_core.messages import message
from connecteur_core.reports.document import Fact
from connecteur_core.reports.subject import Subject

SMALLEST_PUBLISHED = 10
"""Counts of people below this are not published; the same minimum as that of tables."""


def counted_businesses(subject: Subject, *, publish: bool = False) -> list[Fact]:
    """Immigrant-run businesses of all supported ones, or nothing when they were not counted."""
    figures = subject.assessment.figures
    if figures is None or figures.businesses is None:
        return []
    part: object = "?" if figures.immigrant_run is None else figures.immigrant_run
    whole = figures.businesses
    if publish and figures.immigrant_run is not None and is_small(figures.immigrant_run, whole):
        return [Fact(subject.say("Immigrant-run"), subject.say("not published: the numbers are small"))]
    counted = subject.tell(message("{part} of {whole} supported businesses", part=part, whole=whole))
    day = figures.counted_on
    note = "" if day is None else subject.tell(message("counted on {day}", day=day.isoformat()))
    return [Fact(subject.say("Immigrant-run"), counted, note)]


def is_small(part: int, whole: int) -> bool:
    """Whether a count, or what is left of the whole, could point at somebody."""
    return any(0 < count < SMALLEST_PUBLISHED for count in (part, whole - part))


def definition_of_figures(subject: Subject) -> list[Fact]:
    """The definition that the assessment chose, with what its plugin says of it."""
    chosen = subject.assessment.definition
    if chosen is None:
        return [Fact(subject.say("Definition of immigrant"), subject.say("not chosen yet"))]
    facts = [Fact(subject.say("Definition of immigrant"), chosen.id)]
    entry = _entry(chosen.id, subject)
    if entry is not None:
        facts.append(Fact(subject.say("Title"), entry.title.get(subject.lang, "")))
    wording = chosen.text or (entry.rule.get(subject.lang, "") if entry else "")
    if wording:
        facts.append(Fact(subject.say("Wording"), wording))
    if chosen.source or entry is not None:
        sources = dict.fromkeys(filter(None, (chosen.source, entry.source if entry else None)))
        facts.append(Fact(subject.say("Source"), "; ".join(sources)))
    if chosen.profile:
        facts.append(Fact(subject.say("Profile of the city"), chosen.profile))
    if chosen.chosen_on is not None:
        facts.append(Fact(subject.say("In use since"), chosen.chosen_on.isoformat()))
    return [fact for fact in facts if fact.value]


def _entry(definition_id: str, subject: Subject) -> VersionEntry | None:
    """The wording in force on the day; None for a definition that no plugin here has."""
    from connecteur_core.plugins.definitions import find_checked_definition  # noqa: PLC0415 -- finding plugins: 30 ms

    name, _, version = definition_id.partition("@")
    try:
        checked = find_checked_definition(name)
    except UnknownName:
        return None
    entries = [one.entry for one in checked.versions if version in ("", one.entry.version)]
    return next((entry for entry in entries if version or entry.holds_on(subject.evaluation.on)), None)
