"""`connecteur plugins`: what each plugin supplies, and why one was left out."""

from __future__ import annotations

from connecteur_cli.options import print_json, verb


@verb(
    "plugins",
    "List the plugins: what each supplies, and why one was left out.\n\n"
    "CONNECTEUR_DISABLE=name,name switches plugins off. Our own countries are plugins too.",
)
def plugins_command(*, lang: str, as_json: bool) -> int:
    """Load all of them and show."""
    from connecteur_cli.errors import finding_lines
    from connecteur_cli.output import echo, table
    from connecteur_core.messages import plural_message
    from connecteur_core.plugins.definitions import load_catalogue

    catalogue = load_catalogue()
    if as_json:
        rows = [
            {
                "name": supplier.info.name,
                "distribution": supplier.info.distribution,
                "version": supplier.info.version,
                "definitions": [definition.id for definition in supplier.definitions],
                "findings": [finding.to_json(lang) for finding in supplier.findings],
            }
            for supplier in catalogue.suppliers
        ]
        findings = [finding.to_json(lang) for finding in catalogue.findings]
        print_json({"format": "connecteur-plugins/1", "plugins": rows, "diagnostics": findings})
        return 0
    lines = []
    for supplier in catalogue.suppliers:
        count = plural_message("{count} definition", "{count} definitions", count=len(supplier.definitions))
        origin = f"{supplier.info.distribution} {supplier.info.version}"
        lines.append([supplier.info.name, origin, count.text(lang)])
    if lines:
        table(lines)
    for finding in catalogue.findings:
        echo()
        for line in finding_lines(finding, lang):
            echo(line)
    return 0
