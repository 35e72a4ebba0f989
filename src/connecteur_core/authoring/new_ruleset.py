"""Makes the folder of a new ruleset: levels, checklist, elements, texts, worked cases. It passes `check` as made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path

from attrs import frozen

from connecteur_core.messages import LANGUAGES, message, translate
from connecteur_core.store.new_folder import create_folder
from connecteur_core.store.toml_values import TomlValue, toml_key, toml_value

ACTIONS = 2
"""Actions in each element to start with."""


@frozen
class Plan:
    """What a new ruleset should be like.

    Attributes:
        name: its id, and the name of its folder.
        levels: how many.
        elements: elements (chapters of actions) per level.
        lines: checklist lines per level.
        languages: codes of the languages of its texts, the first being that of the source.
        published: day of the document it rests on.
        lang: language of the comments in its files.
    """

    name: str
    levels: int
    elements: int
    lines: int
    languages: tuple[str, ...]
    published: date
    lang: str = "en"

    def level_ids(self) -> Iterator[str]:
        """The levels: `L1`, `L2` and so on."""
        return (f"L{rank}" for rank in range(1, self.levels + 1))

    def line_ids(self, level: str) -> list[str]:
        """The checklist of a level: `L1.1`, `L1.2` and so on."""
        return [f"{level}.{number}" for number in range(1, self.lines + 1)]

    def element_ids(self, level: str) -> list[str]:
        """The elements in the service of a level; elements are counted through."""
        first = (int(level[1:]) - 1) * self.elements
        return [str(first + number) for number in range(1, self.elements + 1)]

    def action_ids(self) -> Iterator[str]:
        """All actions: `1.1`, `1.2`, `2.1` and so on."""
        elements = chain.from_iterable(map(self.element_ids, self.level_ids()))
        return (f"{element}.{number}" for element in elements for number in range(1, ACTIONS + 1))


def create_ruleset(parent: Path, plan: Plan) -> tuple[Path, ...]:
    """The files of a new ruleset, written below `parent`; nothing that exists is replaced.

    Raises:
        SaveFailed: there is already such a folder, or it cannot be written.
    """
    texts = {
        "ruleset.toml": _ruleset(plan),
        **({"elements.toml": _elements(plan)} if plan.elements else {}),
        **{f"locale/{code}.toml": _locale(plan, code) for code in plan.languages},
        "cases/levels.toml": _cases(plan),
    }
    return create_folder(parent / plan.name, {name: "\n".join(lines) + "\n" for name, lines in texts.items()})


def _pair(key: str, value: TomlValue) -> str:
    return f"{toml_key(key)} = {toml_value(value)}"


def _ruleset(plan: Plan) -> Iterator[str]:
    def _say(text: str) -> str:
        return f"# {translate(text, plan.lang)}"

    yield 'format = "connecteur-ruleset/1"'
    yield ""
    yield _say("Ids are for good: an assessment answers by id. Texts are in locale/, worked cases in cases/.")
    yield _pair("id", plan.name)
    yield 'version = "1"'
    yield _pair("languages", plan.languages)
    yield _pair("include", ["elements.toml"] if plan.elements else [])
    yield ""
    yield _say("The document this rests on.")
    yield "[source]"
    for key in ("title", "author", "publisher"):
        yield _pair(key, translate("to be named", plan.lang))
    yield f"published = {plan.published.isoformat()}"
    yield ""
    yield _say("A checklist line decides about a level.")
    yield "[kinds.criterion]"
    yield from ("answered = true", "decides = true", 'evidence = "any"')
    if plan.elements:
        yield ""
        yield _say("An action guides and counts as progress; it decides nothing.")
        yield "[kinds.action]"
        yield from ("answered = true", "counts = true", 'not_applicable = "with_reason"')
    for rank, level in enumerate(plan.level_ids(), start=1):
        yield from ("", "[[levels]]", _pair("id", level), f"rank = {rank}")
    for level in plan.level_ids():
        for element in plan.element_ids(level):
            yield from ("", "[[elements]]", _pair("id", element), _pair("level", level))
    yield ""
    yield _say("The checklist. A line is attested by its answer, unless it has a rule, such as:")
    yield '# rule = \'count_met("1.1", "1.2", "2.1") >= 2\''
    for level in plan.level_ids():
        elements = plan.element_ids(level)
        for number, line in enumerate(plan.line_ids(level)):
            yield from ("", "[[items]]", _pair("id", line), 'kind = "criterion"', _pair("level", level))
            if elements:
                yield _pair("rests_on", [elements[number % len(elements)]])


def _elements(plan: Plan) -> Iterator[str]:
    yield 'format = "connecteur-items/1"'
    yield ""
    yield "# " + translate("What one does to meet the checklist, element by element.", plan.lang)
    yield "[defaults]"
    yield 'kind = "action"'
    levels = {element: level for level in plan.level_ids() for element in plan.element_ids(level)}
    for action in plan.action_ids():
        element = action.partition(".")[0]
        yield from ("", "[[items]]", _pair("id", action))
        yield from (_pair("level", levels[element]), _pair("element", element))


def _locale(plan: Plan, code: str) -> Iterator[str]:
    """Texts to be replaced; in a language that connecteur does not speak they are marked English ones."""

    def _say(template: str, **values: object) -> str:
        text = message(template, **values).text(code)
        return text if code in LANGUAGES else f"[{code}] {text}"

    levels = list(plan.level_ids())
    elements = [element for level in levels for element in plan.element_ids(level)]
    lines = [line for level in levels for line in plan.line_ids(level)]
    yield 'format = "connecteur-locale/1"'
    yield _pair("language", code)
    yield _pair("title", _say("Title of {name}", name=plan.name))
    yield _pair("summary", _say("What it is for, in one sentence."))
    yield _pair("notice", _say("What people must know before they rely on it."))
    yield from ("", "[titles]")
    yield from (_pair(level, _say("Level {rank}", rank=rank)) for rank, level in enumerate(levels, 1))
    yield from (_pair(element, _say("Element {id}", id=element)) for element in elements)
    yield from (_pair(line, _say("Line {id}", id=line)) for line in lines)
    yield from ("", "[texts]")
    yield from (_pair(level, _say("What it means to be at level {id}.", id=level)) for level in levels)
    yield from (_pair(element, _say("What element {id} is about.", id=element)) for element in elements)
    yield from (_pair(line, _say("What must be so for line {id}.", id=line)) for line in lines)
    yield from (_pair(action, _say("Do {id}.", id=action)) for action in plan.action_ids())
    yield from ("", "[questions]")
    yield from (_pair(line, _say("Is line {id} so?", id=line)) for line in lines)
    yield from ("", "[kinds]")
    yield _pair("criterion", _say("checklist line"))
    if plan.elements:
        yield _pair("action", _say("action"))


def _cases(plan: Plan) -> Iterator[str]:
    def case(name: str, because: str, **keys: TomlValue) -> Iterator[str]:
        yield from ("", "[[cases]]", _pair("name", name), _pair("because", because))
        yield from (_pair(key, value) for key, value in keys.items())

    def _say(template: str, **values: object) -> str:
        return message(template, **values).text(plan.lang)

    levels = list(plan.level_ids())
    yield 'format = "connecteur-cases/1"'
    yield ""
    yield "# " + translate("Answers, and what they must come to. `connecteur test` runs them.", plan.lang)
    yield from case(
        _say("Nothing answered: nothing reached, everything possible."), "L1", reached=0, possible=plan.levels
    )
    for rank, level in enumerate(levels, start=1):
        name = _say("All lines up to {level} met: {level} is reached.", level=level)
        yield from case(name, level, met=[f"{below}.*" for below in levels[:rank]], reached=rank, possible=plan.levels)
    first = levels[0]
    name = _say("One line of {level} unmet: it is out of reach, and so is all above.", level=first)
    yield from case(name, first, unmet=[plan.line_ids(first)[0]], reached=0, possible=0)
    if plan.levels > 1:
        name = _say("Higher levels without {level} count for nothing yet.", level=first)
        yield from case(name, first, met=[f"{above}.*" for above in levels[1:]], reached=0, possible=plan.levels)
