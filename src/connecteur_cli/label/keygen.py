"""`connecteur label keygen`: a key for the awarding body."""

from __future__ import annotations

from pathlib import Path

import click

from connecteur_cli.extras import need_extra
from connecteur_cli.label.options import passphrase_option, read_passphrase
from connecteur_cli.options import FILE, print_json, verb


@verb(
    "keygen",
    "Make the key of an awarding body, kept under a passphrase.\n\n"
    "Prints the name of the key, did:key:…: it goes into the body's file, and to everybody who is to trust the body. "
    "Keep a copy of the file in a safe place; without it no label can be revoked.",
)
@click.option("-o", "--output", type=FILE, required=True, help="File to write; only you can read it.")
@passphrase_option()
def keygen_command(*, output: Path, passphrase_file: Path | None, lang: str, as_json: bool) -> None:
    """Make and write."""
    from connecteur_core.labels.keys import new_key_pem
    from connecteur_core.store.save import create_text

    passphrase = read_passphrase(passphrase_file, lang, new=True)
    with need_extra("label", lang):
        pem, did = new_key_pem(passphrase)
    create_text(output, pem, mode=0o600)
    if as_json:
        print_json({"format": "connecteur-key/1", "file": str(output), "key": did})
    else:
        click.echo(did)
