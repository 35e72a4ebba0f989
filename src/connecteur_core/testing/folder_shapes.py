"""What can be said of a ruleset's files one by one, when the whole cannot be read; and files that nothing reads."""

from __future__ import annotations

import os
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path

from connecteur_core.diagnostics import ConnecteurError, Diagnostic, Severity
from connecteur_core.messages import message
from connecteur_core.model.locale import Locale
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.reading.structuring import structure
from connecteur_core.reading.toml_file import Origin, check_format, load_toml
from connecteur_core.rulesets.loader import structure_items
from connecteur_core.testing.cases import CasesFile

_KINDS = {"items": None, "locale": Locale, "cases": CasesFile}


def check_shape(path: Path, *, inside: Path | None = None) -> list[Diagnostic]:
    """Findings about keys and types of one file of items, texts or cases; a file of another format has none.

    Raises:
        UnreadableFile: it cannot be read, or was written for a newer program.
    """
    file = load_toml(path, inside=inside)
    kind = str(file.data.get("format")).removeprefix("connecteur-").partition("/")[0]
    if kind not in _KINDS:
        return []
    check_format(file, kind)
    target = _KINDS[kind]
    content = structure_items(file) if target is None else structure(file.data, target, Origin(file, ()))
    return content if isinstance(content, list) else []


def shape_findings(folder: Path, told: AbstractSet[str]) -> Iterator[Diagnostic]:
    """Findings about each file below a folder, but for `ruleset.toml` and those `told` already."""
    for path in sorted(folder.rglob("*.toml")):
        if path.name == "ruleset.toml" or str(path) in told:
            continue
        try:
            yield from check_shape(path, inside=folder)
        except ConnecteurError as error:
            yield from error.diagnostics


def misnamed_folder(ruleset: Ruleset) -> Iterator[Diagnostic]:
    """A folder with another name than the id of its ruleset: assessments name the id, and folders are found by name.

    Only a warning: an earlier version, kept to compare with, is named by its path.
    """
    name = Path(os.path.abspath(ruleset.folder)).name  # noqa: PTH100 -- a link with the right name is found, too
    if name != ruleset.id:
        what = message(
            "assessments find `{id}` only in a folder of that name, not in `{name}`", id=ruleset.id, name=name
        )
        advice = message("rename the folder, or change the id; assessments that exist name the old one")
        yield ruleset.origin.diagnostic("CX264", what, "id", help=advice, severity=Severity.WARNING)


def stray_files(ruleset: Ruleset) -> Iterator[Diagnostic]:
    """Files of items and texts in the folder that nothing reads: most likely forgotten in `ruleset.toml`."""
    folder = ruleset.folder
    read = {folder / "locale" / f"{lang}.toml" for lang in ruleset.languages}
    read |= {origin.file.path for origin in ruleset.origins.values()}
    include = ruleset.origin.file.data.get("include", ())
    read |= {folder / name for name in include}
    read |= {*(folder / "cases").glob("*.toml")}
    for path in sorted(folder.rglob("*.toml")):
        if path in read:
            continue
        try:
            file = load_toml(path, inside=folder)
        except ConnecteurError as error:
            yield from error.diagnostics
            continue
        name, kind = path.relative_to(folder).as_posix(), str(file.data.get("format")).partition("/")[0]
        if kind == "connecteur-items":
            advice = message("add it to `include` in ruleset.toml: `{name}`", name=f'"{name}"')
            what = message("nothing includes this file")
            yield file.diagnostic("CX250", what, ("format",), help=advice, severity=Severity.WARNING)
        elif kind == "connecteur-locale":
            advice = message("add its language to `languages` in ruleset.toml: `{name}`", name=f'"{path.stem}"')
            what = message("the ruleset does not name this language")
            yield file.diagnostic("CX251", what, ("language",), help=advice, severity=Severity.WARNING)
