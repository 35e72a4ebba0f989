"""Element: its actions as a tree, the one under the cursor in full, one key per status."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static, Tree
from textual.widgets.tree import TreeNode

from connecteur_core.diagnostics import ConnecteurError
from connecteur_core.evaluation.blocks import find_blocks
from connecteur_core.evaluation.settlement import settlement_text
from connecteur_core.evaluation.uncounted import why_uncounted
from connecteur_core.messages import message
from connecteur_core.model.item import Item
from connecteur_core.model.status import Status
from connecteur_core.printable import show
from connecteur_core.rulesets.titles import answer_text
from connecteur_tui.scale_keys import answer_at, scale_lines
from connecteur_tui.screens.ask_text import AskText
from connecteur_tui.screens.base import BaseScreen
from connecteur_tui.session import CHECKLIST, items_of
from connecteur_tui.shown import clean, lines
from connecteur_tui.widgets.key_bar import Key

MARKS = {
    Status.MET: ("●", "green"),
    Status.PARTIAL: ("◐", "yellow"),
    Status.UNMET: ("✕", "red"),
    Status.NOT_APPLICABLE: ("–", "dim"),
    None: ("○", ""),
}
SETTLED_MARK = ("◇", "cyan")
_PARTS = {
    "answer": message("Answer"),
    "why": message("Why"),
    "who": message("Who"),
    "examples": message("Who has done it"),
}
FILTERS = ("all", "open", "blocking", "mine")


class ElementScreen(BaseScreen):
    """One element, or the checklist."""

    KEYS: ClassVar = (
        Key("m", "answer('met')", "met"),
        Key("p", "answer('partial')", "partly"),
        Key("x", "answer('unmet')", "not met"),
        Key("a", "answer('not_applicable')", "n/a"),
        Key("backspace", "answer('')", "withdraw", "⌫"),
        Key("o", "note", "note"),
        Key("v", "evidence", "evidence"),
        Key("1", "service('needed')", "needed"),
        Key("2", "service('planned')", "planned"),
        Key("3", "service('delivered')", "delivered"),
        Key("f", "filter", "filter"),
        Key("e", "explain", "why", minor=True),
        Key("s", "services", "services"),
        Key("y", "copy_link", "copy address", minor=True),
        Key("g", "open_link", "open address", minor=True),
        Key("tab", "section", "next part", "Tab"),
        Key("u", "undo", "undo"),
        Key("r", "redo", "redo", minor=True),
        Key("l", "app.language", "language", minor=True),
        Key("question_mark", "app.help", "help", "?"),
        Key("escape", "back", "back", "Esc"),
    )
    DEFAULT_CSS = """
    ElementScreen Horizontal { height: 1fr; }
    ElementScreen Tree { width: 1fr; padding: 0 1; }
    ElementScreen #detail { width: 1fr; padding: 0 1; border-left: solid $panel; }
    ElementScreen.-narrow Horizontal { layout: vertical; }
    ElementScreen.-narrow #detail { border-left: none; border-top: solid $panel; height: 9; width: 100%; }
    ElementScreen.-narrow Tree { width: 100%; }
    """

    def __init__(self, element: str, item: str | None = None) -> None:
        super().__init__()
        self._element, self._wanted, self._filter = element, item, 0
        self._section = 0

    def compose_body(self) -> ComposeResult:
        """Tree and detail."""
        with Horizontal():
            tree: Tree[str] = Tree("")
            tree.show_root = False
            yield tree
            with VerticalScroll(id="detail", can_focus=False):
                yield Static(id="text")

    def on_mount(self) -> None:
        """Put the cursor on the item asked for."""
        super().on_mount()
        tree = self.query_one(Tree)
        tree.focus()
        for node in self._branches(tree.root):
            if node.data == self._wanted:
                tree.move_cursor(node)

    def on_resize(self) -> None:
        """Side by side from 100 columns on."""
        self.set_class(self.size.width < 100, "-narrow")

    def title_text(self) -> str:
        """Name of the element, and the filter."""
        name = self.say(message("Checklist"))
        if self._element != CHECKLIST:
            name = f"{self._element} {show(self.locale.titles[self._element])}"
        filters = (message("all"), message("open"), message("blocking"), message("mine"))
        return f"{name} – {self.say(filters[self._filter])}"

    def refresh_texts(self) -> None:
        """Write tree and detail anew; the cursor stays on its item."""
        super().refresh_texts()
        tree: Tree[str] = self.query_one(Tree)
        kept = tree.cursor_node.data if tree.cursor_node is not None else self._wanted
        tree.clear()
        for item in items_of(self.session.ruleset, self._element):
            self._add(tree.root, item)
        tree.root.expand_all()
        nodes = list(self._branches(tree.root))
        found = next((node for node in nodes if node.data == kept), nodes[0] if nodes else None)
        if found is not None:
            self.call_after_refresh(tree.move_cursor, found)
        self._detail(found.data if found is not None else None)

    def _add(self, parent: TreeNode[str], item: Item) -> None:
        parts = self.session.ruleset.parts_of(item.id)
        if not parts and not self._passes(item):
            return
        node = parent.add(self._label(item), data=item.id, allow_expand=bool(parts))
        for part in parts:
            if part.element == item.element:
                self._add(node, part)
        if parts and not node.children and not self._passes(item):
            node.remove()

    def _passes(self, item: Item) -> bool:
        answer = self.session.answer_of(item.id)
        match FILTERS[self._filter]:
            case "open":
                return self.session.status_of(item.id) is None and self.session.ruleset.is_answered(item)
            case "blocking":
                return item.id in self._blocking()
            case "mine":
                return answer.by is not None and answer.by == self.session.by
            case _:
                return True

    def _blocking(self) -> set[str]:
        return {
            name
            for block in find_blocks(self.session.evaluation)
            for name in (block.criterion, *block.open, *block.unmet)
        }

    def _label(self, item: Item) -> Text:
        ruleset = self.session.ruleset
        text = self.locale.titles.get(item.id) or self.locale.texts[item.id]
        standing = self.session.evaluation.criteria.get(item.id)
        if standing is not None and standing.settlement is not None:
            mark, style = SETTLED_MARK
        elif not ruleset.is_answered(item):
            mark, style = {"met": ("●", "green"), "unmet": ("✕", "red")}.get(
                standing.status if standing else "", ("▸", "dim")
            )
        else:
            mark, style = MARKS[self.session.status_of(item.id)]
        # Trees take the older kind of rich text; plain, so that nothing in it is markup.
        return Text(clean(f"{mark} {item.id} {text}").plain, style=style)

    @staticmethod
    def _branches(root: TreeNode[str]) -> list[TreeNode[str]]:
        found = []
        for child in root.children:
            found += [child, *ElementScreen._branches(child)]
        return found

    def on_tree_node_highlighted(self, event: Tree.NodeHighlighted[str]) -> None:
        """Show the item under the cursor."""
        self._detail(event.node.data)

    def _detail(self, item_id: str | None) -> None:
        self.query_one("#text", Static).update(self._text_of(item_id) if item_id else Content(""))

    def _text_of(self, item_id: str) -> Content:
        item = self.session.ruleset.items[item_id]
        parts = {"answer": self._answer_rows(item), **self._around(item)}
        if not self.has_class("-narrow"):
            return lines(*(row for rows in parts.values() for row in rows))
        # At 80 columns there is room for one part at a time.
        names = [name for name, rows in parts.items() if rows]
        chosen = names[self._section % len(names)]
        tabs = [clean(f" {self.say(_PARTS[name])} ", "reverse" if name == chosen else "dim") for name in names]
        return lines(Content(" ").join(tabs), *parts[chosen])

    def _answer_rows(self, item: Item) -> list[Content]:
        ruleset, locale = self.session.ruleset, self.locale
        answer = self.session.answer_of(item.id)
        rows = [clean(f"{item.id} {locale.titles.get(item.id, '')}".strip(), "bold")]
        rows.append(clean(locale.questions.get(item.id) or locale.texts[item.id]))
        words = {
            Status.MET: message("met"),
            Status.PARTIAL: message("partial"),
            Status.UNMET: message("unmet"),
            Status.NOT_APPLICABLE: message("not applicable"),
            None: message("unanswered"),
        }
        if ruleset.is_answered(item):
            said = " ".join(part for part in (str(answer.on or ""), answer.by or "") if part)
            word = self.say(words[answer.status])
            if answer.value is not None:
                word = answer_text(ruleset, locale, item.id, answer.value)
            rows.append(clean(f"{word} {said}".rstrip(), "bold"))
            rows += [clean(f"  {line}", "dim") for line in scale_lines(self.session, locale, item.id)]
        else:
            rows.append(clean(self.say(message("decided from other answers"))))
        rows += self._settled_rows(item)
        why = why_uncounted(self.session.evaluation, item.id, item.obligation)
        if why is not None:
            rows.append(clean(self.say(why), "yellow"))
        if answer.note:
            rows.append(clean(answer.note))
        rows += [clean(self.say(message("evidence: {piece}", piece=piece.ref))) for piece in answer.evidence]
        if ruleset.kind_of(item).service:
            rows.append(self._service(item))
        return rows

    def _settled_rows(self, item: Item) -> Iterator[Content]:
        """For which levels the item counts as met without being met, and how."""
        for line in self.session.evaluation.criteria.values():
            if line.id == item.id and line.settlement is not None:
                text = settlement_text(line.settlement, self.session.ruleset, self.locale, item.id)
                name = self.locale.titles[line.level]
                yield clean(self.say(message("{name}: {value}", name=name, value=text)), "cyan")

    def _service(self, item: Item) -> Content:
        answer = self.session.answer_of(item.id)
        words = {True: message("yes"), False: message("no"), None: message("not said")}
        keys = (
            (message("needed"), True if item.always_needed else answer.needed),
            (message("planned"), answer.planned),
            (message("delivered"), answer.delivered),
        )
        states = (message("{name}: {state}", name=name, state=words[value]) for name, value in keys)
        return clean("  ".join(map(self.say, states)))

    def _elements_of(self, item: Item) -> list[str]:
        known = {element.id for element in self.session.ruleset.elements}
        return [item.element] if item.element else [name for name in item.rests_on if name in known]

    def _around(self, item: Item) -> dict[str, list[Content]]:
        """Why, who and examples: the purpose of the element, its actors and practices; the reading of doubts."""
        ruleset, locale = self.session.ruleset, self.locale
        elements = self._elements_of(item)
        around = [other for other in ruleset.items.values() if other.element in elements]
        why = [clean(locale.texts[element]) for element in elements[:1]]
        why += [
            clean(f"{doubt.id} {locale.doubts[doubt.id]}", "dim") for doubt in ruleset.doubts if item.id in doubt.about
        ]
        who = [clean(f"- {locale.texts[other.id]}") for other in around if other.role is not None]
        examples = []
        for other in around:
            if other.organisations:
                names = ", ".join(ruleset.organisations[name].name for name in other.organisations)
                examples.append(clean(f"- {names}: {locale.texts[other.id]}"))
                examples += [clean(f"  {link.url}", "dim") for link in other.links[:1]]
        parts = {"why": why, "who": who, "examples": examples}
        if self.has_class("-narrow"):
            return parts
        headed = {}
        for name, rows in parts.items():
            head = clean("\n" + self.say(_PARTS[name]), "bold")
            headed[name] = [head, *rows] if rows else []
        return headed

    def _current(self) -> str | None:
        node = self.query_one(Tree).cursor_node
        return None if node is None else node.data

    def action_answer(self, word: str) -> None:
        """Answer the item under the cursor, or withdraw its answer."""
        item = self._current()
        if item is None:
            return
        status = Status(word) if word else None
        if status is Status.NOT_APPLICABLE and not self.session.answer_of(item).note:
            question = self.say(message("Why does it not apply?"))
            self.app.push_screen(AskText(question), lambda note: self._give(item, status, note) if note else None)
            return
        self._give(item, status)

    def _give(self, item: str, status: Status | None, note: str | None = None) -> None:
        self._do(lambda: self.session.give(item, status, note=note))

    def _do(self, change: object) -> None:
        if self.session.read_only:
            self.notify(self.say(message("This is an example; make your own with n on the first page.")), markup=False)
            return
        assert callable(change), "changes are functions"
        try:
            change()
        except ConnecteurError as error:
            self.tell(error)
        self.refresh_texts()

    def action_note(self) -> None:
        """Write the note of the item."""
        item = self._current()
        if item is not None:
            note = self.session.answer_of(item).note or ""
            question = self.say(message("Note on {item}", item=item))
            self.app.push_screen(
                AskText(question, note),
                lambda text: None if text is None else self._do(lambda: self.session.write_note(item, text)),
            )

    def action_evidence(self) -> None:
        """Add a piece of evidence."""
        item = self._current()
        if item is not None:
            question = self.say(message("Evidence for {item}: address or file", item=item))
            self.app.push_screen(
                AskText(question), lambda ref: self._do(lambda: self.session.add_evidence(item, ref)) if ref else None
            )

    def action_service(self, key: str) -> None:
        """Needed, planned, delivered; on an item with a scale, its first three answers."""
        item = self._current()
        if item is not None and item in self.session.ruleset.scaled_items:
            self._choose(item, {"needed": "1", "planned": "2", "delivered": "3"}[key])
            return
        if item is not None and self.session.ruleset.kind_of(self.session.ruleset.items[item]).service:
            self._do(lambda: self.session.toggle_service(item, key))

    def on_key(self, event: events.Key) -> None:
        """Further answers of a scale: 4 to 9."""
        item = self._current()
        if item is not None and event.key in "456789" and item in self.session.ruleset.scaled_items:
            event.stop()
            self._choose(item, event.key)

    def _choose(self, item: str, digit: str) -> None:
        value = answer_at(self.session, item, digit)
        if value is not None:
            self._do(lambda: self.session.give(item, None, value=value))

    def action_filter(self) -> None:
        """All, open, blocking, mine."""
        self._filter = (self._filter + 1) % len(FILTERS)
        self.refresh_texts()

    def action_explain(self) -> None:
        """The reasoning behind a checklist line, as a tree."""
        item = self._current()
        wholes = self.session.evaluation.explain(self.lang).children
        found = [child for level in wholes for child in level.children if child.name == item]
        if not found:
            self.notify(
                self.say(message("Only lines of the checklist have reasons; actions are answered.")), markup=False
            )
            return
        self.connecteur.read(self.say(message("Why")), lines(*(clean(line) for line in found[0].lines())))

    def action_services(self) -> None:
        """All services in one grid: needed, planned, delivered."""
        ruleset = self.session.ruleset
        words = {True: self.say(message("yes")), False: self.say(message("no")), None: "?"}
        heads = [self.say(head) for head in (message("needed"), message("planned"), message("delivered"))]
        rows = [clean(" " * 8 + "".join(f"{head:<11}" for head in heads), "bold")]
        for item in ruleset.items.values():
            if ruleset.kind_of(item).service:
                answer = self.session.answer_of(item.id)
                needed = True if item.always_needed else answer.needed
                cells = "".join(f"{words[value]:<11}" for value in (needed, answer.planned, answer.delivered))
                rows.append(clean(f"{item.id:<8}{cells}{self.locale.texts[item.id]}"))
        self.connecteur.read(self.say(message("Services")), lines(*rows))

    def _link(self) -> str | None:
        item = self._current()
        if item is None:
            return None
        elements = self._elements_of(self.session.ruleset.items[item])
        items = self.session.ruleset.items.values()
        return next((other.links[0].url for other in items if other.element in elements and other.links), None)

    def action_copy_link(self) -> None:
        """Copy the address of the first example shown."""
        link = self._link()
        if link is not None:
            self.app.copy_to_clipboard(clean(link).plain)
            self.notify(self.say(message("Copied: {address}", address=link)), markup=False)

    def action_open_link(self) -> None:
        """Open that address in a browser; it is as cited in 2017 and may be gone."""
        link = self._link()
        if link is not None and link.startswith(("http://", "https://")):
            self.app.open_url(link)

    def action_section(self) -> None:
        """The next part of what is known about the item, where there is room for one at a time."""
        self._section += 1
        self._detail(self._current())

    def action_undo(self) -> None:
        """Take back the last answer."""
        self._do(self.session.undo)

    def action_redo(self) -> None:
        """Give it again."""
        self._do(self.session.redo)
