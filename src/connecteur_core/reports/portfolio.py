"""The incubators of a city beside each other: small multiples, a table, what blocks, what partners bring."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from attrs import frozen

from connecteur_core.diagnostics import Diagnostic
from connecteur_core.evaluation.policies import policy_text
from connecteur_core.evaluation.settlement import SETTLED
from connecteur_core.messages import message, plural_message, translate
from connecteur_core.model.locale import Locale
from connecteur_core.portfolio.compare import Comparison, Portfolio, Standing
from connecteur_core.portfolio.to_json import portfolio_to_json
from connecteur_core.reports.document import (
    Bar,
    Bars,
    Cell,
    Column,
    Document,
    Listing,
    Miniature,
    Miniatures,
    Paragraph,
    Section,
    Table,
)
from connecteur_core.reports.standing import level_steps
from connecteur_core.reports.subject import LINE_TONES
from connecteur_core.reports.views import page_words
from connecteur_core.rulesets.locales import load_locale


def compose_portfolio(portfolio: Portfolio, lang: str) -> Document:
    """The report on all incubators, one ruleset after the other."""
    several = len(portfolio.comparisons) > 1
    sections: list[Section] = []
    for number, comparison in enumerate(portfolio.comparisons, start=1):
        builder = _Builder(comparison, load_locale(comparison.ruleset, lang), lang, f"-{number}" if several else "")
        sections += builder.sections()
    if portfolio.left_out:
        told = tuple(_left_out(finding, lang) for finding in portfolio.left_out)
        sections.append(Section("left-out", translate("Left out", lang), (Listing(told),)))
    count = sum(len(comparison.standings) for comparison in portfolio.comparisons)
    rulesets = ", ".join(comparison.ruleset.reference for comparison in portfolio.comparisons)
    notice = message(
        "Self-assessments, not labels, and no ranking. Ruleset {ruleset}, policy {policy}, {day}.",
        ruleset=rulesets,
        policy=policy_text(portfolio.policy),
        day=portfolio.on.isoformat(),
    )
    counted = plural_message("{count} incubator", "{count} incubators", count=count)
    return Document(
        view="portfolio",
        lang=lang,
        title=portfolio.name or translate("Incubators", lang),
        kicker=translate("Portfolio", lang),
        details=(counted.text(lang), portfolio.on.isoformat()),
        notice=notice.text(lang),
        sections=tuple(sections),
        source=" ".join(dict.fromkeys(load_locale(one.ruleset, lang).notice for one in portfolio.comparisons)),
        words=page_words(lang),
        day=portfolio.on.isoformat(),
        data=portfolio_to_json(portfolio, lang),
    )


@frozen(eq=False)
class _Builder:
    """The sections on the incubators that answered one ruleset; `suffix` tells theirs from those of others."""

    comparison: Comparison
    locale: Locale
    lang: str
    suffix: str

    def sections(self) -> Iterator[Section]:
        for name, title, parts in (
            ("overview", self.say("At a glance"), (self._levels(), self._miniatures())),
            ("incubators", self.say("Incubators"), (self._incubators(),)),
            ("blocks", self.say("What blocks most"), (self._blocks(),)),
            ("coverage", self.say("Actions by element (progress, not a condition)"), (self._coverage(),)),
            ("contributions", self.say("Needs against contributions"), (self._supplies(),)),
        ):
            shown = tuple(part for part in parts if part is not None)
            if shown:
                yield Section(f"{name}{self.suffix}", self.captioned(title), shown)

    def say(self, english: str) -> str:
        return translate(english, self.lang)

    def captioned(self, title: str) -> str:
        """A title, with the ruleset where there are several."""
        return f"{title} ({self.comparison.ruleset.reference})" if self.suffix else title

    def _table(self, name: str, title: str, columns: tuple[Column, ...], rows: Sequence[tuple[Cell, ...]]) -> Table:
        return Table(f"{name}{self.suffix}", self.captioned(title), columns, tuple(rows))

    def _levels(self) -> Table:
        columns = (
            Column("level", self.say("level"), 6),
            Column("reached", self.say("highest reached"), 3, number=True),
            Column("possible", self.say("highest possible"), 3, number=True),
        )
        rows = []
        for name, reached, possible in self.comparison.levels():
            title = self.say("none yet") if name is None else f"{name} {self.locale.titles[name]}"
            rows.append((Cell(title), _number(reached), _number(possible)))
        return self._table("levels", self.say("Levels"), columns, rows)

    def _miniatures(self) -> Miniatures:
        return Miniatures(tuple(self._miniature(one) for one in self.comparison.standings))

    def _miniature(self, one: Standing) -> Miniature:
        level = one.level
        summary = message(
            "reached {reached}, possible {possible}", reached=level.reached.rank, possible=level.possible.rank
        )
        steps = level_steps(self.comparison.ruleset, level, self.locale, self.lang)
        tones = tuple(LINE_TONES[status] for status in one.shown_criteria().values())
        return Miniature(self._name(one), steps, tones, summary.text(self.lang))

    def _name(self, one: Standing) -> str:
        return f"{one.name} ({self.say('made up')})" if one.made_up else one.name

    def _incubators(self) -> Table:
        any_settled = SETTLED in self.comparison.shown_words()
        settled_column = (Column(SETTLED, self.say("lines settled otherwise"), 2, number=True),) if any_settled else ()
        columns = (
            Column("name", self.say("incubator"), 6),
            Column("reached", self.say("reached"), 2, number=True),
            Column("possible", self.say("possible"), 2, number=True),
            Column("met", self.say("lines met"), 2, number=True),
            *settled_column,
            Column("open", self.say("lines open"), 2, number=True),
            Column("blocks", self.say("what blocks the next level"), 5),
        )
        rows = []
        for one in self.comparison.standings:
            statuses = list(one.shown_criteria().values())
            ranks = (one.level.reached.rank, one.level.possible.rank)
            settled = (statuses.count(SETTLED),) if any_settled else ()
            counts = (*ranks, statuses.count("met"), *settled, statuses.count("undetermined"))
            rows.append((Cell(self._name(one)), *map(_number, counts), Cell(" ".join(one.blocks))))
        return self._table("incubators", self.say("Incubators"), columns, rows)

    def _blocks(self) -> Table | None:
        counted = self.comparison.blocks()
        if not counted:
            return None
        statuses, words = self.comparison.shown_statuses(), self.comparison.shown_words()
        columns = (
            Column("line", self.say("line"), 9),
            Column("blocks", self.say("blocks"), 2, number=True),
            *(Column(status, self.say(status), 2, number=True) for status in words),
        )
        rows = [
            (
                Cell(f"{line} {self.locale.titles[line]}"),
                _number(count),
                *(_number(statuses[line][status]) for status in words),
            )
            for line, count in counted
        ]
        return self._table("blocks", self.say("What blocks most"), columns, rows)

    def _coverage(self) -> Bars:
        words = tuple(map(self.say, ("met", "partial", "unmet", "not applicable", "unanswered")))
        bars = tuple(
            Bar(
                f"{element} {self.locale.titles[element]}",
                (one.met, one.partial, one.unmet, one.not_applicable, one.unanswered),
            )
            for element, one in self.comparison.coverage().items()
        )
        title = self.say("Actions by element (progress, not a condition)")
        return Bars(f"coverage{self.suffix}", self.captioned(title), self.say("Element"), words, bars)

    def _supplies(self) -> Table | Paragraph:
        supplies = self.comparison.supplies()
        if not supplies:
            return Paragraph(self.say("Nobody has said yet what is needed or offered."), quiet=True)
        columns = (
            Column("contribution", self.say("contribution"), 9),
            Column("needed", self.say("needed"), 2, number=True),
            Column("received", self.say("there"), 2, number=True),
            Column("promised", self.say("promised"), 2, number=True),
            Column("lacking", self.say("lacking"), 2, number=True),
            Column("offers", self.say("offered by"), 5),
        )
        rows = [
            (
                Cell(f"{one.item} {self.locale.texts[one.item]}"),
                *map(_number, (one.needed, one.received, one.promised, one.lacking)),
                Cell(", ".join(one.offers)),
            )
            for one in supplies
        ]
        return self._table("contributions", self.say("Needs against contributions"), columns, rows)


def _left_out(finding: Diagnostic, lang: str) -> str:
    """The finding, with the name of the file alone: where it lies is nobody's business on a page that is handed on."""
    what = f"{finding.code} {finding.message.text(lang)}"
    return what if finding.at is None else f"{Path(finding.at.file).name}: {what}"


def _number(count: int) -> Cell:
    return Cell(str(count), value=count)
