"""An assessment as plain data, for `show FILE --json`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any

from attrs import asdict, fields_dict

from connecteur_core.assessment.assessment import Assessment
from connecteur_core.diagnostics import Diagnostic, UnknownName
from connecteur_core.evaluation.evaluation import Evaluation
from connecteur_core.messages import message


def assessment_to_json(assessment: Assessment, evaluation: Evaluation, item: str | None = None) -> dict[str, object]:
    """What the file says (format of its own version); with `item`, only the answer to that item.

    Raises:
        UnknownName: the ruleset has no such item.
    """
    ruleset = evaluation.ruleset
    if item is not None and item not in ruleset.items:
        what = message("there is no item `{id}` in {ruleset}", id=item, ruleset=ruleset.reference)
        raise UnknownName(Diagnostic("CX301", what))
    document = {
        name: _plain(getattr(assessment, name)) for name in fields_dict(Assessment) if name not in {"file", "answers"}
    }
    answers = {name: _plain(answer) for name, answer in assessment.answers.items() if item in (None, name)}
    return {**document, "answers": answers}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(entry) for entry in value]
    if hasattr(value, "__attrs_attrs__"):
        return _plain(asdict(value, recurse=False))
    return value
