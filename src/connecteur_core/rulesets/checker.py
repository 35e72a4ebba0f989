"""`Ruleset` → `CheckedRuleset`: references, levels, rules, order. All findings at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager
from graphlib import CycleError, TopologicalSorter
from itertools import chain, islice

from attrs import field, frozen

from connecteur_core.diagnostics import Diagnostic
from connecteur_core.did_you_mean import suggestion
from connecteur_core.expr.checker import Scope, check_rule
from connecteur_core.expr.parser import InvalidExpression, expression_in_file, parse_expression
from connecteur_core.expr.polarity import Polarity, find_falling, polarity_of
from connecteur_core.expr.typed import CheckedRule
from connecteur_core.expr.types import NumberType
from connecteur_core.messages import message
from connecteur_core.model.item import Item, State
from connecteur_core.model.obligation import Obligation
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.reading.limits import MAX_FINDINGS
from connecteur_core.rulesets.checked_measure import CheckedMeasure
from connecteur_core.rulesets.condition_checker import check_conditions
from connecteur_core.rulesets.errors import InvalidRuleset
from connecteur_core.rulesets.measure_checker import check_measures, measure_bounds, unsaid_joins
from connecteur_core.rulesets.obligation_checker import obligation_findings
from connecteur_core.rulesets.readers import idle_findings, items_read
from connecteur_core.rulesets.scale_checker import bounds_of, check_scales


@frozen(eq=False)
class CheckedRuleset:
    """A ruleset that holds together; the only kind a backend takes.

    Attributes:
        rules: the checked rule of each item that has one.
        scores: the checked expression of each named score.
        criteria: for each level id, the ids of its checklist lines, in order.
        order: ids of levels, measures and items with rules; each stands behind what it needs.
        measures: the checked measures, split as far as they go.
        conditions: the checked condition of each item that has one; each stands behind those it rests on.
    """

    ruleset: Ruleset
    rules: Mapping[str, CheckedRule]
    scores: Mapping[str, CheckedRule]
    criteria: Mapping[str, tuple[str, ...]]
    order: tuple[str, ...]
    measures: Mapping[str, CheckedMeasure] = field(factory=dict)
    conditions: Mapping[str, CheckedRule] = field(factory=dict)

    def bindings(self, level: str) -> tuple[tuple[str, Obligation], ...]:
        """The checklist lines of a level, each with how strongly it asks for it."""
        items = self.ruleset.items
        return tuple((line, self.ruleset.obligation_of(items[line], level)) for line in self.criteria[level])


def check_ruleset(ruleset: Ruleset) -> CheckedRuleset:
    """The ruleset with its rules typed and bound.

    Raises:
        InvalidRuleset: every finding: dangling references, levels that do not form a ladder, rules that
            are wrong, that could fall when an answer improves, or that need themselves.
    """
    # Many more than are told: those of a file's defaults come with each item and are told once.
    dangling = _told_once(islice(_dangling_references(ruleset), 10 * MAX_FINDINGS))
    findings = list(islice(chain(dangling, _ladder_findings(ruleset), _renaming_findings(ruleset)), MAX_FINDINGS))
    unfit_scales = list(check_scales(ruleset))
    findings += unfit_scales
    if unfit_scales or any(item.kind not in ruleset.kinds for item in ruleset.items.values()):
        # Bounds rest on these, and rules on bounds.
        raise InvalidRuleset(findings)
    measures, unfit_measures = check_measures(ruleset)
    conditions, unfit_conditions = check_conditions(ruleset)
    findings += [*unfit_measures, *unfit_conditions, *obligation_findings(ruleset)]
    scope = Scope(
        items={item.id: _is_readable(ruleset, item) for item in ruleset.items.values()},
        levels=tuple(ruleset.every_level),
        measures=measure_bounds(measures),
        unsaid_joins=unsaid_joins(ruleset, measures),
        scores={name: NumberType(*bounds_of(ruleset, ruleset.items[name])) for name in ruleset.scaled_items},
    )
    rules: dict[str, CheckedRule] = {}
    scores: dict[str, CheckedRule] = {}
    for item in ruleset.items.values():
        if item.rule is not None and len(findings) < MAX_FINDINGS:
            with _gathering(findings):
                rules[item.id] = _checked_rule(ruleset, item, scope)
    for name in ruleset.scores:
        with _gathering(findings):
            scores[name] = _checked_score(ruleset, name, scope)
    if findings:
        raise InvalidRuleset(findings)
    criteria = criteria_by_level(ruleset)
    if ruleset.overlay is None:  # overlays have more to say of such items
        read = items_read(rules, scores, conditions=conditions, measures=measures)
        findings += islice(idle_findings(ruleset, criteria, read), MAX_FINDINGS)
        if findings:
            raise InvalidRuleset(findings)
    order = _evaluation_order(ruleset, rules, criteria, measures)
    return CheckedRuleset(ruleset, rules, scores, criteria, order, measures, conditions)


def _is_readable(ruleset: Ruleset, item: Item) -> bool:
    """Whether rules may read the status of an item."""
    has_status = item.rule is not None or ruleset.kinds[item.kind].answered
    return has_status and item.state is State.CURRENT and not ruleset.kinds[item.kind].selects


def criteria_by_level(ruleset: Ruleset) -> dict[str, tuple[str, ...]]:
    """For each level of all ladders, its checklist lines.

    They are the deciding items of the level that are no part of another, and those that it asks for by `obligations`.
    """
    lines: dict[str, list[str]] = {level: [] for level in ruleset.every_level}
    for item in ruleset.items.values():
        if item.state is not State.CURRENT:
            continue
        if item.level in lines and item.part_of is None and ruleset.kind_of(item).decides:
            lines[item.level].append(item.id)
        for level in item.obligations:
            if level in lines and item.id not in lines[level][-1:]:
                lines[level].append(item.id)
    return {level: tuple(found) for level, found in lines.items()}


def _told_once(findings: Iterator[Diagnostic]) -> Iterator[Diagnostic]:
    """What the defaults of a file get wrong is found with each item that inherits it."""
    yield from {(finding.sort_key, str(finding.message)): finding for finding in findings}.values()


def _dangling_references(ruleset: Ruleset) -> Iterator[Diagnostic]:
    levels = ruleset.every_level.keys()
    elements = {element.id for element in ruleset.elements}
    items = ruleset.items.keys()
    grounds = elements | items
    for item in ruleset.items.values():
        named: tuple[tuple[str, str | None, Set[str]], ...] = (
            ("kind", item.kind, ruleset.kinds.keys()),
            ("level", item.level, levels),
            ("element", item.element, elements),
            ("part_of", item.part_of, items),
        )
        for key, name, known in named:
            if name is not None and name not in known:
                yield _dangling(ruleset, item.id, key, name, known)
        listed: tuple[tuple[str, tuple[str, ...], Set[str]], ...] = (
            ("same_as", item.same_as, items),
            ("needs", item.needs, items),
            ("obligations", tuple(item.obligations), levels),
            ("organisations", item.organisations, ruleset.organisations.keys()),
            ("rests_on", item.rests_on, grounds),
        )
        for key, names, known in listed:
            for position, one in enumerate(names):
                if one not in known:
                    yield _dangling(ruleset, item.id, key, one, known, position)
    for element in ruleset.elements:
        if element.level not in levels:
            yield _dangling(ruleset, element.id, "level", element.level, levels)
    for doubt in ruleset.doubts:
        for position, name in enumerate(doubt.about):
            if name not in ruleset.origins:
                yield _dangling(ruleset, doubt.id, "about", name, ruleset.origins.keys(), position)


def _renaming_findings(ruleset: Ruleset) -> Iterator[Diagnostic]:
    """An old id gives way to one that is there, and is there no more itself: else an answer would have two homes."""
    for old, new in ruleset.renamed.items():
        if new not in ruleset.items:
            what = message("`{name}` is renamed to `{id}`, which does not exist", name=old, id=new)
            yield ruleset.origin.diagnostic("CX263", what, "renamed", old, help=suggestion(new, ruleset.items))
        if old in ruleset.origins:
            what = message("`{name}` is said to be renamed, but is still there", name=old)
            yield ruleset.origin.diagnostic("CX263", what, "renamed", old, of_key=True)


def _dangling(
    ruleset: Ruleset, owner: str, key: str, name: str, known: Set[str], position: int | None = None
) -> Diagnostic:
    origin = ruleset.origins[owner]
    if key in origin.inherited:
        what = message("`{key}` of all items here names `{name}`, which does not exist", key=key, name=name)
    else:
        what = message("`{key}` of `{owner}` names `{name}`, which does not exist", key=key, owner=owner, name=name)
    below = (key,) if position is None else (key, position)
    return origin.diagnostic("CX116", what, *below, help=suggestion(name, known))


def _ladder_findings(ruleset: Ruleset) -> Iterator[Diagnostic]:
    """Ranks are 1, 2, 3, …, and each level has at least one checklist line."""
    known_kinds = all(item.kind in ruleset.kinds for item in ruleset.items.values())
    criteria = criteria_by_level(ruleset) if known_kinds else {}
    for rank, level in ((rank, level) for ladder in ruleset.ladders for rank, level in enumerate(ladder, start=1)):
        origin = ruleset.origins[level.id]
        if level.rank != rank:
            what = message("levels stand in the order of their rank: this one should have rank {rank}", rank=rank)
            yield origin.diagnostic("CX213", what, "rank")
        if known_kinds and not criteria[level.id]:
            what = message("the level `{level}` has no checklist line, so everybody would reach it", level=level.id)
            yield origin.diagnostic("CX213", what, "id")


@contextmanager
def _gathering(findings: list[Diagnostic]) -> Iterator[None]:
    """Notes what is wrong with one expression and lets the next one be checked."""
    try:
        yield
    except InvalidExpression as error:
        findings.extend(error.diagnostics)


def _checked_rule(ruleset: Ruleset, item: Item, scope: Scope) -> CheckedRule:
    assert item.rule is not None, "only items with a rule are asked for one"
    expression = expression_in_file(item.rule, ruleset.origins[item.id], "rule")
    checked = check_rule(parse_expression(expression), expression, scope)
    if polarity_of(checked.root) is Polarity.STILL:
        what = message("this rule reads no answer, so it always says the same")
        raise InvalidExpression(expression.finding("CX211", what, checked.root.at))
    falling = find_falling(checked.root)
    if falling is not None:
        what = message("this could turn from yes to no when an answer improves")
        advice = message(
            "a better answer must never cost a level: say it without `not` and with `>=` instead of `<` or `==`"
        )
        raise InvalidExpression(expression.finding("CX208", what, falling.at, advice))
    return checked


def _checked_score(ruleset: Ruleset, name: str, scope: Scope) -> CheckedRule:
    expression = expression_in_file(ruleset.scores[name], ruleset.origin, "scores", name)
    return check_rule(parse_expression(expression), expression, scope, wanted=NumberType)


def _evaluation_order(
    ruleset: Ruleset,
    rules: Mapping[str, CheckedRule],
    criteria: Mapping[str, tuple[str, ...]],
    measures: Mapping[str, CheckedMeasure],
) -> tuple[str, ...]:
    items = ruleset.items
    needs: dict[str, list[str]] = {
        item: [name for name in (*rule.items, *rule.levels, *rule.measures) if name in rules or name not in items]
        for item, rule in rules.items()
    }
    for measure in measures.values():
        needs[measure.id] = [part.name for part in measure.parts if part.name in rules or measure.over_measures]
    for ladder in ruleset.ladders:
        below: str | None = None
        for level in ladder:
            needs[level.id] = [name for name in criteria[level.id] if name in rules]
            if below is not None and level.cumulative:
                needs[level.id].append(below)
            below = level.id
    try:
        return tuple(TopologicalSorter(needs).static_order())
    except CycleError as error:
        circle = error.args[1]
        culprit = next(name for name in circle if name in rules)
        what = message("this rule needs itself: {circle}", circle=" → ".join(reversed(circle)))
        raise InvalidRuleset(ruleset.origins[culprit].diagnostic("CX209", what, "rule")) from error
