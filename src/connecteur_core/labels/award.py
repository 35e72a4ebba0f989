"""A decision to award → the facts of its credential."""

from __future__ import annotations

from datetime import date

from connecteur_core.labels.credential import LabelFacts, stable_id
from connecteur_core.labels.decide_award import AwardDecision
from connecteur_core.messages import Message, message
from connecteur_core.model.months import months_later


def facts_of_award(decision: AwardDecision, *, on: date, index: int, lang: str) -> LabelFacts:
    """What the credential says.

    Args:
        decision: that the label is awarded.
        on: first day of validity.
        index: place in the status list.
        lang: language of its sentences.
    """
    application, body = decision.application, decision.body
    content, profile = application.content, application.assessment.organisation
    evaluation, months = decision.evaluation, body.label.validity_months
    assert months is not None, "the decision has seen it"
    ruleset = f"{content.ruleset.id}@{content.ruleset.version}"
    level = evaluation.level.reached.id if evaluation is not None else None
    asked = decision.required
    return LabelFacts(
        id=stable_id("credential", body.issuer.key, application.digest, asked),
        issuer=body.issuer.key,
        issuer_name=body.issuer.name,
        issuer_url=body.issuer.url,
        awarded_on=on,
        valid_until=months_later(on, months),
        subject=stable_id("subject", profile.name, profile.place, profile.country),
        subject_name=profile.name,
        achievement=stable_id("achievement", body.issuer.key, ruleset, asked),
        name=body.label.name,
        description=_description(ruleset, level).text(lang),
        narrative=_narrative(decision, ruleset, lang),
        ruleset=ruleset,
        level=level,
        levels=tuple(known.id for known in evaluation.ruleset.levels) if evaluation is not None else (),
        application=application.file_digest,
        assessment=content.assessment.digest,
        ruleset_digest=content.ruleset.digest,
        status_list=body.issuer.status_list,
        status_index=index,
    )


def _description(ruleset: str, level: str | None) -> Message:
    if level is None:
        return message("Declared founding member of the project; no level was looked at.")
    return message("Level {level} of {ruleset}, found by a jury.", level=level, ruleset=ruleset)


def _narrative(decision: AwardDecision, ruleset: str, lang: str) -> str:
    body = decision.body
    if decision.evaluation is None:
        source = decision.founding_member_source
        sentences = [
            message("Founding members may use the label whatever their level. Source: {source}", source=source)
        ]
    else:
        quorum = body.jury.quorum
        sentences = [
            message(
                "A jury of at least {quorum} members without conflict of interest found by majority, with grounds and "
                "on evidence, that the level asked for, {level} of {ruleset}, is reached.",
                quorum=quorum,
                level=decision.required,
                ruleset=ruleset,
            )
        ]
    if body.label.appeal is not None:
        sentences.append(message("Appeal: {appeal}", appeal=body.label.appeal))
    return " ".join(sentence.text(lang) for sentence in sentences)
