"""Values of TOML as the text of one cell, and back: people read and write tables, programs must get the same again."""

from __future__ import annotations

import json
import types
from datetime import date
from enum import Enum
from typing import Any, Union, get_args, get_origin

import tomli

from connecteur_core.store.toml_values import TomlValue, toml_value

_ODD_STARTS = ('"', "=", "+", "-", "@", "[", "{")
"""Text that begins so would be taken for a formula by spreadsheets, or for a list by us: it is put in quotes."""


class OddCell(ValueError):
    """A cell that does not hold what its column wants; carries the type wanted."""

    def __init__(self, wanted: Any) -> None:
        self.wanted = wanted
        super().__init__(str(wanted))


def to_cell(value: TomlValue) -> str:
    """The text of a cell for a value.

    >>> [to_cell(value) for value in ("a text", "", True, ["1", "1.1"], ["a, b"], {"L1.1": "met"})]
    ['a text', '""', 'true', '1, 1.1', '["a, b"]', '{ "L1.1" = "met" }']
    """
    if isinstance(value, str):
        return _quoted(value) if _needs_quotes(value) else value
    if isinstance(value, list) and value and all(isinstance(one, str) and _is_plain(one) for one in value):
        return ", ".join(value)
    return toml_value(value)


def from_cell(cell: str, wanted: Any) -> Any:
    """The value that the text of a cell means in a column of type `wanted`.

    Raises:
        OddCell: it means none.
    """
    wanted = without_none(wanted)
    if wanted is str:
        return _unquoted(cell)
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return _unquoted(cell)  # the choices are checked with the whole, which can say what is near
    if wanted == tuple[str, ...] or _is_list_of_choices(wanted):
        return _toml(cell, wanted) if cell.startswith("[") else [one.strip() for one in cell.split(",")]
    value = _toml(cell.lower() if wanted is bool else cell, wanted)
    if wanted in (bool, int, date) and type(value) is not wanted:
        raise OddCell(wanted)
    return value


def _is_list_of_choices(wanted: Any) -> bool:
    inner = get_args(wanted)[0] if get_origin(wanted) is tuple else None
    return isinstance(inner, type) and issubclass(inner, Enum)


def without_none(wanted: Any) -> Any:
    """A type without `None`: what stands in a cell that is filled."""
    if get_origin(wanted) in (Union, types.UnionType):
        rest = [one for one in get_args(wanted) if one is not type(None)]
        return rest[0] if len(rest) == 1 else wanted
    return wanted


def _toml(cell: str, wanted: Any) -> Any:
    try:
        data = tomli.loads(f"value = {cell}")
    except (tomli.TOMLDecodeError, RecursionError) as error:
        raise OddCell(wanted) from error
    if data.keys() != {"value"}:
        raise OddCell(wanted)
    return data["value"]


def _is_plain(text: str) -> bool:
    return "," not in text and "\n" not in text and not _needs_quotes(text)


def _needs_quotes(text: str) -> bool:
    odd = text == "" or text != text.strip() or text.startswith(_ODD_STARTS)
    return odd or any(not character.isprintable() and character != "\n" for character in text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _unquoted(cell: str) -> str:
    if len(cell) >= 2 and cell[0] == cell[-1] == '"':
        try:
            text = json.loads(cell)
        except ValueError:
            return cell
        return text if isinstance(text, str) else cell
    return cell
