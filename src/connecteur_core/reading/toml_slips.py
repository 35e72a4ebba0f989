"""What people write into TOML that is not TOML, or not what they mean, and what to write instead."""

from __future__ import annotations

import re
from collections import Counter

from attrs import frozen

from connecteur_core.messages import Message, message

CURLY = "“”„‟«»‘’‚‛"
ALWAYS_MANY = frozenset(
    {"cases", "commitments", "definitions", "definitions.versions", "doubts", "elements", "facts", "indicators"}
    | {"items", "levels", "measures", "offers", "organisations", "pairs", "series", "terms"}
)
"""Tables of which all formats that have them have many; `parameters` are many in some and one in others."""

BARE_ID = message("without quotes, the dots of this id make tables of it")
_HEADER = re.compile(r"\s*(\[\[?)([^\[\]#]*)\]\]?")
_KEY = re.compile(r"""\s*("[^"]*"|'[^']*'|[A-Za-z0-9_-]+(?:\s*\.\s*[A-Za-z0-9_-]+)*)\s*=""")
_DOTTED = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+")
_QUOTED_TEXT = re.compile(r'([^"\'=]*=\s*)"(.*)"')


@frozen
class Slip:
    """A slip of a TOML file.

    Attributes:
        line, column, length: where it is, counted from 1.
        what: what it makes of the file.
        help: what to write.
    """

    line: int
    column: int
    length: int
    what: Message
    help: Message


def find_doubled(text: str, line: int) -> Slip | None:
    """Why a key or table was found to be there twice at `line`: single brackets, or an id without quotes; or None."""
    lines = text.split("\n")
    header = _HEADER.match(lines[line - 1])
    return _single_brackets(lines, header[2].strip()) if header else _unquoted_id(lines, line)


def find_broken(line: str, column: int) -> Message | None:
    """What to write where TOML cannot be read on at `column` of a line: quotes of another sort, or quotes in quotes."""
    if line[column - 1 : column] in CURLY and column <= len(line):
        return message('write straight quotes: `"`')
    if line[: column - 1].rstrip().endswith('"') and '"' in line[column - 1 :]:
        whole = _QUOTED_TEXT.fullmatch(line.rstrip())
        if whole is not None and "'" not in whole[2]:
            corrected = f"{whole[1].strip()} '{whole[2]}'"
            return message('a text ends at the next `"`: put single quotes around it: `{line}`', line=corrected)
    return None


def quoted_keys(text: str, line: int) -> str:
    """The text with quotes around the dotted keys of the table that `line` is in: there, each is an id.

    Those that are there in quotes as well stay: either may be the one that is meant.
    """
    if _has_long_texts(text):
        return text
    lines = text.split("\n")
    first, last = line - 1, line - 1
    while first > 0 and not _HEADER.match(lines[first]):
        first -= 1
    while last < len(lines) and not _HEADER.match(lines[last]):
        last += 1
    keys = Counter(key[1] for line in lines[first:last] if (key := _KEY.match(line)))
    for number in range(first, last):
        key = _KEY.match(lines[number])
        if key is not None and not keys.keys() & {f'"{key[1]}"', f"'{key[1]}'"} and keys[key[1]] == 1:
            lines[number] = _with_quotes(lines[number])
    return "\n".join(lines)


def double_brackets(text: str, name: str) -> str:
    """The text with all headers of a table in double brackets."""
    if _has_long_texts(text):
        return text
    lines = text.split("\n")
    for number, line in enumerate(lines):
        header = _HEADER.match(line)
        if header is not None and header[1] == "[" and header[2].strip() == name:
            lines[number] = f"{line[: header.start(1)]}[[{name}]]{line[header.end() :]}"
    return "\n".join(lines)


def _has_long_texts(text: str) -> bool:
    """Whether there are texts of several lines, of which some may look like keys and headers."""
    return '"""' in text or "'''" in text


def _with_quotes(line: str) -> str:
    key = _KEY.match(line)
    if key is None or not _DOTTED.fullmatch(key[1]):
        return line
    return f'{line[: key.start(1)]}"{key[1]}"{line[key.end(1) :]}'


def _single_brackets(lines: list[str], name: str) -> Slip | None:
    headers = [(number, found) for number, line in enumerate(lines, start=1) if (found := _HEADER.match(line))]
    same = [(number, header) for number, header in headers if header[2].strip() == name]
    if name not in ALWAYS_MANY and all(header[1] == "[" for _, header in same):
        return None
    single = next(((number, header) for number, header in same if header[1] == "["), None)
    if single is None:
        return None
    number, header = single
    start = header.start(1)
    what = message("single brackets begin a table that is there once")
    return Slip(number, start + 1, header.end() - start, what, brackets_advice(name))


def brackets_advice(name: str) -> Message:
    """What to write instead of a header in single brackets."""
    return message("there can be many of these: write double brackets, `{header}`", header=f"[[{name}]]")


def quotes_advice(corrected: str) -> Message:
    """What to write instead of an id without quotes."""
    return message("put the id in quotes: `{corrected}`", corrected=corrected)


def _unquoted_id(lines: list[str], line: int) -> Slip | None:
    """A dotted key without quotes that is at odds with one it begins with, in the same table; one of them at `line`."""
    here = _KEY.match(lines[line - 1])
    if here is None:
        return None
    for number in range(line - 1, 0, -1):
        above = _KEY.match(lines[number - 1])
        if _HEADER.match(lines[number - 1]):
            return None
        if above is None:
            continue
        if _DOTTED.fullmatch(here[1]) and here[1].startswith(f"{_plain(above)}."):
            return _bare(lines, line, here)
        if _DOTTED.fullmatch(above[1]) and above[1].startswith(f"{_plain(here)}."):
            return _bare(lines, number, above)
    return None


def _plain(key: re.Match[str]) -> str:
    return key[1].strip("\"'")


def _bare(lines: list[str], number: int, key: re.Match[str]) -> Slip:
    advice = quotes_advice(_with_quotes(lines[number - 1]).strip())
    return Slip(number, key.start(1) + 1, len(key[1]), BARE_ID, advice)
