"""Schemas and settings by which editors complete and explain keys: for the TOML language servers tombi and taplo."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from connecteur_core.diagnostics import Diagnostic
from connecteur_core.messages import message
from connecteur_core.positions.span import Span
from connecteur_core.store.errors import SaveFailed
from connecteur_core.store.save import create_text
from connecteur_core.store.toml_values import toml_value
from connecteur_core.testing.json_schema import FORMATS, schema_of

SCHEMAS = ".connecteur-schemas"
TOMBI, TAPLO = "tombi.toml", ".taplo.toml"
_PATTERNS = {
    "ruleset": ["**/ruleset.toml"],
    "items": ["**/elements.toml", "**/elements/*.toml", "**/items/*.toml"],
    "locale": ["**/locale/*.toml"],
    "cases": ["**/cases/*.toml"],
    "definitions": ["**/definitions.toml", "**/definitions/*.toml"],
    "assessment": ["**/assessments/*.toml"],
    "portfolio": ["**/portfolios/*.toml"],
    "costs": ["**/costs.toml", "**/costs/*.toml"],
    "overlay": ["**/overlay.toml"],
    "mapping": ["**/mappings/*.toml"],
}


def set_up_editor(folder: Path) -> tuple[Path, ...]:
    """The schemas of all formats, and which files they are for, written into a folder that editors open.

    A file in another place says its schema in its first line: `#:schema ./.connecteur-schemas/items.json`.

    Raises:
        SaveFailed: the settings or schemas are there already, or cannot be written.
    """
    schemas = folder / SCHEMAS
    settings = folder / TOMBI, folder / TAPLO
    create_text(settings[0], "\n".join(_tombi()))
    create_text(settings[1], "\n".join(_taplo()))
    try:
        schemas.mkdir(exist_ok=True)
    except OSError as error:
        what = message("cannot be written: {reason}", reason=error.strerror or error)
        raise SaveFailed(Diagnostic("CX501", what, Span(str(schemas)))) from error
    files = [*settings]
    for name in FORMATS:
        file = schemas / f"{name}.json"
        file.unlink(missing_ok=True)  # made by us, from the program that is here now
        create_text(file, json.dumps(schema_of(name), ensure_ascii=False, indent=2) + "\n")
        files.append(file)
    return tuple(files)


def _tombi() -> Iterator[str]:
    yield from ("# Which JSON Schema the TOML language server tombi takes for which file.", "")
    for name, patterns in _PATTERNS.items():
        yield from (
            "[[schemas]]",
            f"path = {toml_value(f'{SCHEMAS}/{name}.json')}",
            f"include = {toml_value(patterns)}",
            "",
        )


def _taplo() -> Iterator[str]:
    yield from ("# Which JSON Schema the TOML language server taplo takes for which file.", "")
    for name, patterns in _PATTERNS.items():
        yield from ("[[rule]]", f"include = {toml_value(patterns)}", "[rule.schema]")
        yield from (f"path = {toml_value(f'{SCHEMAS}/{name}.json')}", "enabled = true", "")
