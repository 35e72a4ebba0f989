"""TOML text as statements of tokens, each character of it in exactly one token: what the formatter arranges anew."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen

_TOKEN = re.compile(
    r"""
    (?P<string> \"{3} (?: [^"\\] | \\. | "{1,2} (?!") )*+ "{3,5} | '{3} .*? '{3,5} (?!')
              | " (?: [^"\\\n] | \\. )*+ " | ' [^'\n]*+ ' )
  | (?P<comment> \# [^\n]*+ )
  | (?P<newline> \n )
  | (?P<space> [ \t]++ )
  | (?P<mark> [\[\]{}=,] )
  | (?P<word> [^\s\[\]{}=,\#"']++ )
    """,
    re.VERBOSE | re.DOTALL,
)


@frozen
class Token:
    """A piece of the text: a `string`, `comment`, `newline`, `space`, `mark` or `word` (dots and all)."""

    kind: str
    text: str


def tokens_of(text: str) -> Iterator[Token]:
    """The tokens of a valid TOML text, in order; together they are the text.

    Raises:
        ValueError: some of it is no token, so it was not valid.
    """
    end = 0
    for match in _TOKEN.finditer(text):
        if match.start() != end:
            break
        end = match.end()
        assert match.lastgroup is not None, "each alternative has its name"
        yield Token(match.lastgroup, match.group())
    if end != len(text):
        raise ValueError(text[end : end + 20])


def statements_of(text: str) -> Iterator[list[Token]]:
    """The statements of a text – pairs, headers, comments, empty lines – without the line ends between them."""
    statement: list[Token] = []
    depth = 0
    for token in tokens_of(text):
        if token.kind == "newline" and depth == 0:
            yield statement
            statement = []
            continue
        if token.kind == "mark":
            depth += (token.text in "[{") - (token.text in "]}")
        statement.append(token)
    if statement:
        yield statement
