"""The worked cases of a ruleset or of a definitions file, run for their author: what was wanted, what came out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

from connecteur_core.definitions.checker import read_definitions
from connecteur_core.definitions.vocabulary import core_vocabulary
from connecteur_core.diagnostics import Diagnostic
from connecteur_core.messages import message
from connecteur_core.plugins.rulesets import get_ruleset
from connecteur_core.positions.span import Span
from connecteur_core.reading.guard import UnreadableFile
from connecteur_core.reading.toml_file import check_format, load_toml
from connecteur_core.rulesets.checker import check_ruleset
from connecteur_core.rulesets.loader import load_ruleset
from connecteur_core.rulesets.shipped import is_ruleset_folder
from connecteur_core.testing.cases import Difference, run_cases
from connecteur_core.testing.definition_cases import run_definition_cases


@frozen
class Trial:
    """One case and how it came out; it holds when nothing differs."""

    name: str
    because: str
    at: Span
    differences: tuple[Difference, ...]

    def to_json(self) -> dict[str, object]:
        """The trial as plain data, part of `connecteur-test/1`."""
        return {
            "name": self.name,
            "because": self.because,
            "file": self.at.file,
            "line": self.at.line,
            "holds": not self.differences,
            "differences": [
                {"subject": difference.subject, "wanted": difference.wanted, "found": difference.found}
                for difference in self.differences
            ],
        }


def try_cases(target: str, *, search: Sequence[Path] = ()) -> list[Trial]:
    """All cases of a ruleset (its folder, or its id) or of a definitions file, in their order.

    Raises:
        UnreadableFile: the file cannot be read, or has no cases by its format.
        InvalidRuleset: the ruleset does not hold together, so its cases mean nothing.
        InvalidDefinitions: likewise for definitions.
        UnknownName: there is no such ruleset.
    """
    path = Path(target)
    if path.is_file():
        return _definition_trials(path)
    if path.is_dir() and not is_ruleset_folder(path):
        what = message("there is no ruleset in this folder")
        raise UnreadableFile(Diagnostic("CX101", what, Span(str(path))))
    # A folder is read anew: its author may just have changed it.
    is_plain = (path / "ruleset.toml").is_file()
    checked = check_ruleset(load_ruleset(path)) if is_plain else get_ruleset(target, search=search)
    return [
        Trial(outcome.case.name, outcome.case.because, outcome.origin.place("name")[0], outcome.differences)
        for file in sorted((checked.ruleset.folder / "cases").glob("*.toml"))
        for outcome in run_cases(checked, file)
    ]


def _definition_trials(path: Path) -> list[Trial]:
    file = load_toml(path)
    check_format(file, "definitions")
    trials = []
    for outcome in run_definition_cases(file, read_definitions(file, core_vocabulary())):
        case = outcome.case
        difference = Difference(case.definition, case.value, outcome.found, ("value",))
        place = outcome.origin.place("about")[0]
        trials.append(Trial(case.about, case.definition, place, () if outcome.holds else (difference,)))
    return trials
