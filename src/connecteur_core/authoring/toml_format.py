"""Lays TOML out the way the files of this project are, without touching what it says or any comment.

Spaces around `=` and inside braces, one empty line before a table and never two, long arrays with an element per
line. Keys, strings, numbers, the order of everything and the words of comments stay as they are. An array that ends in
a comma stays spread over lines, as its author wanted. Own code: no formatter for Python keeps comments in arrays
(tomlkit) without a binary of 10 MB (taplo).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from attrs import define, field

from connecteur_core.authoring.toml_tokens import Token, statements_of, tokens_of
from connecteur_core.reading.toml_file import parse_toml

LINE_LENGTH = 120
_HEAD = 4096


def format_toml(text: str, path: Path) -> str:
    """The text, laid out; it says the same, and a second time nothing changes.

    Raises:
        UnreadableFile: it is not valid TOML.
    """
    data = parse_toml(text, path).data
    laid_out = "\n".join(_spaced(list(_lines(text)))) + "\n"
    assert parse_toml(laid_out, path).data == data, "the layout never changes what a file says"
    assert _comments(laid_out) == _comments(text), "the layout loses no comment"
    return laid_out


def _comments(text: str) -> list[str]:
    return [token.text.rstrip() for token in tokens_of(text) if token.kind == "comment"]


@define
class _Line:
    """A statement laid out: one line of text, or several for a spread array or a long string."""

    text: str
    is_header: bool = False
    is_comment: bool = False


def _lines(text: str) -> Iterator[_Line]:
    for statement in statements_of(text):
        tokens = [token for token in statement if token.kind != "space"]
        if not tokens:
            yield _Line("")
        elif tokens[0].kind == "comment":
            yield _Line(tokens[0].text.rstrip(), is_comment=True)
        elif tokens[0].text == "[":
            yield _Line(_header(tokens) + _behind(statement), is_header=True)
        else:
            yield _Line(_pair(tokens) + _behind(statement))


def _spaced(lines: list[_Line]) -> Iterator[str]:
    """Empty lines: one before a table and the comments right above it, none behind a header, never two in a row.

    A table inside the one above it (`[facts.title]` in `[[facts]]`) may follow without one.
    """
    shown: list[str] = []
    table = ""
    for place, line in enumerate(lines):
        if not line.text:
            if shown and shown[-1] and not lines[place - 1].is_header:
                shown.append("")
            continue
        if line.is_header:
            above = len(shown)
            while above and shown[above - 1].startswith("#"):
                above -= 1
            name = line.text.partition("]")[0].strip("[")
            is_inside = bool(table) and name.startswith(f"{table}.")
            if above and shown[above - 1] and not is_inside:
                shown.insert(above, "")
            table = table if is_inside else name
        shown.append(line.text)
    while shown and not shown[-1]:
        shown.pop()
    yield from shown


def _header(tokens: list[Token]) -> str:
    return "".join(token.text for token in tokens if token.kind != "comment")


def _behind(statement: list[Token]) -> str:
    """The comment behind a statement, with the spaces its author put before it, at least one."""
    if statement[-1].kind != "comment":
        return ""
    space = statement[-2].text if statement[-2].kind == "space" else " "
    return space.replace("\t", "  ") + statement[-1].text.rstrip()


def _pair(tokens: list[Token]) -> str:
    equals = next(place for place, token in enumerate(tokens) if token.text == "=" and token.kind == "mark")
    key = "".join(token.text for token in tokens[:equals])
    value, rest = _value(tokens, equals + 1)
    assert all(token.kind == "comment" for token in tokens[rest:]), "a comment may stand behind a value, nothing else"
    return f"{key} = {_shown(value, len(key) + 3, indent='')}"


@define
class _Array:
    """An array or inline table: entries, and comments as they stand among them.

    Attributes:
        parts: entries as text or as arrays (for inline tables with their key before them), and comments; a comment
            that stands behind an entry on its line is marked so.
    """

    opening: str
    parts: list[tuple[str, object]] = field(factory=list)
    is_spread: bool = False


def _value(tokens: list[Token], place: int) -> tuple[str | _Array, int]:
    token = tokens[place]
    if token.kind != "mark":
        pieces = [token.text]
        # A day and a time may stand apart, as two words.
        if token.kind == "word" and place + 1 < len(tokens) and tokens[place + 1].kind == "word":
            pieces.append(tokens[place + 1].text)
        return " ".join(pieces), place + len(pieces)
    return _array(tokens, place)


def _array(tokens: list[Token], place: int) -> tuple[_Array, int]:
    array, closing = _Array(tokens[place].text), {"[": "]", "{": "}"}[tokens[place].text]
    place += 1
    fresh_line = False
    while tokens[place].text != closing or tokens[place].kind != "mark":
        token = tokens[place]
        if token.kind == "newline":
            fresh_line = True
            place += 1
        elif token.kind == "comment":
            behind = array.parts and array.parts[-1][0] != "comment" and not fresh_line
            array.parts.append(("behind" if behind else "comment", token.text.rstrip()))
            place += 1
        elif token.text == "," and token.kind == "mark":
            following = next(other for other in tokens[place + 1 :] if other.kind not in ("newline", "comment"))
            array.is_spread |= following.text == closing and following.kind == "mark"
            place += 1
        elif array.opening == "{":
            equals = next(
                at for at in range(place, len(tokens)) if tokens[at].text == "=" and tokens[at].kind == "mark"
            )
            key = "".join(token.text for token in tokens[place:equals])
            value, place = _value(tokens, equals + 1)
            array.parts.append(("entry", f"{key} = {_shown(value, 0, indent='', one_line=True)}"))
        else:
            value, place = _value(tokens, place)
            array.parts.append(("entry", value))
            fresh_line = False
    array.is_spread |= any(
        kind != "entry" or (isinstance(part, _Array) and part.is_spread) for kind, part in array.parts
    )
    return array, place + 1


def _shown(value: str | _Array, before: int, *, indent: str, one_line: bool = False) -> str:
    """A value, on one line if it may and fits behind the `before` characters that are there."""
    if isinstance(value, str):
        return value
    entries = [_shown(part, 0, indent="", one_line=True) for kind, part in value.parts if kind == "entry"]  # type: ignore[arg-type]
    if value.opening == "{":
        return f"{{ {', '.join(entries)} }}" if entries else "{}"
    flat = f"[{', '.join(entries)}]"
    if one_line and not value.is_spread:
        return flat
    fits = before + len(flat) <= LINE_LENGTH or len(entries) == 1
    if not value.is_spread and fits and "\n" not in flat:
        return flat
    return "\n".join(["[", *_spread(value, indent + "  "), f"{indent}]"])


def _spread(array: _Array, indent: str) -> Iterator[str]:
    lines: list[str] = []
    for kind, part in array.parts:
        if kind == "behind":
            lines[-1] += f" {part}"
        elif kind == "comment":
            lines.append(f"{indent}{part}")
        else:
            lines.append(f"{indent}{_shown(part, len(indent) + 1, indent=indent)},")  # type: ignore[arg-type]
    return iter(lines)


def toml_files(paths: Iterable[Path]) -> list[Path]:
    """The files named, and for folders the connecteur files below them, each once and in order."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            files = (file for file in sorted(path.rglob("*.toml")) if _is_ours(file))
            found |= dict.fromkeys(files)
        else:
            found[path] = None
    return list(found)


def _is_ours(path: Path) -> bool:
    """Whether a file says that it is of one of our formats; told by its beginning alone."""
    try:
        with path.open("rb") as file:
            return b"connecteur-" in file.read(_HEAD)
    except OSError:
        return False
