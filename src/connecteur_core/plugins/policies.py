"""Policies that plugins bring, and what is told to plugins about results."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from connecteur_core.diagnostics import Diagnostic, UnknownName
from connecteur_core.did_you_mean import suggestion
from connecteur_core.messages import message
from connecteur_core.plugins.loading import (
    PluginFailed,
    PluginInfo,
    call_each,
    call_plugin,
    find_plugins,
    load_plugin,
    wrong_answer,
)

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
        PluginFailed: there is no such policy, and a plugin that might have brought it failed.
    """
    policies: dict[str, Accepts] = {}
    findings: list[Diagnostic] = []
    for info in find_plugins():
        answers, finding = call_each(load_plugin(info), "connecteur_policies")
        findings += [finding] if finding else []
        for answer in answers:
            if type(answer) is dict and all(type(key) is str and callable(test) for key, test in answer.items()):
                policies |= {key: _guarded_test(info, test) for key, test in answer.items() if key not in policies}
            else:
                findings.append(wrong_answer(info))
    if name in policies:
        return policies[name]
    if findings:  # the policy asked for may be that of a plugin that was left out
        raise PluginFailed(findings)
    names = [*known, *policies]
    what = message("there is no policy `{name}`", name=name)
    advice = suggestion(name, names) or message("known: {names}", names=", ".join(names))
    raise UnknownName(Diagnostic("CX124", what, help=advice))


def _guarded_test(info: PluginInfo, test: Accepts) -> Accepts:
    return lambda item, answer: call_plugin(info, lambda: test(item, answer), bool)


def tell_plugins(evaluation: object) -> tuple[Diagnostic, ...]:
    """Call `connecteur_evaluated` of every plugin; the findings name those that failed."""
    findings = []
    for info in find_plugins():
        # Each hears of a copy: what one does to it is nothing to the others.
        _, finding = call_each(load_plugin(info), "connecteur_evaluated", evaluation=deepcopy(evaluation))
        if finding is not None:
            findings.append(finding)
    return tuple(findings)
