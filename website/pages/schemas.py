"""The JSON Schemas of all formats, as pages and as files to point an editor to."""

from __future__ import annotations

import json

from connecteur_cli.commands.schema import FORMATS
from connecteur_core.testing.json_schema import schema_of

FILES = "as-they-are"
"""Folder of what is put on the site unchanged, at addresses that last."""


def pages() -> dict[str, str]:
    """One page that shows every schema, and a file for each."""
    lines = [
        "# JSON Schemas",
        "",
        "Made from the classes that read the files; `connecteur schema NAME` prints the same. What the keys mean: "
        "[file formats](formats.md).",
        "",
    ]
    files = {}
    for name in FORMATS:
        text = json.dumps(schema_of(name), indent=2, ensure_ascii=False)
        files[f"{FILES}/schemas/{name}.json"] = f"{text}\n"
        address = f'<a href="../schemas/{name}.json">schemas/{name}.json</a>'
        lines += [f"## connecteur-{name}/1", "", address, "", "```json", text, "```", ""]
    return {"reference/schemas.md": "\n".join(lines), **files}
