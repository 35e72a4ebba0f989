"""JSON Schemas of the file formats, made from the classes that read them, so the two cannot part."""

from __future__ import annotations

import types
from collections.abc import Mapping
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any, Union, get_args, get_origin, get_type_hints

from attrs import NOTHING, fields, has

from connecteur_core.assessment.assessment import UNANSWERED, Assessment
from connecteur_core.decisions.profile import Profile
from connecteur_core.definitions.definition import DefinitionsFile
from connecteur_core.definitions.vocabulary import FactsFile
from connecteur_core.labels.application import ApplicationFile
from connecteur_core.labels.body import Body
from connecteur_core.labels.review import Review
from connecteur_core.model.locale import Locale
from connecteur_core.model.status import Status
from connecteur_core.planning.costs import CostsFile
from connecteur_core.portfolio.members import PortfolioFile
from connecteur_core.reading.toml_file import TomlFile
from connecteur_core.rulesets.loader import ItemsFile, RulesetFile
from connecteur_core.rulesets.mapping import ItemMapping
from connecteur_core.rulesets.overlay import OverlayFile
from connecteur_core.rulesets.wording import Wording
from connecteur_core.testing.cases import CasesFile
from connecteur_core.testing.key_descriptions import describe_key

FORMATS: dict[str, type] = {
    "assessment": Assessment,
    "ruleset": RulesetFile,
    "items": ItemsFile,
    "locale": Locale,
    "cases": CasesFile,
    "definitions": DefinitionsFile,
    "facts": FactsFile,
    "profile": Profile,
    "portfolio": PortfolioFile,
    "costs": CostsFile,
    "overlay": OverlayFile,
    "wording": Wording,
    "mapping": ItemMapping,
    "application": ApplicationFile,
    "review": Review,
    "body": Body,
}
_PLAIN = {str: {"type": "string"}, bool: {"type": "boolean"}, int: {"type": "integer"}, Fraction: {"type": "number"}}
_DAY = {"type": "string", "format": "date"}


def schema_of(format_name: str) -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of a format, named as in `connecteur-<name>/1`.

    Keys of people's own are allowed in assessments and nowhere else.
    """
    schema = _class_schema(FORMATS[format_name], open_ended=format_name == "assessment")
    schema["properties"]["format"] |= {"const": f"connecteur-{format_name}/1"}
    del schema["properties"]["format"]["type"]
    if format_name == "items":
        _let_defaults_fill_in(schema["properties"])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"connecteur-{format_name}/1",
        **schema,
    }


def _let_defaults_fill_in(properties: dict[str, Any]) -> None:
    """An item of an included file may have its keys from `[defaults]`, which has the keys of an item."""
    item = properties["items"]["items"]
    says = properties["defaults"]["description"]
    properties["defaults"] = {**item, "required": [], "description": says}
    properties["items"]["items"] = {**item, "required": ["id"]}


def _class_schema(cls: type, *, open_ended: bool) -> dict[str, Any]:
    hints = get_type_hints(cls)
    # Where something was read from is no key.
    read = [field for field in fields(cls) if hints[field.name] != TomlFile | None]
    return {
        "type": "object",
        "properties": {
            field.name: {**_schema(hints[field.name], open_ended), "description": describe_key(cls, field.name)}
            for field in read
        },
        "required": [field.name for field in read if field.default is NOTHING],
        "additionalProperties": open_ended,
    }


def _schema(hint: Any, open_ended: bool) -> dict[str, Any]:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        (hint,) = (argument for argument in arguments if argument is not type(None))
        return _schema(hint, open_ended)
    if origin is tuple:
        return {"type": "array", "items": _schema(arguments[0], open_ended)}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": _schema(arguments[1], open_ended)}
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    if hint is date:
        return dict(_DAY)
    if hint in (object, Any):
        return {}
    if issubclass(hint, Enum):
        also = [UNANSWERED] if hint is Status else []
        return {"enum": [member.value for member in hint] + also}
    assert has(hint), f"no schema for {hint}"
    return _class_schema(hint, open_ended=open_ended)
