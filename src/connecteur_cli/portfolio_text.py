"""A portfolio, and what changed in an assessment, as text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

import click

from connecteur_cli.output import echo, heading, paragraph, table, wrapped
from connecteur_core.evaluation.evaluation import LevelMark
from connecteur_core.evaluation.policies import policy_text
from connecteur_core.messages import message, translate
from connecteur_core.model.locale import Locale
from connecteur_core.model.overlay import standing_on
from connecteur_core.portfolio.changes import Change, Changes
from connecteur_core.portfolio.compare import Comparison, Portfolio
from connecteur_core.portfolio.matching import Assignment, Need
from connecteur_core.printable import show
from connecteur_core.rulesets.locales import load_locale

INCUBATORS_SHOWN = 30
_NAME_WIDTH = 34


class PortfolioText:
    """Writes a portfolio to stdout, in one language."""

    def __init__(self, portfolio: Portfolio, lang: str) -> None:
        self._portfolio = portfolio
        self._lang = lang

    def show(self, *, show_all: bool, assignments: Sequence[Assignment] = ()) -> None:
        """For each ruleset: incubators, levels, what blocks, coverage, contributions; and who gets what."""
        if self._portfolio.name:
            click.secho(show(self._portfolio.name), bold=True)
        for comparison, assignment in zip_longest(self._portfolio.comparisons, assignments):
            locale = load_locale(comparison.ruleset, self._lang)
            self._head(comparison)
            self._incubators(comparison, show_all=show_all)
            self._levels(comparison, locale)
            self._blocks(comparison, locale)
            self._coverage(comparison, locale)
            self._supplies(comparison, locale)
            if assignment is not None:
                self._assignment(assignment, locale)

    def _head(self, comparison: Comparison) -> None:
        text = message(
            "Self-assessments, not labels: {count} incubators. Ruleset {ruleset}, policy {policy}, {day}.",
            count=len(comparison.standings),
            ruleset=standing_on(comparison.ruleset),
            policy=policy_text(self._portfolio.policy),
            day=self._portfolio.on.isoformat(),
        )
        paragraph(text.text(self._lang))

    def _incubators(self, comparison: Comparison, *, show_all: bool) -> None:
        heading(self._say("Incubators"))
        shown = comparison.standings if show_all else comparison.standings[:INCUBATORS_SHOWN]
        rows = [("", self._say("reached"), self._say("possible"), self._say("what blocks the next level"))]
        for one in shown:
            name = _shortened(one.name) + (f" ({self._say('made up')})" if one.made_up else "")
            blocks = " ".join(one.blocks) or "-"
            rows.append((name, str(one.level.reached.rank), str(one.level.possible.rank), blocks))
        table(rows, right=(1, 2))
        rest = len(comparison.standings) - len(shown)
        if rest:
            text = message("{count} more: --all lists them", count=rest)
            paragraph(text.text(self._lang), indent=2)

    def _levels(self, comparison: Comparison, locale: Locale) -> None:
        heading(self._say("Levels"))
        rows = [("", self._say("reached"), self._say("possible"))]
        for name, reached, possible in comparison.levels():
            title = self._say("none yet") if name is None else f"{name} {locale.titles[name]}"
            rows.append((title, str(reached), str(possible)))
        table(rows, right=(1, 2))

    def _blocks(self, comparison: Comparison, locale: Locale) -> None:
        counted = comparison.blocks()
        if not counted:
            return
        heading(self._say("What blocks most"))
        statuses, words = comparison.shown_statuses(), comparison.shown_words()
        rows = [(self._say("blocks"), *(self._say(word) for word in words), "")]
        for line, count in counted:
            counts = (str(statuses[line][word]) for word in words)
            rows.append((str(count), *counts, f"{line} {locale.texts[line]}"))
        table(rows, right=range(len(words) + 1))

    def _coverage(self, comparison: Comparison, locale: Locale) -> None:
        heading(self._say("Coverage"))
        rows = [(self._say("met"), self._say("items"), "")]
        for element, counts in comparison.coverage().items():
            rows.append((str(counts.met), str(counts.total), f"{element} {locale.titles[element]}"))
        table(rows, right=(0, 1))

    def _supplies(self, comparison: Comparison, locale: Locale) -> None:
        supplies = comparison.supplies()
        if not supplies:
            return
        heading(self._say("Contributions of partners"))
        rows = [(self._say("needed"), self._say("there"), self._say("promised"), self._say("lacking"), "")]
        for one in supplies:
            text = f"{one.item} {locale.texts[one.item]}"
            if one.offers:
                offered = message("offered by {partners}", partners=", ".join(one.offers))
                text += f" ({offered.text(self._lang)})"
            rows.append((str(one.needed), str(one.received), str(one.promised), str(one.lacking), text))
        table(rows, right=(0, 1, 2, 3))

    def _assignment(self, assignment: Assignment, locale: Locale) -> None:
        heading(self._say("Who gets what"))
        if not assignment.given:
            paragraph(self._say("No offer meets a need."), indent=2)
        rows = [
            (_shortened(need.incubator.name), f"{self._need(need, locale)}: {offer.partner}")
            for need, offer in assignment.given
        ]
        if rows:
            table(rows)
        text = message(
            "Met: {met} needs, {blocking} of which block a level. Left: {left}.",
            met=len(assignment.given),
            blocking=assignment.blocking,
            left=len(assignment.left),
        )
        paragraph(text.text(self._lang), indent=2)

    def _need(self, need: Need, locale: Locale) -> str:
        text = f"{'/'.join(need.items)} {locale.texts[need.items[0]]}"
        return message("{need} (blocks a level)", need=text).text(self._lang) if need.blocking else text

    def _say(self, english: str) -> str:
        return translate(english, self._lang)


def show_changes(name: str, changes: Changes, lang: str) -> None:
    """What changed, or that nothing did."""
    click.secho(show(name), bold=True)
    locale = load_locale(changes.after.ruleset, lang)
    before, after = changes.before, changes.after
    text = message(
        "From {before} to {after}, policy {policy}.",
        before=message("{ruleset}, {day}", ruleset=standing_on(before.ruleset), day=before.on.isoformat()),
        after=message("{ruleset}, {day}", ruleset=standing_on(after.ruleset), day=after.on.isoformat()),
        policy=policy_text(after.policy),
    )
    paragraph(text.text(lang))
    if changes.is_empty:
        echo()
        paragraph(translate("Nothing changed.", lang))
        return
    echo()
    rows = [
        (translate("Level reached", lang), _step(*changes.reached)),
        (translate("Level possible", lang), _step(*changes.possible)),
    ]
    table(rows, indent=0)
    _show_list("Checklist", changes.criteria, locale, lang)
    _show_list("Answers", changes.answers, locale, lang)
    if changes.evidence:
        heading(translate("Evidence", lang))
        table([(item, f"{count:+d}") for item, count in changes.evidence.items()], right=(1,))


def _show_list(title: str, changes: tuple[Change, ...], locale: Locale, lang: str) -> None:
    if not changes:
        return
    heading(translate(title, lang))
    for change in changes:
        step = f"{translate(change.before, lang)} → {translate(change.after, lang)}"
        table([(change.id, step)])
        text = locale.texts.get(change.id)
        if text:
            for line in wrapped(text, indent=4):
                echo(line)


def _step(before: LevelMark, after: LevelMark) -> str:
    return f"{before.rank}" if before == after else f"{before.rank} → {after.rank}"


def _shortened(name: str) -> str:
    return name if len(name) <= _NAME_WIDTH else name[: _NAME_WIDTH - 1] + "…"
