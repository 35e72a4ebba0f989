"""An evaluated assessment as text; used by `assess`, `demo`, `answer` and `next`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from connecteur_cli.output import coloured, display_width, echo, heading, paragraph, table, width
from connecteur_core.evaluation.blocks import Block, find_blocks
from connecteur_core.evaluation.evaluation import CriterionResult, Evaluation, LevelMark
from connecteur_core.evaluation.matrix import Matrix, is_cell, matrices_of
from connecteur_core.evaluation.result_json import notice
from connecteur_core.evaluation.settlement import settlement_text
from connecteur_core.evaluation.uncounted import why_uncounted
from connecteur_core.messages import message, translate
from connecteur_core.model.obligation import Obligation
from connecteur_core.model.status import Answer
from connecteur_core.printable import show
from connecteur_core.rulesets.locales import load_locale
from connecteur_core.rulesets.titles import OBLIGATION_TEXTS, answer_text, score_title

if TYPE_CHECKING:
    from connecteur_core.assessment.assessment import Assessment
    from connecteur_core.planning.next_question import NextQuestion

PRACTICES_SHOWN = 4
REMARK_WIDTH = 20


class AssessmentText:
    """Writes the parts of a result to stdout, in one language."""

    def __init__(self, assessment: Assessment, evaluation: Evaluation, lang: str) -> None:
        self._assessment = assessment
        self._evaluation = evaluation
        self._locale = load_locale(evaluation.ruleset, lang)
        self._lang = lang

    def head(self) -> None:
        """Who, by which rules, on which day, and that it is no label."""
        organisation = self._assessment.organisation
        made_up = f" ({self._say('made up')})" if organisation.made_up else ""
        click.secho(show(organisation.name) + made_up, bold=True)
        paragraph(notice(self._evaluation, self._lang))
        if organisation.founding_member:
            source = organisation.founding_member_source or self._say("no source given")
            text = message("Declared founding member of the project ({source}), apart from any level.", source=source)
            paragraph(text.text(self._lang))

    def levels(self) -> None:
        """Reached, possible, in progress, and the scores."""
        level = self._evaluation.level
        echo()
        rows = [
            [self._say("Level reached"), self._level(level.reached), self._say("certain now")],
            [
                self._say("Level possible"),
                self._level(level.possible),
                self._say("if every open answer turns out well"),
            ],
            [self._say("In progress"), self._level(level.in_progress), ""],
        ]
        checked = self._evaluation.program.checked
        rows += [
            [score_title(checked, self._locale, name), self._span(self._evaluation.shown_score(name)), ""]
            for name in self._evaluation.scores
            if not is_cell(self._evaluation, name)
        ]
        rows += [
            [score_title(checked, self._locale, name), self._say("no value"), self._say("nothing in it applies")]
            for name in self._evaluation.without_value
            if not is_cell(self._evaluation, name)
        ]
        taken = sum(2 + max(display_width(row[column]) for row in rows) for column in (0, 1))
        # Levels of an overlay bear its owner's name; what explains them gives way.
        table(rows if width() - taken >= REMARK_WIDTH else [row[:2] for row in rows], indent=0)
        for matrix in matrices_of(self._evaluation):
            self._matrix(matrix)

    def _matrix(self, matrix: Matrix) -> None:
        """A row for each element, a column for each level; levels by their ids where titles take too much room."""
        heading(self._locale.scores.get(matrix.declared, matrix.declared))
        rows = [
            [self._locale.titles[element], *(self._cell(matrix.cells.get((element, level))) for level in matrix.levels)]
            for element in matrix.elements
        ]
        titles = [["", *(self._locale.titles[level] for level in matrix.levels)], *rows]
        taken = sum(2 + max(map(display_width, column)) for column in zip(*titles, strict=True))
        table(titles if taken <= width() else [["", *matrix.levels], *rows], right=range(1, len(matrix.levels) + 1))

    def _cell(self, shown: tuple[str, str] | None) -> str:
        return "–" if shown is None else self._span(shown)

    def _span(self, shown: tuple[str, str]) -> str:
        low, high = shown
        return low if low == high else message("{low} to {high}", low=low, high=high).text(self._lang)

    def standing_of_figures(self) -> None:
        """The definition and the widened groups, which stand beside every figure (A16, A17)."""
        assessment = self._assessment
        if not self._evaluation.ruleset.figures and assessment.definition is None and assessment.figures is None:
            return
        rows = []
        figures = assessment.figures
        if figures is not None and figures.businesses is not None:
            counted = message(
                "{part} of {whole} supported businesses", part=figures.immigrant_run, whole=figures.businesses
            )
            rows.append([self._say("Immigrant-run"), counted.text(self._lang)])
        definition = assessment.definition
        named = self._say("not chosen yet")
        if definition is not None:
            named = definition.id + (f" ({definition.source})" if definition.source else "")
            if definition.profile:
                named += ", " + message("with the profile {file}", file=definition.profile).text(self._lang)
        rows.append([self._say("Definition of immigrant"), named])
        groups = ", ".join(self._say(group.value) for group in assessment.organisation.widened_groups)
        rows.append([self._say("Counted with immigrants"), groups or self._say("no other group")])
        echo()
        table(rows, indent=0)

    def checklist(self) -> None:
        """All lines by level, with their state in words."""
        heading(self._say("Checklist"))
        words = {status: self._say(status) for status in ("met", "unmet", "undetermined")}
        settled = {name: self._settled(one) for name, one in self._evaluation.criteria.items() if one.settlement}
        size = max(map(len, (*words.values(), *settled.values())))
        for level in self._evaluation.ruleset.levels:
            echo(f"  {level.rank} {self._locale.titles[level.id]}")
            for name, criterion in self._evaluation.criteria.items():
                if criterion.level == level.id:
                    word = settled.get(name) or words[criterion.status]
                    state = coloured(word.ljust(size), criterion.shown_status)
                    computed = f" ({self._say('computed')})" if criterion.computed else ""
                    if criterion.line.obligation is not Obligation.MUST:
                        computed = f" ({OBLIGATION_TEXTS[criterion.line.obligation].text(self._lang)})"
                    echo(f"    {state}  {criterion.id}  {self._title_of(criterion.id)}{computed}")

    def _settled(self, criterion: CriterionResult) -> str:
        """How a line counts as met without being met."""
        assert criterion.settlement is not None, "asked of settled lines only"
        text = settlement_text(criterion.settlement, self._evaluation.ruleset, self._locale, criterion.id)
        return text.text(self._lang)

    def blocks(self) -> None:
        """What stands between the incubator and its next level."""
        blocks = find_blocks(self._evaluation)
        if not blocks:
            heading(self._say("Nothing blocks: every level is reached"))
            return
        target = self._evaluation.level.in_progress
        heading(
            message("What blocks level {rank}, {title}", rank=target.rank, title=self._title(target.id)).text(
                self._lang
            )
        )
        for block in blocks:
            self._block(block)

    def _block(self, block: Block) -> None:
        state = coloured(self._say(block.status), block.status)
        name = f"{block.criterion} {self._title_of(block.criterion)}"
        echo(f"  {self._pair(name, '')}{state}")
        details = []
        if block.unmet and block.unmet != (block.criterion,):
            details.append((self._say("not met"), self._titles(block.unmet)))
        if block.open and block.open != (block.criterion,):
            details.append((self._say("open"), self._titles(block.open)))
        for item in block.open:
            why = why_uncounted(self._evaluation, item, block.obligation)
            if why is not None:
                details.append((item, why.text(self._lang)))
        if block.actors:
            details.append((self._say("who can act"), self._texts(block.actors)))
        if block.practices:
            details.append((self._say("who has done it"), self._practices(block)))
        for label, text in details:
            paragraph(self._pair(label, text), indent=4, hanging=2)

    def _practices(self, block: Block) -> str:
        ruleset = self._evaluation.ruleset
        names = dict.fromkeys(
            ruleset.organisations[organisation].name
            for practice in block.practices
            for organisation in ruleset.items[practice].organisations
        )
        shown = "; ".join(list(names)[:PRACTICES_SHOWN])
        commands = ", ".join(f"connecteur practices --element {element}" for element in block.elements)
        more = message(
            "{names} … ({count} practices: {commands})",
            names=shown,
            count=len(block.practices),
            commands=commands,
        )
        return more.text(self._lang)

    def coverage(self) -> None:
        """Actions by element; information, never a condition."""
        if not any(count.total for count in self._evaluation.coverage.values()):
            return
        heading(self._say("Actions by element (progress, not a condition)"))
        header = ["", *map(self._say, ("met", "part", "not", "n/a", "open", "of"))]
        rows = [header]
        for element, count in self._evaluation.coverage.items():
            numbers = (
                count.met,
                count.partial,
                count.unmet,
                count.not_applicable,
                count.unanswered,
                count.total,
            )
            rows.append([f"{element} {self._locale.titles[element]}", *map(str, numbers)])
        self._narrow(rows)
        table(rows, right=range(1, 7))

    def _narrow(self, rows: list[list[str]]) -> None:
        """Shorten element names so that the numbers stay in one line at 80 columns."""
        room = 34
        for row in rows:
            if len(row[0]) > room:
                row[0] = row[0][: room - 1].rstrip() + "…"

    def flags(self) -> None:
        """What the reader should look at."""
        if not self._evaluation.flags:
            return
        heading(self._say("Look at this"))
        for flag in self._evaluation.flags:
            items = f" ({', '.join(flag.items)})" if flag.items else ""
            paragraph(f"- {flag.message.text(self._lang)}{items}", indent=2, hanging=2)

    def next_question(self, question: NextQuestion | None) -> None:
        """The question that settles most, and why."""
        from connecteur_core.planning.next_question import lacks_justification, why_no_question

        heading(self._say("Next question"))
        if question is None:
            why = why_no_question(self._evaluation)
            certain = message("None: the level is certain. To get further, work on what blocks it.")
            paragraph((why or certain).text(self._lang), indent=2)
            return
        text = self._locale.questions.get(question.item) or self._locale.texts[question.item]
        paragraph(f"{question.item} {text}", indent=2, hanging=2)
        if_met = self._reach(self._say("If met"), question.if_met.reached.rank, question.if_met.possible.rank)
        if_unmet = self._reach(self._say("If not"), question.if_unmet.reached.rank, question.if_unmet.possible.rank)
        paragraph(f"{if_met} {if_unmet}", indent=2)
        if lacks_justification(self._evaluation, question.item):
            ruleset = self._evaluation.ruleset
            length = ruleset.kind_of(ruleset.items[question.item]).reason_length
            said = message("It is answered; a note of {count} characters or more that says why would do.", count=length)
            paragraph(said.text(self._lang), indent=2)
        open_questions = message("Open questions that still matter: {count}.", count=question.remaining)
        paragraph(open_questions.text(self._lang), indent=2)

    def _reach(self, case: str, reached: int, possible: int) -> str:
        return message(
            "{case}: reached {reached}, possible {possible}.", case=case, reached=reached, possible=possible
        ).text(self._lang)

    def _level(self, mark: LevelMark) -> str:
        return f"{mark.rank}  {self._title(mark.id)}"

    def _title(self, level_id: str | None) -> str:
        return self._say("none yet") if level_id is None else self._locale.titles[level_id]

    def _titles(self, items: tuple[str, ...]) -> str:
        return "; ".join(f"{item} {self._locale.titles.get(item) or self._locale.texts[item]}" for item in items)

    def _title_of(self, item: str) -> str:
        return self._locale.titles.get(item) or self._locale.texts[item]

    def _texts(self, items: tuple[str, ...]) -> str:
        return " ".join(self._locale.texts[item] for item in items)

    def _pair(self, name: str, value: str) -> str:
        """“name: value”, spaced as the language does."""
        return message("{name}: {value}", name=name, value=value).text(self._lang)

    def _say(self, template: str) -> str:
        return translate(template, self._lang)

    def answered(self, item: str, status: str) -> None:
        """One answer just given, and the level after it."""
        level = self._evaluation.level
        said = self._say(status.replace("_", " "))
        if self._evaluation.answers.get(item, Answer()).value == status:
            said = answer_text(self._evaluation.ruleset, self._locale, item, status)
        text = message("{item}: {status}.", item=item, status=said)
        where = message(
            "Level reached {reached}, possible {possible}.",
            reached=level.reached.rank,
            possible=level.possible.rank,
        )
        paragraph(f"{text.text(self._lang)} {where.text(self._lang)}")
