"""The main job: an assessment → its evaluation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from attrs import evolve

from connecteur_core.assessment.assessment import Assessment, InvalidAssessment
from connecteur_core.assessment.check import check_assessment, origin_of
from connecteur_core.assessment.flags import find_flags
from connecteur_core.assessment.hidden import visible_answers
from connecteur_core.assessment.postures import check_postures, with_postures
from connecteur_core.backends.program import Program, compile_ruleset
from connecteur_core.evaluation.conditions import Facts
from connecteur_core.evaluation.evaluate import evaluate_answers
from connecteur_core.evaluation.evaluation import Evaluation
from connecteur_core.evaluation.policies import Policy, Standards
from connecteur_core.plugins.rulesets import get_ruleset
from connecteur_core.rulesets.checker import CheckedRuleset
from connecteur_core.truth import Truth


def evaluate(
    assessment: Assessment,
    *,
    policy: str = "self-assessment",
    on: date | None = None,
    ruleset: CheckedRuleset | None = None,
    search: Sequence[Path] = (),
    verdicts: Mapping[str, Truth] | None = None,
) -> Evaluation:
    """Where an incubator stands: level reached and possible, criteria, coverage, flags.

    Args:
        assessment: as `load_assessment` returns it.
        policy: "self-assessment" (answers as they are), "evidenced" (a checklist line counts only with evidence),
            "label" (and only when a jury found it so), or the name of a plugin's policy.
        on: day of the evaluation, default today; later answers and evidence do not count yet.
        ruleset: a checked ruleset; by default the one the assessment names, found among the shipped ones.
        search: folders to look in for that ruleset first.
        verdicts: by item, whether the jury found it met; read by the policy "label" only.

    Raises:
        InvalidAssessment: answers that do not fit the ruleset, all at once.
        UnknownName: the ruleset cannot be found, or there is no such policy.
    """
    checked = ruleset or get_ruleset(assessment.ruleset, search=search)
    findings = check_assessment(assessment, checked.ruleset)
    findings += check_postures(assessment, checked.ruleset, origin_of(assessment))
    if findings:
        raise InvalidAssessment(findings)
    settings = {name: parameter.default for name, parameter in checked.ruleset.parameters.items()}
    settings |= assessment.parameters
    standards = _standards(policy, on or _today(), settings.get("evidence_months"))
    standards = evolve(standards, verdicts=verdicts or {})
    program = program_of(checked)
    facts = facts_of(assessment) if program.conditions else {}
    evaluation = evaluate_answers(program, visible_answers(assessment, checked.ruleset), standards, facts)
    return with_postures(assessment, evolve(evaluation, flags=find_flags(assessment, evaluation)))


def facts_of(assessment: Assessment) -> Facts:
    """What conditions may read of the organisation: words, or None where it is not said."""
    organisation = assessment.organisation
    coworking = {True: ("yes",), False: ("no",), None: None}[organisation.coworking]
    return {
        "organisation.kind": (organisation.kind.value,),
        "organisation.country": (organisation.country,) if organisation.country else None,
        "organisation.coworking": coworking,
        "organisation.business_types": organisation.business_types or None,
    }


def _standards(policy: str, on: date, evidence_months: int | None) -> Standards:
    names = tuple(known.value for known in Policy)
    if policy in names:
        return Standards(Policy(policy), on, evidence_months)
    from connecteur_core.plugins.policies import get_plugin_policy  # noqa: PLC0415 -- finding plugins takes 30 ms

    accepts = get_plugin_policy(policy, names)
    return Standards(Policy.SELF_ASSESSMENT, on, evidence_months, accepts, policy)


@lru_cache(maxsize=8)
def program_of(checked: CheckedRuleset) -> Program:
    """The compiled program of a checked ruleset, made once; a ruleset is known by being the same object."""
    return compile_ruleset(checked)


def _today() -> date:
    return date.today()
