"""All definitions that plugins and files bring, by id; each file is read when one of its definitions is asked for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import cache, partial
from importlib.resources.abc import Traversable
from pathlib import Path

from attrs import frozen

from connecteur_core.definitions.checker import CheckedDefinition, CheckedDefinitions, read_definitions
from connecteur_core.definitions.vocabulary import Vocabulary, core_vocabulary, read_facts
from connecteur_core.diagnostics import Diagnostic, UnknownName
from connecteur_core.did_you_mean import suggestion
from connecteur_core.messages import message
from connecteur_core.plugins.loading import LoadedPlugin, PluginInfo, call_hook, find_plugins, load_plugin, read_from
from connecteur_core.reading.guard import read_guarded_text
from connecteur_core.reading.toml_file import TomlFile, load_toml, parse_toml


@frozen(eq=False)
class SuppliedDefinitions:
    """What one plugin brings, with what is wrong with it."""

    info: PluginInfo
    definitions: tuple[CheckedDefinition, ...]
    findings: tuple[Diagnostic, ...]


@frozen(eq=False)
class DefinitionCatalogue:
    """All definitions by id, with what was left out and why."""

    definitions: dict[str, CheckedDefinition]
    suppliers: tuple[SuppliedDefinitions, ...]
    findings: tuple[Diagnostic, ...]


def find_checked_definition(definition_id: str, *, files: Sequence[Path] = ()) -> CheckedDefinition:
    """The definition of an id, from the files given, else from the plugins.

    Args:
        definition_id: without a version, such as `uk.non_uk_born`.
        files: definitions files of one's own, looked into first.

    Raises:
        UnknownName: there is none; with a suggestion.
        InvalidDefinitions: one of the files does not hold together.
        UnreadableFile: one of the files cannot be read.
    """
    for definition in _from_files((*files, *_files_of_environment())):
        if definition.id == definition_id:
            return definition
    # A plugin is nearly always called like the prefix of its ids: then no other one has to be imported.
    prefix = definition_id.partition(".")[0]
    for info in find_plugins():
        if info.name == prefix:
            for definition in supplied_by(info).definitions:
                if definition.id == definition_id:
                    return definition
    return _in_all(definition_id)


def _in_all(definition_id: str) -> CheckedDefinition:
    catalogue = load_catalogue()
    if definition_id in catalogue.definitions:
        return catalogue.definitions[definition_id]
    what = message("there is no definition `{id}`", id=definition_id)
    advice = suggestion(definition_id, catalogue.definitions) or message("`connecteur definitions` lists all of them")
    raise UnknownName(Diagnostic("CX607", what, help=advice))


def load_catalogue(files: Sequence[Path] = ()) -> DefinitionCatalogue:
    """All definitions of the files given and of all plugins; of two with one id the first stays.

    Raises:
        InvalidDefinitions: one of the files does not hold together.
        UnreadableFile: one of the files cannot be read.
    """
    definitions = {definition.id: definition for definition in _from_files((*files, *_files_of_environment()))}
    suppliers: list[SuppliedDefinitions] = []
    findings: list[Diagnostic] = []
    for info in find_plugins():
        supplied = supplied_by(info)
        suppliers.append(supplied)
        findings += supplied.findings
        for definition in supplied.definitions:
            known = definitions.setdefault(definition.id, definition)
            if known is not definition:
                what = message(
                    "the definition `{id}` of the plugin `{name}` is there already", id=definition.id, name=info.name
                )
                findings.append(Diagnostic("CX702", what, help=message("first in {file}", file=str(known.path))))
    return DefinitionCatalogue(definitions, tuple(suppliers), tuple(findings))


@cache
def supplied_by(info: PluginInfo) -> SuppliedDefinitions:
    """The checked definitions of one plugin, and what is wrong with them."""
    plugin = load_plugin(info)
    findings: list[Diagnostic] = []
    vocabulary = _vocabulary_of(plugin, findings)
    definitions: list[CheckedDefinition] = []
    resources, finding = call_hook(plugin, "connecteur_definitions")
    if finding is not None and finding not in findings:
        findings.append(finding)
    for resource in resources:
        read, wrong = read_from(info, partial(_definitions_in, resource, vocabulary))
        definitions += read or ()
        findings += wrong
    return SuppliedDefinitions(info, tuple(definitions), tuple(findings))


def _vocabulary_of(plugin: LoadedPlugin, findings: list[Diagnostic]) -> Vocabulary:
    vocabulary = core_vocabulary()
    resources, finding = call_hook(plugin, "connecteur_facts")
    if finding is not None:
        findings.append(finding)
    for resource in resources:
        wider, wrong = read_from(plugin.info, partial(_vocabulary_with, resource, vocabulary))
        vocabulary = wider or vocabulary
        findings += wrong
    return vocabulary


def _definitions_in(resource: Traversable, vocabulary: Vocabulary) -> tuple[CheckedDefinition, ...]:
    return read_definitions(parse_resource(resource), vocabulary).definitions


def _vocabulary_with(resource: Traversable, vocabulary: Vocabulary) -> Vocabulary:
    return vocabulary.extended(read_facts(parse_resource(resource)))


def parse_resource(resource: Traversable) -> TomlFile:
    """The TOML of a plugin's resource, whether it lies in a folder or in an archive."""
    path = Path(str(resource))
    return load_toml(path) if path.exists() else parse_toml(resource.read_text("utf-8"), path)


def load_definitions_file(path: Path) -> CheckedDefinitions:
    """The checked definitions of a file of one's own.

    Raises:
        InvalidDefinitions: it does not hold together.
        UnreadableFile: it cannot be read.
    """
    return read_definitions(parse_toml(read_guarded_text(path), path), core_vocabulary())


def _from_files(paths: Iterable[Path]) -> Iterable[CheckedDefinition]:
    for path in paths:
        yield from load_definitions_file(path).definitions


def _files_of_environment() -> tuple[Path, ...]:
    """`CONNECTEUR_DEFINITIONS`: files of one's own, as in PATH."""
    return tuple(Path(file) for file in os.environ.get("CONNECTEUR_DEFINITIONS", "").split(os.pathsep) if file)
