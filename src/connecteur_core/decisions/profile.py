"""A city's profile (format `connecteur-profile/1`): which definition it follows, with which settings and words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from attrs import field, frozen

from connecteur_core.decisions.definition_in_force import Definition, get_definition
from connecteur_core.definitions.errors import InvalidDefinitions
from connecteur_core.diagnostics import Diagnostic, UnknownName
from connecteur_core.messages import message
from connecteur_core.reading.guard import refuse_leaving
from connecteur_core.reading.structuring import structure
from connecteur_core.reading.toml_file import Origin, TomlFile, check_format, load_toml


@frozen(eq=False)
class Profile:
    """What a city has decided for itself.

    Attributes:
        name: the city, shown beside every result that used the profile.
        host: code of its country.
        definition: id of the definition of an immigrant it follows.
        widened_groups: groups it counts with immigrants.
        parameters: settings of definitions, by name.
        definitions: files of definitions of its own, beside the profile.
        wording: a sentence of its own, shown with results.
    """

    format: str
    name: str
    host: str | None = None
    definition: str | None = None
    widened_groups: tuple[str, ...] = ()
    parameters: dict[str, object] = field(factory=dict)
    definitions: tuple[str, ...] = ()
    wording: str | None = None


def load_profile(path: Path) -> Profile:
    """The profile in a file.

    Raises:
        UnreadableFile: no readable TOML of format `connecteur-profile/1`.
        InvalidDefinitions: wrong keys or types, or a file outside the folder of the profile.
    """
    return profile_in(load_toml(path))


def profile_in(file: TomlFile) -> Profile:
    """The profile in a file that was read before; errors as in `load_profile`."""
    check_format(file, "profile")
    content = structure(file.data, Profile, Origin(file, ()))
    if isinstance(content, list):
        raise InvalidDefinitions(content)
    for index, name in enumerate(content.definitions):
        if Path(name).is_absolute() or ".." in Path(name).parts:
            what = message("`{name}` leaves the folder of the profile", name=name)
            raise InvalidDefinitions(file.diagnostic("CX116", what, ("definitions", index)))
    return content


def get_definition_of(
    name: str | None,
    *,
    on: date | None = None,
    host: str | None = None,
    parameters: Mapping[str, Any] | None = None,
    profile: Path | None = None,
) -> tuple[Definition, Profile | None]:
    """A definition as a city applies it; what is given outright wins over its profile.

    Raises:
        UnknownName: no definition was named, or one that does not exist; other errors as in `get_definition`.
        UnreadableFile: the profile cannot be read.
    """
    city = None if profile is None else load_profile(profile)
    chosen = name or (city.definition if city else None)
    if chosen is None:
        what = message("say which definition to apply")
        raise UnknownName(
            Diagnostic("CX607", what, help=message("--definition ID; `connecteur definitions` lists all"))
        )
    if city is None or profile is None:
        return get_definition(chosen, on=on, host=host, parameters=parameters), None
    files = tuple(profile.parent / file for file in city.definitions)
    for file in files:
        refuse_leaving(file, profile.parent)
    bare = get_definition(chosen, on=on, host=host or city.host, files=files)
    # A profile may set more than this one definition reads.
    settings = {key: value for key, value in city.parameters.items() if key.removeprefix("param.") in bare.parameters}
    merged = {**settings, **(parameters or {})}
    return get_definition(chosen, on=on, host=host or city.host, parameters=merged, files=files), city
