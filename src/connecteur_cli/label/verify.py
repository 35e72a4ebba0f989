"""`connecteur label verify`: is this a valid label, and how do we know."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from connecteur_cli.extras import need_extra
from connecteur_cli.options import FILE, on_option, print_json, verb


@verb(
    "verify",
    "Verify a label offline and say what was checked: a credential (JSON or JWT) or a badge (PNG or SVG).\n\n"
    "Whom to trust is for you to say: name the keys of awarding bodies, or their files, with --issuer.",
    epilog="Ends with exit code 1 when it is not valid, or its issuer is none that you trust.",
)
@click.argument("file", type=FILE)
@click.option(
    "--issuer", "issuers", multiple=True, metavar="KEY|FILE", help="A did:key you trust, or a file of a body."
)
@click.option("--status-list", type=FILE, help="The issuer's status list: tells whether the label was revoked.")
@click.option("--application", "application_file", type=FILE, help="The frozen application the label rests on.")
@click.option("--holder", metavar="NAME", help="The incubator that shows the label.")
@click.option("--rewritten", is_flag=True, help="Accept a file that a wallet has written anew, with other blanks.")
@on_option("Day of the question (default: today).")
def verify_command(
    *,
    file: Path,
    issuers: tuple[str, ...],
    status_list: Path | None,
    application_file: Path | None,
    holder: str | None,
    rewritten: bool,
    on: date | None,
    lang: str,
    as_json: bool,
) -> int:
    """Check and explain."""
    with need_extra("label", lang):
        from connecteur_core.labels.application import load_application
        from connecteur_core.labels.baked import load_credential
        from connecteur_core.labels.body import load_body
        from connecteur_core.labels.verify import Expectations, verify_credential
        from connecteur_core.reading.guard import read_guarded_text

        trusted = [name if name.startswith("did:") else load_body(Path(name)).issuer.key for name in issuers]
        wanted = Expectations(
            on=on or date.today(),
            trusted=trusted,
            status_list=read_guarded_text(status_list) if status_list is not None else None,
            application=load_application(application_file) if application_file is not None else None,
            holder=holder,
            rewritten=rewritten,
        )
        found = verify_credential(load_credential(file), wanted)
    from connecteur_cli.label_text import show_verification, verification_to_json

    if as_json:
        print_json(verification_to_json(found, lang))
    else:
        show_verification(found, lang)
    return 0 if found.valid else 1
