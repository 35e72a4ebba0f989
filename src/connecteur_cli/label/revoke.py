"""`connecteur label revoke`: take a label back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from connecteur_cli.extras import need_extra
from connecteur_cli.label.options import body_option, key_options, open_key, register_option
from connecteur_cli.options import on_option, print_json, verb


@verb(
    "revoke",
    "Revoke a label, with the reason, and make the status list anew.\n\n"
    "CREDENTIAL is its id, urn:uuid:…, as `label award` printed it. Publish the status list afterwards at its address.",
)
@click.argument("credential")
@click.option("--reason", required=True, help="Why; kept in the register.")
@body_option()
@key_options()
@register_option()
@on_option("Day of the revocation (default: today).")
def revoke_command(
    *,
    credential: str,
    reason: str,
    body_file: Path,
    key_file: Path,
    passphrase_file: Path | None,
    folder: Path,
    on: date | None,
    lang: str,
    as_json: bool,
) -> None:
    """Enter it and sign the list."""
    from connecteur_cli.output import paragraph
    from connecteur_core.labels.body import load_body
    from connecteur_core.messages import message

    if not reason.strip():
        raise click.BadParameter("…", param_hint="--reason")
    body = load_body(body_file)
    with need_extra("label", lang):
        from connecteur_core.store.label_register import revoke_label

        key = open_key(key_file, passphrase_file, lang)
        entry, file = revoke_label(folder, credential, body, key, on=on or date.today(), reason=reason)
    if as_json:
        print_json(
            {
                "format": "connecteur-revocation/1",
                "credential": entry.credential,
                "revoked_on": entry.revoked_on,
                "reason": entry.reason,
                "status_list": str(file),
            }
        )
        return
    what = message(
        "Revoked since {day}: the label of {name}. Reason: {reason}",
        day=entry.revoked_on,
        name=entry.name,
        reason=entry.reason,
    )
    paragraph(what.text(lang))
    url = body.issuer.status_list
    paragraph(message("Publish {file} at {url}.", file=file, url=url).text(lang))
