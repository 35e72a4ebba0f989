"""Under which conditions items apply: expressions over facts of the organisation and over selecting answers."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from connecteur_core.diagnostics import Diagnostic
from connecteur_core.expr.checker import Scope, check_rule
from connecteur_core.expr.parser import InvalidExpression, expression_in_file, parse_expression
from connecteur_core.expr.typed import CheckedRule
from connecteur_core.messages import message
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.model.status import Status

ORGANISATION_FACTS: Mapping[str, tuple[str, ...] | None] = {
    "organisation.kind": ("incubator", "accelerator", "coworking", "other"),
    "organisation.country": None,
    "organisation.coworking": ("yes", "no"),
    "organisation.business_types": None,
}
"""The facts that conditions may read, with their words; None = any word."""
_BUILT_IN = (Status.MET.value, Status.PARTIAL.value, Status.UNMET.value)


def check_conditions(ruleset: Ruleset) -> tuple[dict[str, CheckedRule], list[Diagnostic]]:
    """The conditions, each behind those of the answers it reads; and what is wrong with others."""
    findings: list[Diagnostic] = []
    conditional = [item for item in ruleset.items.values() if item.applies is not None]
    for item in conditional:
        if not ruleset.is_answered(item):
            what = message("`{id}` is not answered, so it has no condition of its own", id=item.id)
            findings.append(ruleset.origins[item.id].diagnostic("CX225", what, "applies"))
    if not conditional:
        return {}, findings
    scope = Scope(items={}, levels=(), choices=choices_of(ruleset))
    checked: dict[str, CheckedRule] = {}
    for item in conditional:
        assert item.applies is not None, "chosen above"
        expression = expression_in_file(item.applies, ruleset.origins[item.id], "applies")
        try:
            checked[item.id] = check_rule(parse_expression(expression), expression, scope)
        except InvalidExpression as error:
            findings.extend(error.diagnostics)
    needs = {name: [read for read in rule.choices if read in checked] for name, rule in checked.items()}
    try:
        order = tuple(TopologicalSorter(needs).static_order())
    except CycleError as error:
        circle: list[str] = error.args[1]
        what = message("this condition needs itself: {circle}", circle=" → ".join(reversed(circle)))
        findings.append(ruleset.origins[circle[0]].diagnostic("CX209", what, "applies"))
        return {}, findings
    return {name: checked[name] for name in order}, findings


def choices_of(ruleset: Ruleset) -> dict[str, tuple[str, ...] | None]:
    """What conditions may read, with the words it may say: selecting items and facts of the organisation."""
    words: dict[str, tuple[str, ...] | None] = dict(ORGANISATION_FACTS)
    for name, item in ruleset.answered_items.items():
        if ruleset.kind_of(item).selects:
            scale = ruleset.scale_of(item)
            words[name] = _BUILT_IN if scale is None else tuple(scale.values)
    return words
