"""The contract suite of plugins: what authors run in their own tests."""

from __future__ import annotations

from importlib.metadata import entry_points

from connecteur_core.definitions.vocabulary import core_vocabulary, read_facts
from connecteur_core.diagnostics import Diagnostic, UnknownName
from connecteur_core.did_you_mean import suggestion
from connecteur_core.messages import message
from connecteur_core.plugins.definitions import load_catalogue, parse_resource
from connecteur_core.plugins.loading import call_hook, find_plugins, load_plugin
from connecteur_core.testing.definition_cases import check_definitions_file


def check_plugin(name: str) -> list[Diagnostic]:
    """Everything that can be found wrong with an installed plugin; empty when it keeps the contract.

    It is imported, its hooks are called, its definitions checked and their cases run, and its ids must not be those of
    another plugin.

    Args:
        name: of its entry point in the group `connecteur`.

    Raises:
        UnknownName: no such plugin is installed, or it is switched off.
    """
    info = next((found for found in find_plugins() if found.name == name), None)
    if info is None:
        advice = suggestion(name, [point.name for point in entry_points(group="connecteur")])
        raise UnknownName(Diagnostic("CX703", message("there is no plugin `{name}`", name=name), help=advice))
    plugin = load_plugin(info)
    vocabulary = core_vocabulary()
    findings: list[Diagnostic] = []
    for hook in ("connecteur_facts", "connecteur_definitions"):
        resources, finding = call_hook(plugin, hook)
        if finding is not None:
            return [finding]
        for resource in resources:
            file = parse_resource(resource)
            if hook == "connecteur_facts":
                vocabulary = vocabulary.extended(read_facts(file))
            else:
                findings += check_definitions_file(file, vocabulary)
    clashes = [finding for finding in load_catalogue().findings if finding.message.values.get("name") == name]
    return [*findings, *(clash for clash in clashes if clash not in findings)]
