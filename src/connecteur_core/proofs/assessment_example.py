"""Answers that the solver found, as an assessment file that every verb can load."""

from __future__ import annotations

import json
from collections.abc import Mapping

from connecteur_core.model.ruleset import Ruleset
from connecteur_core.model.status import Status


def assessment_toml(ruleset: Ruleset, answers: Mapping[str, tuple[Status, bool]]) -> str:
    """The text of an assessment.

    Args:
        ruleset: what is answered.
        answers: by item, the status, and whether there is the evidence that is asked for.
    """
    lines = [
        'format = "connecteur-assessment/1"',
        f"ruleset = {json.dumps(ruleset.reference)}",
        "",
        "[organisation]",
        'name = "Counterexample"',
        "made_up = true",
    ]
    for item, (status, supported) in answers.items():
        lines += ["", f"[answers.{json.dumps(item)}]", f'status = "{status.value}"']
        if status is Status.NOT_APPLICABLE:
            lines.append('note = "does not apply"')
        if supported:
            lines.append('evidence = [{ ref = "evidence", issuer = "somebody else" }]')
    return "\n".join(lines) + "\n"
