"""A plan as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve

from connecteur_cli.output import echo, heading, paragraph, table
from connecteur_core.messages import Message, message, plural_message, translate
from connecteur_core.model.item import Demand
from connecteur_core.planning.costs import Cost
from connecteur_core.planning.plan import Alternative, Plan
from connecteur_core.planning.plan_json import status_word
from connecteur_core.planning.plan_words import certainty, left_alone, no_plan_words
from connecteur_core.planning.steps import Step
from connecteur_core.printable import show
from connecteur_core.rulesets.locales import load_locale
from connecteur_core.rulesets.titles import answer_text

_TRIVIAL = Cost(effort=1)
PRACTICES_SHOWN = 4
_WITH_EVIDENCE = {
    Demand.ANY: message("{before} → {after}, with evidence"),
    Demand.URL: message("{before} → {after}, with a web address as evidence"),
    Demand.FROM_OTHERS: message("{before} → {after}, with evidence from others"),
}


class PlanText:
    """Writes a plan to stdout, in one language."""

    def __init__(self, plan: Plan, lang: str) -> None:
        self._plan = plan
        self._lang = lang
        self._locale = load_locale(plan.evaluation.ruleset, lang)
        self._weighted = plan.costs.weights != _TRIVIAL

    def show(self, *, explain: bool) -> None:
        """Steps by quarter, what they take, how sure it is the cheapest, the other ways."""
        plan = self._plan
        title = self._locale.titles[plan.level.id]
        heading(self._text(message("Plan to level {rank}, {title}", rank=plan.level.rank, title=title)))
        if plan.cost is None:
            self._paragraphs(no_plan_words(plan))
            return
        if not plan.steps:
            paragraph(self._say("Nothing to do: the level is reached."), indent=2)
            return
        self._table()
        echo()
        paragraph(self._text(self._sum()), indent=2)
        self._paragraphs((certainty(plan), *left_alone(plan)))
        if explain:
            for step in plan.steps:
                self._step(step)
        else:
            self._offers()
        for number, alternative in enumerate(plan.alternatives, start=1):
            self._alternative(number, alternative)
        if plan.proved and plan.unsolved:
            echo()
            paragraph(self._say("Other ways were not all looked for: time ran out."), indent=2)

    def _table(self) -> None:
        plan = self._plan
        money = plan.total.money > 0
        heads = [self._say("when"), self._say("days")]
        heads += [self._say("money")] if money else []
        heads += [self._say("points")] if self._weighted else []
        rows = [[*heads, "", ""]]
        for step in plan.steps:
            figures = [str(step.takes.effort)]
            figures += [str(step.takes.money)] if money else []
            figures += [str(step.cost)] if self._weighted else []
            change = message("{name}: {value}", name=self._title(step.item), value=self._change(step))
            rows.append([self._when(step), *figures, step.item, self._text(change)])
        table(rows, right=range(1, len(heads)))

    def _when(self, step: Step) -> str:
        slot = self._plan.schedule[step.item]
        if slot.begins == slot.ends:
            return str(slot.begins)
        return f"{slot.begins}–{slot.ends}"

    def _change(self, step: Step) -> str:
        ruleset, move = self._plan.evaluation.ruleset, step.move
        if move.only_answers:
            return self._say("to be answered; any answer will do")
        held = self._plan.evaluation.answers.get(step.item)
        before, after = self._say(status_word(move.before).replace("_", " ")), self._say(move.after.value)
        if move.answer.value is not None:
            after = answer_text(ruleset, self._locale, step.item, move.answer.value)
            if move.before is not None and held is not None and held.value is not None:
                before = answer_text(ruleset, self._locale, step.item, held.value)
        if before == after:
            return self._text(message("{status}, evidence to add", status=after))
        if step.move.supports:
            told = _WITH_EVIDENCE[ruleset.demand_of(ruleset.items[step.item])]
            return self._text(evolve(told, values={"before": before, "after": after}))
        return f"{before} → {after}"

    def _sum(self) -> Message:
        plan = self._plan
        last = max(slot.ends.number for slot in plan.schedule.values())
        end = next(slot.ends for slot in plan.schedule.values() if slot.ends.number == last)
        amounts = [plural_message("{count} person-day", "{count} person-days", count=plan.total.effort)]
        if plan.total.money:
            amounts.append(message("{count} in money", count=plan.total.money))
        if self._weighted:
            amounts.append(message("{count} points", count=plan.cost))
        said = ", ".join(map(self._text, amounts))
        return message("In all {amounts}, done by the end of {quarter}.", amounts=said, quarter=end)

    def _step(self, step: Step) -> None:
        echo()
        paragraph(f"{step.item} {self._title(step.item)}", indent=2, hanging=2)
        for label, text in self._details(step):
            paragraph(self._text(message("{name}: {value}", name=label, value=text)), indent=4, hanging=2)

    def _details(self, step: Step) -> Iterator[tuple[str, str]]:
        if step.actions:
            named = (f"{name} {self._locale.texts[name]} ({cost.effort})" for name, cost in step.actions.items())
            yield self._say("actions, in days"), " ".join(named)
        if step.shared:
            yield self._say("counted above"), " ".join(step.shared)
        if step.after:
            yield self._say("after"), " ".join(step.after)
        if step.actors:
            yield self._say("who can act"), " ".join(self._locale.texts[name] for name in step.actors)
        if step.practices:
            yield self._say("who has done it"), self._practices(step)
        if step.offers:
            yield self._say("offers"), self._offered(step)

    def _practices(self, step: Step) -> str:
        ruleset = self._plan.evaluation.ruleset
        names = dict.fromkeys(
            ruleset.organisations[organisation].name
            for practice in step.practices
            for organisation in ruleset.items[practice].organisations
        )
        commands = ", ".join(f"connecteur practices --element {element}" for element in step.elements)
        return self._text(
            message(
                "{names} … ({count} practices: {commands})",
                names="; ".join(list(names)[:PRACTICES_SHOWN]),
                count=len(step.practices),
                commands=commands,
            )
        )

    def _offers(self) -> None:
        helped = [step for step in self._plan.steps if step.offers]
        if not helped:
            return
        heading(self._say("What partners bring"))
        table([(step.item, self._offered(step)) for step in helped])

    def _offered(self, step: Step) -> str:
        said = []
        for offer in step.offers:
            about = [show(offer.partner)]
            if offer.on:
                about.append(self._text(message("from {day}", day=offer.on.isoformat())))
            if offer.until:
                about.append(self._text(message("until {day}", day=offer.until.isoformat())))
            said.append(f"{offer.item} {self._locale.texts[offer.item]} ({', '.join(about)})")
        return "; ".join(said)

    def _alternative(self, number: int, alternative: Alternative) -> None:
        title = message("Another way, {number}: {points} points", number=number, points=alternative.cost)
        heading(self._text(title))
        paragraph(" ".join(self._short(alternative.steps)), indent=2)
        if alternative.cheaper_by == 0:
            paragraph(self._say("It costs the same."), indent=2)
            return
        text = plural_message(
            "It wins if more than {count} point comes off the cost of {steps}.",
            "It wins if more than {count} points come off the cost of {steps}.",
            count=alternative.cheaper_by,
            steps=", ".join(alternative.only_here),
        )
        paragraph(self._text(text), indent=2)

    def _short(self, steps: Sequence[Step]) -> Iterator[str]:
        for step in steps:
            word = message("answered") if step.move.only_answers else message(step.move.after.value)
            yield f"{step.item} ({self._text(word)})"

    def _title(self, item: str) -> str:
        return self._locale.titles.get(item) or self._locale.texts[item]

    def _paragraphs(self, texts: Iterable[Message]) -> None:
        for text in texts:
            said = self._text(text)
            paragraph(said[0].upper() + said[1:], indent=2)

    def _text(self, text: Message) -> str:
        return text.text(self._lang)

    def _say(self, english: str) -> str:
        return translate(english, self._lang)
