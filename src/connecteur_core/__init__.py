"""connecteur: cumulative maturity models and dated definitions, decided from plain TOML rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connecteur_core._version import __version__

if TYPE_CHECKING:
    from connecteur_core.assessment.assessment import Assessment, InvalidAssessment
    from connecteur_core.assessment.evaluate import evaluate
    from connecteur_core.assessment.reader import load_assessment
    from connecteur_core.decisions.decision import Decision
    from connecteur_core.decisions.definition_in_force import Definition, get_definition
    from connecteur_core.decisions.errors import InvalidFacts
    from connecteur_core.definitions.errors import InvalidDefinitions, NotInForce
    from connecteur_core.diagnostics import ConnecteurError, Diagnostic, UnknownName
    from connecteur_core.evaluation.evaluation import Evaluation
    from connecteur_core.evaluation.result_json import result_to_json
    from connecteur_core.planning.next_question import NextQuestion, find_next_question
    from connecteur_core.plugins.rulesets import get_ruleset
    from connecteur_core.reading.guard import UnreadableFile
    from connecteur_core.rulesets.checker import CheckedRuleset
    from connecteur_core.rulesets.errors import InvalidRuleset
    from connecteur_core.rulesets.loader import load_ruleset
    from connecteur_core.truth import Truth

_HOMES = {
    "Assessment": "assessment.assessment",
    "CheckedRuleset": "rulesets.checker",
    "ConnecteurError": "diagnostics",
    "Decision": "decisions.decision",
    "Definition": "decisions.definition_in_force",
    "Diagnostic": "diagnostics",
    "Evaluation": "evaluation.evaluation",
    "InvalidAssessment": "assessment.assessment",
    "InvalidDefinitions": "definitions.errors",
    "InvalidFacts": "decisions.errors",
    "InvalidRuleset": "rulesets.errors",
    "NextQuestion": "planning.next_question",
    "NotInForce": "definitions.errors",
    "Truth": "truth",
    "UnknownName": "diagnostics",
    "UnreadableFile": "reading.guard",
    "evaluate": "assessment.evaluate",
    "find_next_question": "planning.next_question",
    "get_definition": "decisions.definition_in_force",
    "get_ruleset": "plugins.rulesets",
    "load_assessment": "assessment.reader",
    "load_ruleset": "rulesets.loader",
    "result_to_json": "evaluation.result_json",
}

__all__ = [
    "Assessment",
    "CheckedRuleset",
    "ConnecteurError",
    "Decision",
    "Definition",
    "Diagnostic",
    "Evaluation",
    "InvalidAssessment",
    "InvalidDefinitions",
    "InvalidFacts",
    "InvalidRuleset",
    "NextQuestion",
    "NotInForce",
    "Truth",
    "UnknownName",
    "UnreadableFile",
    "__version__",
    "evaluate",
    "find_next_question",
    "get_definition",
    "get_ruleset",
    "load_assessment",
    "load_ruleset",
    "result_to_json",
]


def __getattr__(name: str) -> object:
    """Load a public name when it is first asked for, so that importing the package costs next to nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 -- nothing happens at import

    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
