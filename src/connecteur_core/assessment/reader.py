"""An assessment file → `Assessment`. What people added for themselves is left alone; likely slips are not."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from attrs import evolve, fields_dict

from connecteur_core.assessment.assessment import (
    UNANSWERED,
    Assessment,
    ChosenDefinition,
    Commitment,
    Figures,
    IndicatorFigure,
    InvalidAssessment,
    Profile,
)
from connecteur_core.diagnostics import Diagnostic
from connecteur_core.did_you_mean import find_similar
from connecteur_core.messages import message
from connecteur_core.model.status import Answer, Evidence
from connecteur_core.model.taken import Taken
from connecteur_core.reading.limits import MAX_FINDINGS
from connecteur_core.reading.structuring import structure
from connecteur_core.reading.toml_file import KeyPath, Origin, TomlFile, check_format, load_toml, parse_toml


def load_assessment(path: Path | str) -> Assessment:
    """The assessment in a file.

    Raises:
        UnreadableFile: not a readable TOML file of format `connecteur-assessment/1`.
        InvalidAssessment: wrong types, missing keys, or keys that look like misspelt ones; all at once.
    """
    return assessment_in(load_toml(Path(path)))


def parse_assessment(text: str, path: Path) -> Assessment:
    """The assessment in a text that was read before; errors as in `load_assessment`."""
    return assessment_in(parse_toml(text, path))


def assessment_in(file: TomlFile) -> Assessment:
    """The assessment in a file that was read before; errors as in `load_assessment`."""
    check_format(file, "assessment")
    slips = list(islice(_Known(file).check(), MAX_FINDINGS))
    if slips:
        raise InvalidAssessment(slips)
    content = structure(_without_strangers(file.data), Assessment, Origin(file, ()))
    if isinstance(content, list):
        raise InvalidAssessment(content)
    return evolve(content, file=file)


class _Known:
    """Looks for keys that are nearly, but not quite, keys of the format."""

    def __init__(self, file: TomlFile) -> None:
        self._file = file

    def check(self) -> Iterator[Diagnostic]:
        data = self._file.data
        yield from self._slips(data, _TOP_KEYS, ())
        for table, known in _TABLES.items():
            yield from self._slips(data.get(table), known, (table,))
        answers = data.get("answers")
        for item, answer in answers.items() if isinstance(answers, dict) else ():
            yield from self._slips(answer, _ANSWER_KEYS, ("answers", item))

    def _slips(self, table: object, known: frozenset[str], path: KeyPath) -> Iterator[Diagnostic]:
        if not isinstance(table, dict):
            return
        free = known - table.keys()
        for key in islice(table.keys() - known, MAX_FINDINGS):
            near = find_similar(key, free)
            if near:
                what = message("unknown key `{key}`", key=key)
                advice = message("did you mean `{near}`? Give keys of your own a quite different name", near=near)
                yield self._file.diagnostic("CX113", what, (*path, key), help=advice, of_key=True)


_TOP_KEYS = frozenset(fields_dict(Assessment)) - {"file"}
_ANSWER_KEYS = frozenset(fields_dict(Answer))
_LISTED = {"evidence": frozenset(fields_dict(Evidence)), "taken_from": frozenset(fields_dict(Taken))}
_TABLES = {
    "organisation": frozenset(fields_dict(Profile)),
    "definition": frozenset(fields_dict(ChosenDefinition)),
    "figures": frozenset(fields_dict(Figures)),
}


def _without_strangers(data: dict[str, Any]) -> dict[str, Any]:
    """The data without keys and tables that are people's own; they stay in the file."""
    kept = {key: value for key, value in data.items() if key in _TOP_KEYS}
    for table, known in _TABLES.items():
        if table in kept:
            kept[table] = _pick(kept[table], known)
    if isinstance(kept.get("answers"), dict):
        kept["answers"] = {item: _answer_table(answer) for item, answer in kept["answers"].items()}
    for name, kind in (("commitments", Commitment), ("indicators", IndicatorFigure)):
        if isinstance(kept.get(name), list):
            kept[name] = [_pick(entry, frozenset(fields_dict(kind))) for entry in kept[name]]
    return kept


def _answer_table(answer: Any) -> Any:
    table = _pick(answer, _ANSWER_KEYS)
    if isinstance(table, dict):
        if table.get("status") == UNANSWERED:
            del table["status"]
        for key, known in _LISTED.items():
            if isinstance(table.get(key), list):
                table[key] = [_pick(piece, known) for piece in table[key]]
    return table


def _pick(table: Any, known: frozenset[str]) -> Any:
    return {key: value for key, value in table.items() if key in known} if isinstance(table, dict) else table
