"""Search: items, practices and glossary in both languages; accents and kinds of apostrophe do not matter."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from connecteur_core.messages import message
from connecteur_core.rulesets.catalogue import load_locales, matches
from connecteur_tui.screens.base import BaseScreen
from connecteur_tui.session import CHECKLIST
from connecteur_tui.shown import clean, lines
from connecteur_tui.widgets.key_bar import Key

SHOWN = 60


class SearchScreen(BaseScreen):
    """A line to type in, and what has those words."""

    KEYS: ClassVar = (Key("down", "to_list", "to the list", "↓"), Key("escape", "back", "back", "Esc"))
    DEFAULT_CSS = "SearchScreen OptionList, SearchScreen OptionList:focus { height: 1fr; border: none; }"

    def compose_body(self) -> ComposeResult:
        """Line and list."""
        yield Input()
        yield OptionList(markup=False)

    def title_text(self) -> str:
        """What is looked through."""
        return self.say(message("Search in items, practices and glossary, in both languages"))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look while typing."""
        options = self.query_one(OptionList)
        options.clear_options()
        if len(event.value.strip()) < 2:
            return
        ruleset = self.session.ruleset
        locales = load_locales(ruleset)
        for item in ruleset.items.values():
            texts = [item.id, *(ruleset.organisations[name].name for name in item.organisations)]
            for locale in locales.values():
                texts += [locale.titles.get(item.id, ""), locale.texts[item.id], locale.places.get(item.id, "")]
            if matches(event.value, texts):
                name = self.locale.titles.get(item.id) or self.locale.texts[item.id]
                options.add_option(Option(clean(f"{item.id} {name}"), id=item.id))
                if options.option_count >= SHOWN:
                    return

    def on_input_submitted(self) -> None:
        """Enter goes to the list."""
        self.action_to_list()

    def action_to_list(self) -> None:
        """To the first hit."""
        options = self.query_one(OptionList)
        if options.option_count:
            options.highlighted = 0
            options.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the item where it is answered, or show its text."""
        ruleset = self.session.ruleset
        item = ruleset.items[event.option_id or ""]
        if ruleset.kind_of(item).decides:
            self.connecteur.show_element(CHECKLIST, item.id)
        elif item.element is not None and ruleset.kind_of(item).counts:
            self.connecteur.show_element(item.element, item.id)
        else:
            title = self.locale.titles.get(item.id, item.id)
            links = [clean(link.url, "dim") for link in item.links]
            self.connecteur.read(title, lines(clean(self.locale.texts[item.id]), *links))
