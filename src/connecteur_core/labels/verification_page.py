"""A page that verifies one label in a browser, offline, and says what it cannot check."""

from __future__ import annotations

import json
from html import escape
from importlib.resources import files
from string import Template

from connecteur_core.labels.credential import LabelFacts
from connecteur_core.labels.digests import digest_of
from connecteur_core.messages import Message, message


def verification_page(token: str, facts: LabelFacts, lang: str) -> str:
    """The page: one HTML file that loads nothing.

    Args:
        token: the label as JWT.
        facts: what it says.
        lang: language of the page.
    """
    style, script = _part("css"), _part("js")
    return Template(_part("html")).substitute(
        lang=lang,
        # Only what is in the file runs: a name that closes its element and brings a script along is plain text.
        style_hash=digest_of(style),
        script_hash=digest_of(script),
        style=style,
        script=script,
        title=escape(f"{facts.name} – {facts.subject_name}"),
        facts=_facts(facts, lang),
        words=escape(json.dumps({name: text.text(lang) for name, text in _WORDS.items()}, ensure_ascii=False)),
        token=escape(token),
        limits="".join(f"<li>{escape(limit.text(lang))}</li>" for limit in _limits(facts)),
        **{name: escape(heading.text(lang)) for name, heading in _HEADINGS.items()},
    )


def _part(ending: str) -> str:
    return (files("connecteur_core.labels") / f"verification_page.{ending}").read_text(encoding="utf-8")


def _facts(facts: LabelFacts, lang: str) -> str:
    """What the label says; the script puts the signed words in their place, so that both cannot differ."""
    none = message("none: founding member").text(lang)
    rows = [
        (message("holder"), facts.subject_name, "credentialSubject.identifier.0.identityHash"),
        (message("level"), facts.level or none, "credentialSubject.result.0.value"),
        (message("ruleset"), facts.ruleset, "credentialSubject.achievement.version"),
        (message("issuer"), facts.issuer_name, "issuer.name"),
        (message("key of the issuer"), facts.issuer, "iss"),
        (message("valid from"), facts.awarded_on.isoformat(), "validFrom"),
        (message("until"), facts.valid_until.isoformat(), "validUntil"),
        (message("description"), facts.description, "credentialSubject.achievement.description"),
        (message("how it is awarded"), facts.narrative, "credentialSubject.achievement.criteria.narrative"),
        (message("digest of the application"), facts.application, "relatedResource.0.digestSRI"),
    ]
    return "".join(
        f'<dt>{escape(name.text(lang))}</dt><dd data-from="{place}">{escape(value)}</dd>' for name, value, place in rows
    )


_HEADINGS = {
    "checked": message("Checked in this browser"),
    "waiting": message("Checking …"),
    "whom": message("Whom do you trust?"),
    "trusted_label": message("The key of the awarding body, did:key:…, from a source other than this page"),
    "not_checked": message("What this page cannot check"),
    "credential": message("The label as JWT"),
    "noscript": message("Without JavaScript the page checks nothing."),
}
_WORDS = {
    "passed": message("passed"),
    "failed": message("FAILED"),
    "unable": message("not checked"),
    "signed": message("the signature fits the content"),
    "changed": message("the signature does not fit the content: something was changed"),
    "old_browser": message("this browser cannot check Ed25519 signatures"),
    "in_time": message("valid today, by the clock of this device"),
    "out_of_time": message("not valid today, by the clock of this device"),
    "no_issuer": message("nobody has said yet whose key this should be"),
    "issuer": message("signed by the key you expect"),
    "other_issuer": message("signed by another key than you expect"),
    "no_level": message("none: founding member"),
    "valid": message("Valid, as far as this page can check"),
    "unknown": message("Not decided"),
    "invalid": message("NOT VALID"),
}


def _limits(facts: LabelFacts) -> tuple[Message, ...]:
    return (
        message("Whether the label was revoked: the list is at {url}.", url=facts.status_list),
        message("Whether the one who shows you the page is {name}.", name=facts.subject_name),
        message("The application behind the label; `connecteur label verify --application` does."),
        message(
            "The page itself: whoever gave it to you could have changed it. Trust a copy from the awarding body, or "
            "`connecteur label verify`."
        ),
    )
