"""Where an incubator stands: the levels as a path, key figures, the definition its figures rest on."""

from __future__ import annotations

from collections.abc import Iterator

from connecteur_core.evaluation.evaluation import LevelResult
from connecteur_core.evaluation.matrix import Matrix, is_cell, matrices_of
from connecteur_core.messages import message, translate
from connecteur_core.model.locale import Locale
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.reports.document import (
    Cell,
    Column,
    Fact,
    Facts,
    Paragraph,
    Part,
    Path,
    Section,
    Step,
    Table,
)
from connecteur_core.reports.figures import counted_businesses, definition_of_figures
from connecteur_core.reports.subject import Subject
from connecteur_core.rulesets.titles import score_title


def standing_section(subject: Subject, *, publish: bool = False) -> Section:
    """The path, then the key figures; with `publish`, without small numbers of people."""
    evaluation = subject.evaluation
    level = evaluation.level
    parts: list[Part] = [level_path(evaluation.ruleset, level, subject.locale, subject.lang)]
    parts.append(Paragraph(next_step(subject)))
    facts = [
        Fact(subject.say("Level reached"), subject.level(level.reached), subject.say("certain now")),
        Fact(
            subject.say("Level possible"),
            subject.level(level.possible),
            subject.say("if every open answer turns out well"),
        ),
    ]
    facts += _scores(subject)
    facts += counted_businesses(subject, publish=publish)
    parts.append(Facts(tuple(facts)))
    parts += [_matrix_table(subject, matrix) for matrix in matrices_of(evaluation)]
    return Section("standing", subject.say("Where it stands"), tuple(parts))


def _scores(subject: Subject) -> Iterator[Fact]:
    """The scores that are no cells of a matrix, then those without a value."""
    evaluation = subject.evaluation
    for name in (*evaluation.scores, *evaluation.without_value):
        if not is_cell(evaluation, name):
            shown = evaluation.shown_score(name) if name in evaluation.scores else None
            title = score_title(evaluation.program.checked, subject.locale, name)
            yield Fact(title, subject.say("no value") if shown is None else _span(subject, shown))


def _matrix_table(subject: Subject, matrix: Matrix) -> Table:
    titles = subject.locale.titles
    caption = subject.locale.scores.get(matrix.declared, matrix.declared)
    columns = (
        Column("element", caption, 4),
        *(Column(level, titles[level], 2, number=True) for level in matrix.levels),
    )
    rows = tuple(
        (
            Cell(titles[element], value=element),
            *(_matrix_cell(subject, matrix.cells.get((element, level))) for level in matrix.levels),
        )
        for element in matrix.elements
    )
    return Table(f"matrix-{matrix.declared}", caption, columns, rows)


def _matrix_cell(subject: Subject, shown: tuple[str, str] | None) -> Cell:
    if shown is None:
        return Cell("–", value="")
    whole = shown[0] == shown[1] and shown[0].isdecimal()
    return Cell(_span(subject, shown), value=int(shown[0]) if whole else None)


def _span(subject: Subject, shown: tuple[str, str]) -> str:
    low, high = shown
    return low if low == high else subject.tell(message("{low} to {high}", low=low, high=high))


def level_path(ruleset: Ruleset, level: LevelResult, locale: Locale, lang: str) -> Path:
    """All levels as stairs, with the sentence that says the same."""
    summary = message(
        "Level reached: {reached} of {count}. Level still possible: {possible}. In progress: {current}.",
        reached=level.reached.rank,
        count=len(ruleset.levels),
        possible=level.possible.rank,
        current=level.in_progress.rank,
    )
    return Path(level_steps(ruleset, level, locale, lang), summary.text(lang))


def level_steps(ruleset: Ruleset, level: LevelResult, locale: Locale, lang: str) -> tuple[Step, ...]:
    """One step for each level, lowest first."""
    words = {
        "reached": translate("reached", lang),
        "possible": translate("still possible", lang),
        "beyond": translate("not possible with these answers", lang),
    }
    steps = []
    for one in ruleset.levels:
        state = "reached" if one.rank <= level.reached.rank else "possible"
        state = state if one.rank <= level.possible.rank else "beyond"
        current = one.id == level.in_progress.id and state != "reached"
        word = translate("in progress", lang) if current and state == "possible" else words[state]
        steps.append(Step(one.rank, locale.titles[one.id], state, word, current))
    return tuple(steps)


def next_step(subject: Subject) -> str:
    """What the level in progress asks for, or that there is no further one."""
    level = subject.evaluation.level
    if level.reached == level.in_progress:
        return subject.say("Every level is reached.")
    return subject.locale.texts[level.in_progress.id or ""]


def definition_section(subject: Subject) -> Section | None:
    """Who counts as an immigrant in the figures, by which text, and who is counted with them.

    None for a ruleset that has no such figures, unless the assessment gives some.
    """
    assessment = subject.assessment
    if not subject.evaluation.ruleset.figures and assessment.definition is None and assessment.figures is None:
        return None
    groups = ", ".join(subject.say(group.value) for group in assessment.organisation.widened_groups)
    facts = definition_of_figures(subject)
    facts.append(Fact(subject.say("Counted with immigrants"), groups or subject.say("no other group")))
    founding = assessment.organisation
    if founding.founding_member:
        source = founding.founding_member_source or subject.say("no source given")
        text = message("Declared founding member of the project ({source}), apart from any level.", source=source)
        return Section("definition", _title(subject), (Facts(tuple(facts), long=True), Paragraph(subject.tell(text))))
    return Section("definition", _title(subject), (Facts(tuple(facts), long=True),))


def _title(subject: Subject) -> str:
    return subject.say("Who is counted, and by which definition")
