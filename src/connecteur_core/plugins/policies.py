"""Policies that plugins bring, and what is told to plugins about results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from connecteur_core.diagnostics import Diagnostic, UnknownName
from connecteur_core.did_you_mean import suggestion
from connecteur_core.messages import message
from connecteur_core.plugins.loading import call_each, find_plugins, load_plugin

if TYPE_CHECKING:
    from collections.abc import Callable

    from connecteur_core.model.status import Answer

    Accepts = Callable[[str, Answer], bool]


def get_plugin_policy(name: str, known: tuple[str, ...]) -> Accepts:
    """The test of a plugin's policy: whether an answer to an item counts; it can only make an evaluation stricter.

    Args:
        name: of the policy.
        known: names of the built-in policies, for the suggestion.

    Raises:
        UnknownName: no plugin brings such a policy.
    """
    policies = dict(_iter_policies())
    if name in policies:
        return policies[name]
    names = [*known, *policies]
    what = message("there is no policy `{name}`", name=name)
    advice = suggestion(name, names) or message("known: {names}", names=", ".join(names))
    raise UnknownName(Diagnostic("CX124", what, help=advice))


def _iter_policies() -> Iterator[tuple[str, Accepts]]:
    for info in find_plugins():
        answers, _ = call_each(load_plugin(info), "connecteur_policies")
        for answer in answers:
            if isinstance(answer, dict):
                yield from answer.items()


def tell_plugins(evaluation: object) -> tuple[Diagnostic, ...]:
    """Call `connecteur_evaluated` of every plugin; the findings name those that failed."""
    findings = []
    for info in find_plugins():
        _, finding = call_each(load_plugin(info), "connecteur_evaluated", evaluation=evaluation)
        if finding is not None:
            findings.append(finding)
    return tuple(findings)
