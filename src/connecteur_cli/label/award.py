"""`connecteur label award`: decide and sign."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from connecteur_cli.extras import need_extra
from connecteur_cli.label.options import body_option, key_options, open_key, register_option
from connecteur_cli.options import FILE, on_option, print_json, ruleset_search, verb


@verb(
    "award",
    "Award the label when the jury's findings support the level that the body asks for.\n\n"
    "Writes the credential as JSON with its proof and as JWT into the register, and the status list. Awarding the "
    "same application again changes nothing; a new application of the same incubator renews.",
    epilog="Ends with exit code 1, and the reasons, when the label is not awarded.",
)
@click.argument("application_file", metavar="APPLICATION", type=FILE)
@click.argument("review_files", metavar="[REVIEW…]", type=FILE, nargs=-1)
@body_option()
@key_options()
@register_option()
@click.option("--founding-member", is_flag=True, help="Award as a declared founding member, whatever the level.")
@on_option("Day of the award (default: today).")
def award_command(
    *,
    application_file: Path,
    review_files: tuple[Path, ...],
    body_file: Path,
    key_file: Path,
    passphrase_file: Path | None,
    folder: Path,
    founding_member: bool,
    on: date | None,
    lang: str,
    as_json: bool,
) -> int:
    """Decide; then open the key and sign."""
    from connecteur_cli.errors import show_findings
    from connecteur_core.labels.application import load_application
    from connecteur_core.labels.body import load_body
    from connecteur_core.labels.decide_award import decide_award, decide_founder
    from connecteur_core.labels.errors import NoAward
    from connecteur_core.labels.review import load_review

    day = on or date.today()
    application, body = load_application(application_file), load_body(body_file)
    reviews = [load_review(file) for file in review_files]
    try:
        if founding_member:
            decision = decide_founder(application, body, on=day)
        else:
            decision = decide_award(application, reviews, body, on=day, search=ruleset_search())
    except NoAward as error:
        if not as_json:
            from connecteur_core.messages import translate

            click.echo(translate("No award:", lang), err=True)
        show_findings(error.diagnostics, lang=lang, as_json=as_json)
        return 1
    with need_extra("label", lang):
        from connecteur_core.store.label_register import award_label

        award = award_label(folder, decision, open_key(key_file, passphrase_file, lang), on=day, lang=lang)
    if as_json:
        print_json(
            {
                "format": "connecteur-award/1",
                "credential": award.entry.credential,
                "new": award.is_new,
                "level": award.entry.level,
                "on": award.entry.on,
                "until": award.entry.until,
                "renews": award.entry.renews,
                "revoked_on": award.entry.revoked_on,
                "files": [str(file) for file in award.files],
            }
        )
        return 0
    from connecteur_cli.label_text import show_award

    show_award(award, lang)
    return 0
