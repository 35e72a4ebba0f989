"""Answers that the solver found, as an assessment file that every verb can load."""

from __future__ import annotations

import json
from collections.abc import Mapping

from connecteur_core.model.ruleset import Ruleset
from connecteur_core.model.status import Status


def assessment_toml(ruleset: Ruleset, answers: Mapping[str, tuple[str, bool]]) -> str:
    """The text of an assessment.

    Args:
        ruleset: what is answered.
        answers: by item, the status or the answer on its scale, and whether there is the evidence that is asked for.
    """
    lines = [
        'format = "connecteur-assessment/1"',
        f"ruleset = {json.dumps(ruleset.reference)}",
        "",
        "[organisation]",
        'name = "Counterexample"',
        "made_up = true",
    ]
    for item, (word, supported) in answers.items():
        skipped = word == Status.NOT_APPLICABLE.value
        key = "value" if item in ruleset.scaled_items and not skipped else "status"
        lines += ["", f"[answers.{json.dumps(item)}]", f"{key} = {json.dumps(word)}"]
        if skipped:
            lines.append('note = "does not apply"')
        if supported:
            lines.append('evidence = [{ ref = "evidence", issuer = "somebody else" }]')
    return "\n".join(lines) + "\n"
