"""Whether the answers of an assessment fit its ruleset."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from attrs import frozen

from connecteur_core.assessment.assessment import UNANSWERED, Assessment, IndicatorFigure, InvalidAssessment
from connecteur_core.assessment.hidden import visible_answers
from connecteur_core.diagnostics import Diagnostic
from connecteur_core.did_you_mean import suggestion
from connecteur_core.messages import Message, message
from connecteur_core.model.item import Item, NotApplicable
from connecteur_core.model.overlay import hider_of
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.model.status import Answer, Status
from connecteur_core.reading.limits import MAX_FINDINGS
from connecteur_core.reading.toml_file import Origin, TomlFile
from connecteur_core.reading.toml_slips import quotes_advice


@frozen
class Misfit:
    """Why an answer does not fit: a code, what is wrong, what to do, and the key concerned (None = the id)."""

    code: str
    message: Message
    help: Message | None = None
    key: str | None = None


def check_assessment(assessment: Assessment, ruleset: Ruleset) -> list[Diagnostic]:
    """All findings against an assessment, in the order of the file."""
    findings = chain(_answer_findings(assessment, ruleset), _other_findings(assessment, ruleset))
    return sorted(islice(findings, MAX_FINDINGS), key=lambda finding: finding.sort_key)


def find_misfit(ruleset: Ruleset, item_id: str, answer: Answer) -> Misfit | None:
    """Why `answer` cannot be given to `item_id`, or None when it can."""
    item = ruleset.items.get(item_id)
    if item is None:
        return _unknown_item(ruleset, item_id)
    if not ruleset.is_answered(item):
        return _not_answered(ruleset, item)
    if answer.status is Status.NOT_APPLICABLE and answer.value is None:
        return _not_applicable(ruleset, item, answer)
    misfit = _off_scale(ruleset, item, answer)
    if misfit is not None:
        return misfit
    if not ruleset.kind_of(item).service:
        for key in ("needed", "planned", "delivered"):
            if getattr(answer, key) is not None:
                return Misfit("CX308", message("`{key}` is asked of services only", key=key), key=key)
    return None


def _answer_findings(assessment: Assessment, ruleset: Ruleset) -> Iterator[Diagnostic]:
    origin = origin_of(assessment)
    bare = {path: ".".join(path) for path in _bare_ids(origin.value("answers"), ruleset)}
    for path, item_id in bare.items():
        what = message("the id `{bare}` stands without quotes, so no item has this answer", bare=item_id)
        advice = quotes_advice(f'answers."{item_id}"')
        yield origin.diagnostic("CX301", what, "answers", *path, help=advice, of_key=True)
    told = {path[0] for path in bare}
    for item_id, answer in visible_answers(assessment, ruleset).items():
        if item_id in told:
            continue
        misfit = find_misfit(ruleset, item_id, answer)
        if misfit is not None:
            below = ("answers", item_id) if misfit.key is None else ("answers", item_id, misfit.key)
            yield origin.diagnostic(misfit.code, misfit.message, *below, help=misfit.help, of_key=misfit.key is None)


def _bare_ids(answers: object, ruleset: Ruleset, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The parts of ids that the file has without quotes: there, dots make tables in tables."""
    for name, table in answers.items() if isinstance(answers, dict) else ():
        path = (*above, name)
        if not isinstance(table, dict):
            continue
        if above and ".".join(path) in ruleset.items:
            yield path
        else:
            yield from _bare_ids(table, ruleset, path)


def _unknown_item(ruleset: Ruleset, item_id: str) -> Misfit:
    listed = message("`connecteur show {ruleset}` lists all items", ruleset=ruleset.id)
    advice = suggestion(item_id, ruleset.items) or listed
    hider = hider_of(ruleset, item_id)
    if hider is not None:
        advice = hider.hiding()
    return Misfit(
        "CX301",
        message("there is no item `{id}` in {ruleset}", id=item_id, ruleset=ruleset.reference),
        advice,
    )


def _not_answered(ruleset: Ruleset, item: Item) -> Misfit:
    parts = ruleset.parts_of(item.id)
    names = ", ".join(part.id for part in parts)
    if item.rule is not None and parts:
        what = message("`{id}` is answered part by part", id=item.id)
        return Misfit("CX306", what, message("answer its parts: {parts}", parts=names))
    if item.rule is not None:
        what = message("`{id}` is computed from other answers, never answered", id=item.id)
        return Misfit("CX305", what, message("it says the same as `{rule}`", rule=item.rule))
    what = message("`{id}` informs; it is not answered", id=item.id)
    return Misfit("CX307", what, message("answer its parts: {parts}", parts=names) if parts else None)


def _not_applicable(ruleset: Ruleset, item: Item, answer: Answer) -> Misfit | None:
    allowed = ruleset.kind_of(item).not_applicable
    if allowed is NotApplicable.NO:
        what = message(
            "`{id}` cannot be “not applicable”: items of the kind `{kind}` always apply", id=item.id, kind=item.kind
        )
        scale = ruleset.scale_of(item)
        advice = message("answer met, partial or unmet, or leave it unanswered")
        if scale is not None:
            advice = message("its answers: {names}", names=", ".join(scale.values))
        return Misfit("CX303", what, advice, "status")
    length = ruleset.kind_of(item).reason_length
    reason = (answer.note or "").strip()
    if allowed is NotApplicable.WITH_REASON and not reason:
        what = message("“not applicable” for `{id}` needs a reason", id=item.id)
        return Misfit("CX304", what, message("give the reason as a note"), "status")
    if allowed is NotApplicable.WITH_REASON and len(reason) < length:
        what = message(
            "the reason why `{id}` is not applicable has less than {length} characters", id=item.id, length=length
        )
        return Misfit("CX313", what, message("say why, so that a stranger understands it"), "note")
    return None


