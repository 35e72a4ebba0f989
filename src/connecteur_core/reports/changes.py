"""What changed between two states of one assessment, as a document."""

from __future__ import annotations

from connecteur_core.evaluation.evaluation import LevelMark
from connecteur_core.evaluation.policies import policy_text
from connecteur_core.evaluation.settlement import SETTLED
from connecteur_core.messages import message, translate
from connecteur_core.portfolio.changes import Change, Changes
from connecteur_core.portfolio.to_json import changes_to_json
from connecteur_core.reports.document import Cell, Column, Document, Fact, Facts, Paragraph, Section, Table, Tone
from connecteur_core.reports.standing import level_path
from connecteur_core.reports.views import page_words
from connecteur_core.rulesets.locales import load_locale

_TONES = {
    "met": Tone.MET,
    "partial": Tone.PARTIAL,
    "unmet": Tone.UNMET,
    "not_applicable": Tone.APART,
    "undetermined": Tone.OPEN,
    "unanswered": Tone.OPEN,
    SETTLED: Tone.SETTLED,
}


def compose_changes(name: str, changes: Changes, lang: str) -> Document:
    """The report on what changed in the assessment of the organisation `name`."""
    after = changes.after
    locale = load_locale(after.ruleset, lang)
    told = message(
        "From {before} to {after}, policy {policy}.",
        before=f"{changes.before.ruleset.reference}, {changes.before.on.isoformat()}",
        after=f"{after.ruleset.reference}, {after.on.isoformat()}",
        policy=policy_text(after.policy),
    )
    return Document(
        view="changes",
        lang=lang,
        title=name,
        kicker=translate("What changed", lang),
        details=(f"{changes.before.on.isoformat()} → {after.on.isoformat()}",),
        notice=told.text(lang),
        sections=_sections(changes, lang),
        source=locale.notice,
        words=page_words(lang),
        day=after.on.isoformat(),
        data=changes_to_json(changes),
    )


def _sections(changes: Changes, lang: str) -> tuple[Section, ...]:
    locale = load_locale(changes.after.ruleset, lang)
    facts = (
        Fact(translate("Level reached", lang), _step(*changes.reached)),
        Fact(translate("Level possible", lang), _step(*changes.possible)),
    )
    path = level_path(changes.after.ruleset, changes.after.level, locale, lang)
    sections = [Section("levels", translate("Levels", lang), (path, Facts(facts)))]
    if changes.is_empty:
        nothing = Paragraph(translate("Nothing changed.", lang))
        return (*sections, Section("changes", translate("Changes", lang), (nothing,)))
    texts = dict(locale.texts)
    if changes.criteria:
        sections.append(_changed("checklist", translate("Checklist", lang), changes.criteria, texts, lang))
    if changes.answers:
        sections.append(_changed("answers", translate("Answers", lang), changes.answers, texts, lang))
    if changes.evidence:
        title = translate("Evidence", lang)
        columns = (
            Column("id", translate("line", lang), 2),
            Column("what", translate("what it says", lang), 8),
            Column("change", translate("pieces of evidence", lang), 3, number=True),
        )
        rows = tuple(
            (Cell(item), Cell(texts.get(item, "")), Cell(f"{count:+d}", value=count))
            for item, count in changes.evidence.items()
        )
        sections.append(Section("evidence", title, (Table("evidence", title, columns, rows),)))
    return tuple(sections)


def _changed(name: str, title: str, changes: tuple[Change, ...], texts: dict[str, str], lang: str) -> Section:
    columns = (
        Column("id", translate("line", lang), 2),
        Column("what", translate("what it says", lang), 8),
        Column("before", translate("before", lang), 3),
        Column("after", translate("after", lang), 3),
    )
    rows = tuple(
        (Cell(one.id), Cell(texts.get(one.id, "")), _state(one.before, lang), _state(one.after, lang))
        for one in changes
    )
    return Section(name, title, (Table(name, title, columns, rows),))


def _state(word: str, lang: str) -> Cell:
    return Cell(translate(word.replace("_", " "), lang), _TONES.get(word), word)


def _step(before: LevelMark, after: LevelMark) -> str:
    return f"{before.rank}" if before == after else f"{before.rank} → {after.rank}"
