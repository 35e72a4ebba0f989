"""Overview: the levels as a path, what blocks, progress by element, the next question."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from connecteur_core.diagnostics import ConnecteurError
from connecteur_core.evaluation.blocks import find_blocks
from connecteur_core.messages import message, plural_message
from connecteur_core.model.status import Status
from connecteur_core.planning.next_question import find_next_question, why_no_question
from connecteur_core.planning.plan import find_plan
from connecteur_core.printable import show
from connecteur_core.rulesets.titles import score_title
from connecteur_tui.screens.base import BaseScreen
from connecteur_tui.session import CHECKLIST
from connecteur_tui.shown import clean, lines
from connecteur_tui.widgets.key_bar import Key


class OverviewScreen(BaseScreen):
    """The whole assessment on one page."""

    KEYS: ClassVar = (
        Key("enter", "open_element", "element", "⏎"),
        Key("n", "guide", "next question"),
        Key("slash", "app.search", "search", "/"),
        Key("e", "explain", "why"),
        Key("p", "plan", "plan"),
        Key("h", "history", "history"),
        Key("w", "app.who", "who counts"),
        Key("u", "undo", "undo"),
        Key("r", "redo", "redo", minor=True),
        Key("l", "app.language", "language"),
        Key("t", "app.theme", "theme"),
        Key("question_mark", "app.help", "help", "?"),
        Key("escape", "back", "home", "Esc"),
        Key("q", "app.quit", "quit"),
    )
    DEFAULT_CSS = """
    OverviewScreen Horizontal { height: 1fr; }
    OverviewScreen #state { width: 1fr; padding: 0 1; }
    OverviewScreen #elements, OverviewScreen #elements:focus { width: 44; border: none; border-left: solid $panel; }
    OverviewScreen.-narrow Horizontal { layout: vertical; }
    OverviewScreen.-narrow #elements { width: 100%; height: 11; border: none; border-top: solid $panel; }
    OverviewScreen.-narrow #elements:focus { width: 100%; border: none; border-top: solid $panel; }
    """

    def compose_body(self) -> ComposeResult:
        """State on the left, elements on the right; below each other when narrow."""
        with Horizontal():
            with VerticalScroll(id="state", can_focus=False):
                yield Static(id="levels")
                yield Static(id="next")
                yield Static(id="blocks")
                yield Static(id="flags")
            yield OptionList(id="elements", markup=False)

    def on_mount(self) -> None:
        """Watch the file: somebody else may change it."""
        super().on_mount()
        self.query_one("#elements", OptionList).focus()
        self.set_interval(2.0, self._look_at_file)

    def on_resize(self) -> None:
        """Side by side from 100 columns on."""
        self.set_class(self.size.width < 100, "-narrow")

    def title_text(self) -> str:
        """Name, and that it is no label."""
        made_up = f" ({self.say(message('made up'))})" if self.session.assessment.organisation.made_up else ""
        notice = self.say(message("self-assessment, not a label"))
        return f"{show(self.session.assessment.organisation.name)}{made_up} – {notice}"

    def refresh_texts(self) -> None:
        """Write everything anew."""
        super().refresh_texts()
        self.query_one("#levels", Static).update(self._levels())
        self.query_one("#next", Static).update(self._next())
        self.query_one("#blocks", Static).update(self._blocks())
        self.query_one("#flags", Static).update(self._flags())
        self._elements()

    def _levels(self) -> Content:
        level = self.session.evaluation.level
        rows = []
        for rung in self.session.ruleset.levels:
            if rung.rank <= level.reached.rank:
                mark, word, style = "●", message("reached"), "bold $success"
            elif rung.rank > level.possible.rank:
                mark, word, style = "✕", message("out of reach"), "$error"
            elif rung.id == level.in_progress.id:
                mark, word, style = "◐", message("in progress"), "bold $warning"
            else:
                mark, word, style = "○", message("possible"), "$foreground"
            title = show(self.locale.titles[rung.id])
            rows.append(clean(f"{mark} {rung.rank} {title:<22} {self.say(word)}", style))
        return lines(*rows, *(clean(line, "dim") for line in self._scores()))

    def _scores(self) -> list[str]:
        evaluation = self.session.evaluation
        if "checklist" in evaluation.scores:
            low, high = evaluation.scores["checklist"]
            return [self.say(message("Checklist lines met: {low} to {high} of 14", low=low, high=high))]
        shown = []
        for name in evaluation.scores:
            low_text, high_text = evaluation.shown_score(name)
            span = low_text if low_text == high_text else f"{low_text} – {high_text}"
            title = score_title(evaluation.program.checked, self.locale, name)
            shown.append(self.say(message("{name}: {value}", name=title, value=span)))
        return shown

    def _next(self) -> Content:
        question = find_next_question(self.session.evaluation)
        if question is None:
            return clean(
                "\n"
                + self.say(
                    why_no_question(self.session.evaluation)
                    or message("Nothing open matters any more: the level is certain.")
                )
            )
        text = self.locale.questions.get(question.item) or self.locale.texts[question.item]
        effect = message(
            "n: answer. If yes: {met}; if no: {unmet} (reached–possible).",
            met=f"{question.if_met.reached.rank}–{question.if_met.possible.rank}",
            unmet=f"{question.if_unmet.reached.rank}–{question.if_unmet.possible.rank}",
        )
        head = clean("\n" + self.say(message("Next question")), "bold")
        return lines(head, clean(f"  {question.item} {text}"), clean(f"  {self.say(effect)}", "dim"))

    def _blocks(self) -> Content:
        blocks = find_blocks(self.session.evaluation)
        if not blocks:
            return Content("")
        head = message("What blocks level {rank}", rank=self.session.evaluation.level.in_progress.rank)
        rows = [clean("\n" + self.say(head), "bold")]
        for block in blocks:
            word = message("not met") if block.status == "unmet" else message("open")
            name = f"{block.criterion} {self.locale.titles[block.criterion]}"
            rows.append(clean("  " + self.say(message("{name}: {state}", name=name, state=word))))
        return lines(*rows)

    def _flags(self) -> Content:
        flags = self.session.evaluation.flags
        if not flags:
            return Content("")
        rows = [clean("\n" + self.say(message("Worth a look")), "bold")]
        rows += [clean(f"  - {flag.message.text(self.lang)}") for flag in flags]
        return lines(*rows)

    def _elements(self) -> None:
        options = self.query_one("#elements", OptionList)
        kept = options.highlighted or 0
        options.clear_options()
        options.add_option(Option(clean(self.say(message("Checklist")), "bold"), id=CHECKLIST))
        for element in self.session.ruleset.elements:
            count = self.session.evaluation.coverage[element.id]
            title = show(self.locale.titles[element.id])[:28]
            options.add_option(Option(clean(f"{element.id} {title:<28} {count.met:>3}/{count.total}"), id=element.id))
        options.highlighted = kept

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open an element."""
        self.connecteur.show_element(event.option_id or CHECKLIST)

    def action_open_element(self) -> None:
        """Open the element under the cursor."""
        self.query_one("#elements", OptionList).action_select()

    def action_guide(self) -> None:
        """Answer the best next question."""
        self.connecteur.show_guide()

    def action_explain(self) -> None:
        """The whole reasoning as a tree."""
        explanation = self.session.evaluation.explain(self.lang)
        self.connecteur.read(self.say(message("Why")), lines(*map(clean, explanation.lines())))

    def action_plan(self) -> None:
        """What is missing for the next level: lines, the least it takes, the actions behind them, who can act."""
        blocks = find_blocks(self.session.evaluation)
        plan = find_plan(self.session.evaluation, priorities=self.session.assessment.priorities, seconds=2)
        days = {step.item: step.takes.effort for step in plan.steps}
        ruleset, locale = self.session.ruleset, self.locale
        level = self.session.evaluation.level.in_progress
        rows = [clean(f"{level.rank} {locale.titles[level.id or '']}", "bold")] if blocks else []
        if days:
            in_all = plural_message("{count} person-day", "{count} person-days", count=plan.total.effort)
            total = message("In all {amounts}.", amounts=in_all)
            least = message("No set of steps costs less.") if plan.proved else message("It may cost less.")
            rows.append(clean(f"{self.say(total)} {self.say(least)}", "dim"))
        for block in blocks:
            rows.append(clean(f"\n{block.criterion} {locale.titles[block.criterion]}", "bold"))
            questions = {name: locale.questions.get(name) or locale.texts[name] for name in (*block.unmet, *block.open)}
            for name, question in questions.items():
                takes = plural_message("{count} person-day", "{count} person-days", count=days.get(name, 0))
                rows.append(clean(f"  ○ {name} {question}" + (f" ({self.say(takes)})" if name in days else "")))
            for item in ruleset.items.values():
                done = self.session.status_of(item.id) in {Status.MET, Status.NOT_APPLICABLE}
                if item.element in block.elements and ruleset.kind_of(item).counts and not done:
                    rows.append(clean(f"    · {item.id} {locale.texts[item.id]}"))
            rows += [clean(f"    – {locale.texts[name]}", "dim") for name in block.actors[:4]]
        empty = clean(self.say(message("Nothing is missing: all levels are reached.")))
        self.connecteur.read(self.say(message("Plan")), lines(*rows) if rows else empty)

    def action_history(self) -> None:
        """Who answered what, when."""
        from connecteur_core.store.journal import read_history

        entries = read_history(self.session.path)
        rows = [clean(f"{one.at}  {one.id}  {one.from_} → {one.to}  {one.by or ''}") for one in reversed(entries)]
        empty = clean(self.say(message("No changes are noted yet.")))
        self.connecteur.read(self.say(message("History")), lines(*rows) if rows else empty)

    def action_undo(self) -> None:
        """Take back the last answer."""
        self._turn(back=True)

    def action_redo(self) -> None:
        """Give it again."""
        self._turn(back=False)

    def _turn(self, *, back: bool) -> None:
        try:
            item = self.session.undo() if back else self.session.redo()
        except ConnecteurError as error:
            self.tell(error)
            return
        if item is not None:
            self.notify(clean(item).plain, markup=False)
            self.refresh_texts()

    def _look_at_file(self) -> None:
        try:
            changed = self.session.reload_if_changed()
        except ConnecteurError as error:
            self.tell(error)
            return
        if changed:
            self.notify(self.say(message("The file was changed outside; it was read again.")), markup=False)
            self.refresh_texts()

    def action_back(self) -> None:
        """Home."""
        self.connecteur.show_home()
