"""JSON that people hand in: guarded like TOML, exact numbers, no key twice, each value with its place."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from attrs import field, frozen

from connecteur_core.diagnostics import Diagnostic
from connecteur_core.messages import message
from connecteur_core.positions.lines import find_line_starts
from connecteur_core.positions.span import Span
from connecteur_core.reading.guard import UnreadableFile, find_too_deep, read_guarded_text
from connecteur_core.reading.limits import MAX_FILE_BYTES

_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+')


@frozen(eq=False)
class JsonObject:
    """A JSON object with the places of its values.

    Attributes:
        data: the object; numbers with a point are `Decimal`.
        places: by path, such as `parents[1].birth_country` (members counted from 1).
    """

    data: dict[str, Any]
    places: Mapping[str, Span] = field(factory=dict, repr=False)


def load_json_object(path: Path) -> JsonObject:
    """The JSON object in a file.

    Raises:
        UnreadableFile: refused by the guard, no JSON, or no object.
    """
    return parse_json_object(read_guarded_text(path), str(path))


def parse_json_object(text: str, name: str) -> JsonObject:
    """The JSON object in a text, such as one read from stdin.

    Raises:
        UnreadableFile: too large or too deep, no JSON, a key twice, or no object.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_FILE_BYTES:
        raise UnreadableFile(
            Diagnostic("CX103", message("larger than {limit} bytes", limit=MAX_FILE_BYTES), Span(name))
        )
    if find_too_deep(text) is not None:
        raise UnreadableFile(Diagnostic("CX107", message("nested too deep"), Span(name)))
    try:
        data = json.loads(text, parse_float=Decimal, object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        at = Span(name, error.lineno, error.colno, 1)
        # The parser's own words: they name what was expected, never what was found.
        raise UnreadableFile(Diagnostic("CX117", message("not valid JSON: {cause}", cause=error.msg), at)) from error
    except _KeyTwice as error:
        what = message("the key `{key}` is there twice", key=error.args[0])
        raise UnreadableFile(Diagnostic("CX117", what, Span(name))) from error
    except (ValueError, ArithmeticError, RecursionError) as error:
        what = message("a number here has more digits than can be read")
        raise UnreadableFile(Diagnostic("CX117", what, Span(name))) from error
    if not isinstance(data, dict):
        raise UnreadableFile(
            Diagnostic("CX117", message("this must be one JSON object: {example}", example='{"…": …}'), Span(name))
        )
    return JsonObject(data, JsonPlaces(text, name))


class JsonPlaces(Mapping[str, Span]):
    """Where each value of a JSON text begins; worked out when the first place is asked for."""

    def __init__(self, text: str, name: str) -> None:
        self._text = text
        self._name = name

    @cached_property
    def _places(self) -> dict[str, Span]:
        return _places(self._text, self._name)

    def __getitem__(self, path: str) -> Span:
        return self._places[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


class _KeyTwice(Exception):
    """A key that stands twice in one object."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        raise _KeyTwice(Counter(key for key, _ in pairs).most_common(1)[0][0])
    return table


def _no_constant(text: str) -> None:
    raise json.JSONDecodeError(f"{text} is no JSON number", text, 0)


def _places(text: str, name: str) -> dict[str, Span]:
    """Where each value begins, from one pass over the tokens of JSON that has been parsed before."""
    places: dict[str, Span] = {}
    stack: list[list[Any]] = []  # [prefix, number or None, key]
    expects_key = False
    starts = find_line_starts(text)
    for token in _TOKENS.finditer(text):
        word = token[0]
        if word == ":":
            expects_key = False
        elif word in {"]", "}"}:
            stack.pop()
        elif word == ",":
            expects_key = stack[-1][1] is None
            if not expects_key:
                stack[-1][1] += 1
        elif expects_key and stack and stack[-1][1] is None:
            stack[-1][2] = json.loads(word)
        else:
            path = _path(stack)
            if path:
                line = bisect_right(starts, token.start())
                places[path] = Span(name, line, token.start() - starts[line - 1] + 1, len(word))
            if word in {"{", "["}:
                stack.append([path, 1 if word == "[" else None, ""])
                expects_key = word == "{"
    return places


def _path(stack: list[list[Any]]) -> str:
    if not stack:
        return ""
    prefix, number, key = stack[-1]
    if number is not None:
        return f"{prefix}[{number}]"
    return f"{prefix}.{key}" if prefix else str(key)
