"""A ruleset and its items as text; used by `show` and the look-ups."""

from __future__ import annotations

from collections import Counter

import click

from connecteur_cli.output import echo, heading, paragraph, table
from connecteur_core.messages import message, translate
from connecteur_core.model.item import Item, State
from connecteur_core.model.obligation import Obligation
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.printable import show
from connecteur_core.rulesets.catalogue import Practice
from connecteur_core.rulesets.locales import load_locale
from connecteur_core.rulesets.provenance import describe_overlays, provenance_of
from connecteur_core.rulesets.titles import OBLIGATION_TEXTS, STATE_TEXTS, answer_text


class RulesetText:
    """Writes a ruleset, or one entry of it, to stdout in one language."""

    def __init__(self, ruleset: Ruleset, lang: str) -> None:
        self._ruleset = ruleset
        self._locale = load_locale(ruleset, lang)
        self._lang = lang

    def overview(self) -> None:
        """Title, source, levels with their lines, elements, how many entries of each kind."""
        self.source()
        for level in self._ruleset.levels:
            heading(f"{level.rank} {self._locale.titles[level.id]}")
            paragraph(self._locale.texts[level.id], indent=2)
            for item in self._ruleset.items.values():
                if item.level == level.id and self._ruleset.kind_of(item).decides:
                    deeper = 2 if item.part_of else 0
                    paragraph(f"{item.id} {self._locale.titles[item.id]}", indent=2 + deeper, hanging=2)
            for element in self._ruleset.elements:
                if element.level == level.id:
                    paragraph(
                        f"{self._say('Element')} {element.id} {self._locale.titles[element.id]}",
                        indent=2,
                        hanging=2,
                    )
        heading(self._say("Entries"))
        kinds = Counter(item.kind for item in self._ruleset.items.values())
        table([[str(count), self._locale.kinds[kind]] for kind, count in kinds.items()], right=[0])
        echo()
        paragraph(message("One entry in full: connecteur show {id} ID", id=self._ruleset.id).text(self._lang))

    def source(self) -> None:
        """What the ruleset rests on, and that it is not endorsed."""
        source = self._ruleset.source
        click.secho(show(self._locale.title), bold=True)
        echo(f"{self._ruleset.reference}")
        paragraph(self._locale.summary)
        paragraph(
            message(
                "Source: {author}, {title}, {publisher}, {published}.",
                author=source.author,
                title=source.title,
                publisher=source.publisher,
                published=f"{source.published:%Y-%m}",
            ).text(self._lang)
        )
        paragraph(self._locale.notice)
        for sentence in describe_overlays(self._ruleset):
            paragraph(sentence.text(self._lang))

    def rung(self, rung_id: str) -> None:
        """A level or an element in full."""
        click.secho(f"{rung_id} {self._locale.titles[rung_id]}", bold=True)
        paragraph(self._locale.texts[rung_id])
        below = [
            item
            for item in self._ruleset.items.values()
            if item.part_of is None and (item.element == rung_id or (item.level == rung_id and item.element is None))
        ]
        for item in below:
            paragraph(f"{item.id} {self._name(item)}", indent=2, hanging=2)
        self._provenance(rung_id)
        self._readings(rung_id)

    def doubt(self, doubt_id: str) -> None:
        """How one unclear place of the source is read."""
        doubt = next(doubt for doubt in self._ruleset.doubts if doubt.id == doubt_id)
        click.secho(doubt_id, bold=True)
        paragraph(self._locale.doubts[doubt_id])
        if doubt.about:
            paragraph(f"{self._say('about')}: {', '.join(doubt.about)}")

    def item(self, item: Item) -> None:
        """One item in full: text, place in the whole, parts, links, and how doubts are read."""
        title = self._locale.titles.get(item.id)
        click.secho(show(f"{item.id} {title}" if title else item.id), bold=True)
        paragraph(self._locale.texts[item.id])
        if item.id in self._locale.questions:
            paragraph(self._locale.questions[item.id])
        echo()
        table(self._facts(item), indent=0)
        for part in self._ruleset.parts_of(item.id):
            paragraph(f"{part.id} {self._name(part)}", indent=2, hanging=2)
        self._provenance(item.id)
        self._readings(item.id)

    def practice(self, practice: Practice) -> None:
        """One good practice: names, place, what to learn, addresses as cited."""
        where = f", {practice.place}" if practice.place else ""
        click.secho(show(f"{practice.item.id} {' + '.join(practice.names)}{where}"), bold=True)
        paragraph(practice.text, indent=2)
        for url in self._links(practice.item):
            echo(f"  {url}")

    def _facts(self, item: Item) -> list[list[str]]:
        ruleset, locale = self._ruleset, self._locale
        rows = [[self._say("kind"), locale.kinds[item.kind]]]
        if item.level:
            rows.append([self._say("level"), f"{item.level} {locale.titles[item.level]}"])
        if item.element:
            rows.append([self._say("element"), f"{item.element} {locale.titles[item.element]}"])
        scale = ruleset.scale_of(item)
        if scale is not None:
            words = (f"{name} = {answer_text(ruleset, locale, item.id, name)}" for name in scale.values)
            rows.append([self._say("answers"), "; ".join(words)])
        if item.state is not State.CURRENT:
            rows.append([self._say("state"), STATE_TEXTS[item.state].text(self._lang)])
        rows += self._terms(item)
        if item.mode:
            rows.append([self._say("mode"), locale.modes[item.mode]])
        if item.role:
            rows.append([self._say("role"), locale.roles[item.role]])
        if item.organisations:
            names = ", ".join(ruleset.organisations[name].name for name in item.organisations)
            rows.append([self._say("organisation"), names])
        if item.id in locale.places:
            rows.append([self._say("place"), locale.places[item.id]])
        if item.rule:
            rows.append([self._say("rule"), item.rule])
        if item.rests_on:
            rows.append([self._say("rests on"), ", ".join(item.rests_on)])
        if item.line:
            rows.append(
                [
                    self._say("source"),
                    message("line {line} of the French text", line=item.line).text(self._lang),
                ]
            )
        rows += [[self._say("address"), url] for url in self._links(item)]
        return rows

    def _terms(self, item: Item) -> list[list[str]]:
        """On which terms it is asked for: obligations, condition, what it needs first."""
        rows = []
        bound = dict.fromkeys([item.level, *item.obligations]) if item.level else item.obligations
        loose = {level: self._ruleset.obligation_of(item, level) for level in bound if level is not None}
        if any(one is not Obligation.MUST for one in loose.values()) or item.obligations:
            asked = "; ".join(f"{level} {OBLIGATION_TEXTS[one].text(self._lang)}" for level, one in loose.items())
            rows.append([self._say("obligation"), asked])
        if item.applies:
            rows.append([self._say("applies when"), item.applies])
        if item.needs:
            rows.append([self._say("needs first"), ", ".join(item.needs)])
        return rows

    def _links(self, item: Item) -> list[str]:
        malformed = self._say("garbled in the source")
        unchecked = self._say("as cited in 2017, not checked")
        return [f"{link.url} ({malformed if link.state == 'malformed' else unchecked})" for link in item.links]

    def _provenance(self, name: str) -> None:
        """Which overlays added it or put it otherwise."""
        for change in provenance_of(self._ruleset, name, self._lang):
            echo()
            paragraph(change.statement().text(self._lang), hanging=2)

    def _readings(self, name: str) -> None:
        for doubt in self._ruleset.doubts:
            if name in doubt.about:
                echo()
                paragraph(f"{doubt.id} {self._locale.doubts[doubt.id]}", hanging=2)

    def _name(self, item: Item) -> str:
        return self._locale.titles.get(item.id) or self._locale.texts[item.id]

    def _say(self, template: str) -> str:
        return translate(template, self._lang)
