"""Mends what `check` finds, where there is only one thing that can have been meant; comments and layout stay.

Mended are: a byte order mark and Windows line ends; a misspelt key with one that is nearly the same and free; a number,
date or true/false in quotes where it should be bare, or bare where it should be text; a word of a choice in the wrong
case; one text where a list is wanted; ids without quotes, whose dots make tables; single brackets where a table is one
of many. Ids are only ever suggested: another id is another meaning. Missing texts are not made up: a stub would hide
that they are missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from connecteur_core.authoring.text_changes import TextChange
from connecteur_core.diagnostics import ConnecteurError, Diagnostic
from connecteur_core.reading.limits import MAX_FILE_BYTES
from connecteur_core.reading.toml_file import parse_toml
from connecteur_core.reading.toml_slips import BARE_ID, double_brackets, quoted_keys
from connecteur_core.store.toml_values import toml_key, toml_value
from connecteur_core.testing.checking import check_path

_Meant = Callable[[str, Diagnostic], str | None]
_ROUNDS = 10
_NEARLY_THE_SAME = 0.8
_BARE = {
    "a whole number": re.compile(r"[+-]?(0|[1-9][0-9]*)"),
    "true or false": re.compile(r"true|false"),
    "a date such as 2026-03-31": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}
_SCALAR = re.compile(r"[\w.+-]+")
_QUOTED = re.compile(r"\"([^\"\\]*)\"|'([^']*)'")


def fix_path(path: Path, *, search: Sequence[Path] = ()) -> list[TextChange]:
    """What was mended in a ruleset's folder or a file, written already; see `check_path` for what is left.

    Mending one thing may bring the next to light, so it is done until nothing more can be.

    Raises:
        SaveFailed: a file could not be written.
    """
    originals: dict[Path, str] = {}
    for _ in range(_ROUNDS):
        changes = [change for change in _round(path, search) if change.after != change.before]
        for change in changes:
            originals.setdefault(change.path, change.before)
            change.write()
        if not changes:
            break
    return [TextChange(file, before, _raw_text(file)) for file, before in originals.items()]


def _round(path: Path, search: Sequence[Path]) -> list[TextChange]:
    by_file: dict[str, list[Diagnostic]] = {}
    for finding in check_path(path, search=search):
        if finding.at is not None:
            by_file.setdefault(finding.at.file, []).append(finding)
    changes = []
    for file, findings in by_file.items():
        if not Path(file).is_file() or Path(file).stat().st_size > MAX_FILE_BYTES:
            continue
        try:
            before = _raw_text(Path(file))
        except UnicodeDecodeError:
            continue
        after = before
        for finding in reversed(findings):  # from the end, so that places before stay right
            after = _mended(after, finding)
        changes.append(TextChange(Path(file), before, after))
    return changes


def _raw_text(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def _mended(text: str, finding: Diagnostic) -> str:
    match finding.code:
        case "CX105":
            return text.removeprefix("\ufeff")
        case "CX106":
            return text.replace("\r\n", "\n")
        case "CX109" | "CX114" if finding.message == BARE_ID:
            return quoted_keys(text, finding.at.line) if finding.at else text
        case "CX109" | "CX114" if finding.help is not None and "header" in finding.help.values:
            return double_brackets(text, str(finding.help.values["header"]).strip("[]"))
        case "CX301":
            return _replaced(text, finding, _id_meant)
        case "CX113":
            return _replaced(text, finding, _key_meant)
        case "CX114":
            return _replaced(text, finding, _value_meant)
        case _:
            return text


def _replaced(text: str, finding: Diagnostic, meant: _Meant) -> str:
    """The text with what was meant in the place of the finding; unchanged when nothing or too much can be meant."""
    assert finding.at is not None, "findings without a place are left out"
    lines = text.split("\n")
    line, start = lines[finding.at.line - 1], finding.at.column - 1
    end = start + finding.at.length
    new = meant(line[start:end], finding)
    if new is None:
        return text
    lines[finding.at.line - 1] = line[:start] + new + line[end:]
    changed = "\n".join(lines)
    try:
        parse_toml(changed, Path(finding.at.file))
    except ConnecteurError:
        return text  # such as a key that is there already
    return changed


def _key_meant(written: str, finding: Diagnostic) -> str | None:
    import difflib  # noqa: PLC0415 -- 6 ms that only a mistake has to pay

    key = str(finding.message.values.get("key"))
    near = finding.help.values.get("near") if finding.help else None
    if near is None or written.strip("[]") != toml_key(key):
        return None
    likeness = difflib.SequenceMatcher(None, key.casefold(), str(near).casefold()).ratio()
    return written.replace(toml_key(key), toml_key(str(near))) if likeness >= _NEARLY_THE_SAME else None


def _id_meant(written: str, finding: Diagnostic) -> str | None:
    bare = finding.message.values.get("bare")
    return written.replace(str(bare), toml_key(str(bare)), 1) if bare is not None else None


def _value_meant(written: str, finding: Diagnostic) -> str | None:
    quoted = _QUOTED.fullmatch(written)
    content = (quoted[1] if quoted[1] is not None else quoted[2]) if quoted else None
    choices = finding.message.values.get("choices")
    if choices is not None:
        fitting = [one for one in str(choices).split(", ") if content and one.casefold() == content.casefold()]
        return toml_value(fitting[0]) if len(fitting) == 1 else None
    wanted = str(finding.message.values.get("wanted"))
    if wanted in _BARE:
        return content if content is not None and _BARE[wanted].fullmatch(content) else None
    if wanted == "a text" and _SCALAR.fullmatch(written):
        return f'"{written}"'
    return f"[{written}]" if wanted == "a list" and quoted else None
