"""Awards and verifications as text and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connecteur_cli.output import coloured, echo, heading, paragraph, table
from connecteur_core.messages import message, translate

if TYPE_CHECKING:
    from connecteur_core.labels.verify import Verification
    from connecteur_core.store.label_register import Award

_NAMES = {
    "content": message("content"),
    "signature": message("signature"),
    "issuer": message("issuer"),
    "dates": message("dates"),
    "holder": message("holder"),
    "application": message("application"),
    "status": message("revocation"),
}
_RESULTS = {
    "passed": message("passed"),
    "failed": message("FAILED"),
    "not_checked": message("not checked"),
}
_COLOURS = {"passed": "met", "failed": "unmet", "not_checked": "undetermined"}


def show_award(award: Award, lang: str) -> None:
    """What was awarded, and where its files are."""
    entry = award.entry
    words = {"name": entry.name, "level": entry.level or "–", "first": entry.on, "last": entry.until}
    if award.is_new:
        what = message("Awarded to {name}: level {level}, from {first} until {last}.", **words)
    else:
        what = message("Awarded before to {name}: level {level}, from {first} until {last}. Nothing changed.", **words)
    paragraph(what.text(lang))
    if entry.renews is not None:
        paragraph(message("It renews {id}.", id=entry.renews).text(lang))
    if entry.revoked_on is not None:
        paragraph(message("It was revoked on {day}: {reason}", day=entry.revoked_on, reason=entry.reason).text(lang))
    echo()
    echo(f"  {entry.credential}")
    for file in award.files:
        echo(f"  {file}")


def show_verification(found: Verification, lang: str) -> None:
    """What the credential says, each check, and what it comes to."""
    facts = found.facts
    if facts is not None:
        rows = [
            (translate("label", lang), facts.name),
            (translate("holder", lang), facts.subject_name),
            (translate("level", lang), facts.level or translate("none: founding member", lang)),
            (translate("ruleset", lang), facts.ruleset),
            (translate("issuer", lang), facts.issuer_name),
            (translate("id", lang), facts.id),
        ]
        table(rows)
    heading(translate("Checked", lang))
    for check in found.checks:
        result = check.result.value
        word = _RESULTS[result].text(lang)
        line = message("{name}: {value}", name=_NAMES[check.name], value=word).text(lang)
        echo(f"  {line.removesuffix(word)}{coloured(word, _COLOURS[result])}")
        paragraph(check.reason.text(lang), indent=4)
    echo()
    if found.valid:
        echo(translate("VALID, as far as was checked", lang))
    elif found.only_issuer_unknown:
        paragraph(translate("NOT ACCEPTED: the signature is fine, the issuer is not known to you", lang))
    else:
        echo(translate("NOT VALID", lang))


def verification_to_json(found: Verification, lang: str) -> dict[str, object]:
    """The same as JSON, format `connecteur-verification/1`."""
    facts = found.facts
    return {
        "format": "connecteur-verification/1",
        "valid": found.valid,
        "credential": None
        if facts is None
        else {
            "id": facts.id,
            "name": facts.name,
            "holder": facts.subject_name,
            "level": facts.level,
            "ruleset": facts.ruleset,
            "issuer": facts.issuer,
            "from": facts.awarded_on.isoformat(),
            "until": facts.valid_until.isoformat(),
        },
        "checks": [
            {"name": check.name, "result": check.result.value, "reason": check.reason.text(lang)}
            for check in found.checks
        ],
    }
