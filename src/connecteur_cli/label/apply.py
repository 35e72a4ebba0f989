"""`connecteur label apply`: freeze an assessment for a jury."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import click

from connecteur_cli.options import FILE, on_option, print_json, ruleset_search, verb


@verb(
    "apply",
    "Freeze an assessment, its ruleset and the digests of its evidence into one file for a jury.\n\n"
    "Evidence that names a file beside the assessment is read and its digest kept; an address is kept as it is and "
    "not fetched. Any later change of the file, or of such evidence, shows.",
)
@click.argument("file", type=FILE)
@click.option("-o", "--output", type=FILE, required=True, help="File to write.")
@on_option("Day of the application (default: today).")
def apply_command(*, file: Path, output: Path, on: date | None, lang: str, as_json: bool) -> None:
    """Freeze and write."""
    from connecteur_cli.errors import show_warnings
    from connecteur_cli.output import paragraph, table
    from connecteur_core.labels.application import evidence_warnings, freeze_application, parse_application
    from connecteur_core.messages import message, translate
    from connecteur_core.store.save import create_text

    text = freeze_application(file, on=on or date.today(), search=ruleset_search())
    application = parse_application(text, output)
    create_text(output, text)
    show_warnings(list(evidence_warnings(application)), lang)
    content = application.content
    kinds = Counter(piece.kind.value for piece in content.evidence)
    if as_json:
        print_json(
            {
                "format": "connecteur-frozen/1",
                "file": str(output),
                "digest": content.digest,
                "on": content.on,
                "ruleset": {"id": content.ruleset.id, "version": content.ruleset.version},
                "evidence": dict(kinds),
            }
        )
        return
    name = application.assessment.organisation.name
    paragraph(message("Frozen: the application of {name} of {day}.", name=name, day=content.on).text(lang))
    table(
        [
            (translate("digest", lang), content.digest),
            (translate("ruleset", lang), f"{content.ruleset.id}@{content.ruleset.version}"),
            (
                translate("evidence", lang),
                message(
                    "{files} files with their digest, {addresses} addresses, {words} in words",
                    files=kinds["file"],
                    addresses=kinds["address"],
                    words=kinds["words"],
                ).text(lang),
            ),
        ]
    )
