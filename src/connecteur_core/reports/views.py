"""For whom a report is: which sections it has, in which order, and how many pages it may take."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from functools import partial

from attrs import frozen

from connecteur_core.evaluation.result_json import notice, result_to_json
from connecteur_core.messages import Message, message, translate
from connecteur_core.model.item import Performer
from connecteur_core.reports.abridge import Room, abridge
from connecteur_core.reports.ahead import blocks_section, flags_section, plan_section, practices_section
from connecteur_core.reports.answers import (
    checklist_section,
    coverage_section,
    element_sections,
    evidence_section,
    services_section,
    support_counts,
    undelivered_section,
)
from connecteur_core.reports.document import Document, Section
from connecteur_core.reports.grounds import reasons_section, rules_section, source_text
from connecteur_core.reports.hearing import answered_elements, exhibit_section, findings_section
from connecteur_core.reports.indicators import indicators_section
from connecteur_core.reports.partners import contributions_section
from connecteur_core.reports.standing import definition_section, standing_section
from connecteur_core.reports.subject import Subject, without_persons


class View(Enum):
    """The readers of a report."""

    BOARD = "board"
    FUNDER = "funder"
    CITY = "city"
    JURY = "jury"
    PORTFOLIO = "portfolio"
    PUBLIC = "public"


@frozen
class _Layout:
    kicker: Message
    sections: Callable[[Subject], Iterable[Section | None]]
    pages: int | None = None
    room: Room | None = None
    annex: Callable[[Subject], Iterable[Section]] = lambda _: ()


def compose_report(subject: Subject, view: View) -> Document:
    """The report on one assessment; a portfolio is composed by `compose_portfolio`."""
    layout = _LAYOUTS[view]
    shown = without_persons(subject) if view is View.PUBLIC else subject
    own, evaluation = shown.assessment.organisation, shown.evaluation
    place = ", ".join(filter(None, (own.place, own.country)))
    document = Document(
        view=view.value,
        lang=subject.lang,
        title=shown.organisation(),
        kicker=shown.tell(layout.kicker),
        details=tuple(filter(None, (place, evaluation.on.isoformat()))),
        notice=notice(evaluation, subject.lang),
        sections=tuple(section for section in layout.sections(shown) if section is not None),
        source=source_text(shown),
        words=page_words(subject.lang),
        day=evaluation.on.isoformat(),
        data=result_to_json(evaluation, subject.lang),
        pages=layout.pages,
        annex=tuple(layout.annex(shown)),
    )
    return document if layout.room is None else abridge(document, layout.room)


def page_words(lang: str) -> dict[str, str]:
    """The fixed words of a page."""
    say = translate
    return {
        "contents": say("Contents", lang),
        "skip": say("Skip to the content", lang),
        "total": say("in all", lang),
        "progress": say("Progress", lang),
        "name": say("name", lang),
        "value": say("value", lang),
        "state": say("state", lang),
        "note": say("note", lang),
    }


def _board(subject: Subject) -> Iterable[Section | None]:
    yield standing_section(subject)
    yield flags_section(subject)
    yield blocks_section(subject)
    yield plan_section(subject)
    yield checklist_section(subject)
    yield evidence_section(subject)
    yield coverage_section(subject)
    yield services_section(subject)
    yield indicators_section(subject)
    yield contributions_section(subject, spoken_of=True)
    yield practices_section(subject)
    yield definition_section(subject)
    yield reasons_section(subject)
    yield rules_section(subject)


def _funder(subject: Subject) -> Iterable[Section | None]:
    yield standing_section(subject)
    yield blocks_section(subject, brief=True)
    yield plan_section(subject)
    yield support_counts(subject)
    yield indicators_section(subject)
    yield definition_section(subject)
    yield contributions_section(subject)


def _city(subject: Subject) -> Iterable[Section | None]:
    yield standing_section(subject)
    yield blocks_section(subject, brief=True)
    yield contributions_section(subject, by=Performer.CITY)
    yield undelivered_section(subject)
    yield definition_section(subject)


def _jury(subject: Subject) -> Iterable[Section | None]:
    yield exhibit_section(subject)
    yield standing_section(subject)
    yield findings_section(subject)
    yield flags_section(subject)
    yield from answered_elements(subject)
    yield services_section(subject)
    yield indicators_section(subject)
    yield definition_section(subject)
    yield reasons_section(subject)
    yield rules_section(subject)


def _public(subject: Subject) -> Iterable[Section | None]:
    yield standing_section(subject, publish=True)
    yield checklist_section(subject)
    yield support_counts(subject)
    yield coverage_section(subject)
    yield indicators_section(subject, publish=True)
    yield practices_section(subject)
    yield definition_section(subject)
    yield rules_section(subject)


_LAYOUTS = {
    View.BOARD: _Layout(message("Report to the board"), _board, annex=element_sections),
    View.FUNDER: _Layout(
        message("Report to funders"),
        _funder,
        pages=2,
        room=Room(line=200, text=100, rows=3, whole=frozenset({"contributions"})),
    ),
    View.CITY: _Layout(
        message("Report to the city"),
        _city,
        pages=1,
        room=Room(line=95, text=80, rows=3, whole=frozenset({"contributions"})),
    ),
    View.JURY: _Layout(message("File for the jury"), _jury, annex=element_sections),
    View.PUBLIC: _Layout(message("Public report"), _public, annex=partial(element_sections, personal=False)),
}
