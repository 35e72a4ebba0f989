"""Answers that the solver found, as an assessment file that every verb can load."""

from __future__ import annotations

import json
from collections.abc import Mapping

from connecteur_core.model.ruleset import Ruleset
from connecteur_core.model.status import Status
from connecteur_core.proofs.answer_formulas import Given


def assessment_toml(ruleset: Ruleset, answers: Mapping[str, Given]) -> str:
    """The text of an assessment.

    Args:
        ruleset: what is answered.
        answers: by item, what is said, with or without the evidence and the justification that are asked for.
    """
    lines = [
        'format = "connecteur-assessment/1"',
        f"ruleset = {json.dumps(ruleset.reference)}",
        "",
        "[organisation]",
        'name = "Counterexample"',
        "made_up = true",
    ]
    for item, given in answers.items():
        word, skipped = given.word, given.word == Status.NOT_APPLICABLE.value
        length = ruleset.kind_of(ruleset.items[item]).reason_length
        key = "value" if item in ruleset.scaled_items and not skipped else "status"
        lines += ["", f"[answers.{json.dumps(item)}]", f"{key} = {json.dumps(word)}"]
        if skipped or (given.justified and item in ruleset.loosely_bound):
            lines.append(f"note = {json.dumps('does not apply'.ljust(length, '.'))}")
        if given.supported:
            lines.append('evidence = [{ ref = "https://example.org/evidence", issuer = "somebody else" }]')
    return "\n".join(lines) + "\n"
