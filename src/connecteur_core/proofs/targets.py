"""What can be proved of: rulesets and definitions, named by id, file or folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from attrs import frozen

from connecteur_core.definitions.checker import CheckedDefinition, read_definitions
from connecteur_core.definitions.definition import ONLY_VERSION
from connecteur_core.definitions.vocabulary import core_vocabulary
from connecteur_core.messages import Message, message
from connecteur_core.plugins.definitions import find_checked_definition, load_catalogue
from connecteur_core.plugins.rulesets import get_ruleset, plugin_ruleset_folders
from connecteur_core.positions.span import Span
from connecteur_core.proofs.definition_questions import definition_questions
from connecteur_core.proofs.question import Question
from connecteur_core.proofs.ruleset_questions import guidance_items, ruleset_questions
from connecteur_core.reading.toml_file import load_toml
from connecteur_core.rulesets.checker import CheckedRuleset
from connecteur_core.rulesets.shipped import OVERLAY_FILE, find_ruleset_folders


@frozen(eq=False)
class Target:
    """A ruleset, or some definitions.

    Attributes:
        name: what it is called.
        at: its file, for findings.
        questions: makes the questions about it.
        remarks: what is meant to be so, and therefore no question.
    """

    name: Message | str
    at: Span
    questions: Callable[[], Iterator[Question]]
    remarks: tuple[Message, ...] = ()


def find_target(name: str, *, search: Sequence[Path] = ()) -> Target:
    """What a word on the command line names: a ruleset by id or folder, a definition by id, a file of definitions.

    Raises:
        UnknownName: there is nothing of that name.
        InvalidRuleset, InvalidDefinitions, UnreadableFile: it does not hold together, or cannot be read.
    """
    path = Path(name)
    if path.is_file() and path.name in {"ruleset.toml", OVERLAY_FILE}:
        return _ruleset(get_ruleset(str(path.absolute().parent), search=search))
    if path.is_file():
        found = read_definitions(load_toml(path), core_vocabulary())
        return _definitions(name, path, found.definitions)
    plain, _, version = name.partition("@")
    if "." in plain and not path.is_dir():
        checked = find_checked_definition(plain)
        return _definitions(name, checked.path, [checked], version)
    return _ruleset(get_ruleset(str(path.absolute()) if path.is_dir() else name, search=search))


def all_targets(search: Sequence[Path] = ()) -> list[Target]:
    """All rulesets and all definitions that are here."""
    folders = (*find_ruleset_folders(search), *plugin_ruleset_folders())
    definitions = list(load_catalogue().definitions.values())
    every = _definitions(message("all definitions"), definitions[0].path, definitions)
    return [*(_ruleset(get_ruleset(str(folder), search=search)) for folder in folders), every]


def _ruleset(checked: CheckedRuleset) -> Target:
    ruleset = checked.ruleset
    remark = message(
        "answers that guide and decide no level, as their kind says: {count}", count=len(guidance_items(checked))
    )
    at = Span(str(ruleset.origin.file.path))
    return Target(ruleset.reference, at, lambda: ruleset_questions(checked), (remark,))


def _definitions(
    name: Message | str, path: Path, definitions: Sequence[CheckedDefinition], version: str = ""
) -> Target:
    def questions() -> Iterator[Question]:
        for checked in definitions:
            for question in definition_questions(checked):
                if not version or version == ONLY_VERSION or f"@{version}" in question.subject:
                    yield question

    return Target(name, Span(str(path)), questions)