def _off_scale(ruleset: Ruleset, item: Item, answer: Answer) -> Misfit | None:
    """An item with a scale is answered by a `value` of it, every other by a `status`."""
    scale = ruleset.scale_of(item)
    if scale is None:
        if answer.value is None:
            return None
        what = message("`{id}` has no scale of its own, so it takes no `value`", id=item.id)
        return Misfit("CX311", what, message("give its `status`: met, partial or unmet"), "value")
    words = message("its answers: {names}", names=", ".join(scale.values))
    if answer.status is not None:
        what = message("`{id}` is answered by a `value` of its scale, not by a `status`", id=item.id)
        return Misfit("CX311", what, words, "status")
    if answer.value is not None and answer.value not in scale.values:
        what = message("`{value}` is no answer to `{id}`", value=answer.value, id=item.id)
        return Misfit("CX312", what, suggestion(answer.value, scale.values) or words, "value")
    return None


def read_word(ruleset: Ruleset, item_id: str, word: str) -> tuple[Status | None, str | None]:
    """The status and value that one word says of an item.

    Args:
        ruleset: what is answered.
        item_id: the item.
        word: a status, "unanswered", or an answer of the item's scale.

    Raises:
        InvalidAssessment: it is none of these.
    """
    if word == UNANSWERED:
        return None, None
    item = ruleset.items.get(item_id)
    scale = ruleset.scale_of(item) if item is not None else None
    if scale is not None and word != Status.NOT_APPLICABLE.value:
        return None, word
    statuses = {status.value: status for status in Status}
    if word in statuses:
        return statuses[word], None
    what = message("`{value}` is no answer to `{id}`", value=word, id=item_id)
    advice = suggestion(word, statuses) or message("its answers: {names}", names=", ".join(statuses))
    raise InvalidAssessment(Diagnostic("CX312", what, help=advice))


def _other_findings(assessment: Assessment, ruleset: Ruleset) -> Iterator[Diagnostic]:
    origin = origin_of(assessment)
    for name in assessment.parameters:
        if name not in ruleset.parameters:
            what = message("the ruleset has no parameter `{name}`", name=name)
            yield origin.diagnostic("CX309", what, "parameters", name, help=suggestion(name, ruleset.parameters))
    elements = [element.id for element in ruleset.elements]
    for index, name in enumerate(assessment.priorities):
        if name not in elements and hider_of(ruleset, name) is None:
            what = message("there is no element `{name}`", name=name)
            yield origin.diagnostic("CX310", what, "priorities", index, help=suggestion(name, elements))
    for index, commitment in enumerate(assessment.commitments):
        if commitment.item not in ruleset.items and hider_of(ruleset, commitment.item) is None:
            misfit = _unknown_item(ruleset, commitment.item)
            yield origin.diagnostic("CX301", misfit.message, "commitments", index, "item", help=misfit.help)
    for index, measure in enumerate(assessment.indicators):
        yield from _measure_findings(measure, index, ruleset, origin)
    types = [item.id for item in ruleset.items.values() if item.kind == "business-type"]
    for index, name in enumerate(assessment.organisation.business_types):
        if name not in types:
            what = message("there is no business type `{name}`", name=name)
            advice = message("known: {names}", names=", ".join(types))
            yield origin.diagnostic("CX310", what, "organisation", "business_types", index, help=advice)


def _measure_findings(measure: IndicatorFigure, index: int, ruleset: Ruleset, origin: Origin) -> Iterator[Diagnostic]:
    """What is wrong with the figure of one indicator."""
    place = ("indicators", index)
    known = measure.item is None or measure.item in ruleset.items or hider_of(ruleset, measure.item) is not None
    if measure.item is not None and not known:
        misfit = _unknown_item(ruleset, measure.item)
        yield origin.diagnostic("CX301", misfit.message, *place, "item", help=misfit.help)
    if measure.item is None and not (measure.name or "").strip():
        what = message("an indicator needs the `item` it measures, or a `name` of its own")
        yield origin.diagnostic("CX352", what, *place)
    if measure.denominator is not None and measure.denominator < 1:
        what = message("a denominator is at least 1")
        yield origin.diagnostic("CX352", what, *place, "denominator", help=message("leave it out for a plain amount"))
    if measure.first is not None and measure.last is not None and measure.last < measure.first:
        what = message("the period ends before it begins")
        yield origin.diagnostic("CX352", what, *place, "last")


def origin_of(assessment: Assessment) -> Origin:
    """Where an assessment stands, for findings."""
    from pathlib import Path  # noqa: PLC0415 -- only for an assessment that was never a file

    return Origin(assessment.file or TomlFile(Path("assessment"), "", {}), ())
