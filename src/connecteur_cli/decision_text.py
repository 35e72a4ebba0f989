"""Definitions and decisions as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from connecteur_cli.output import echo, heading, paragraph, table, wrapped
from connecteur_core.decisions.decision import NOT_LEGAL_ADVICE, Decision
from connecteur_core.decisions.fact_names import declaration_of
from connecteur_core.definitions.definition import ONLY_VERSION
from connecteur_core.expr.fact_printer import print_fact_expression
from connecteur_core.messages import message, translate

if TYPE_CHECKING:
    from connecteur_core.decisions.definition_in_force import Definition
    from connecteur_core.decisions.profile import Profile
    from connecteur_core.definitions.checker import CheckedDefinition

_COLOURS = {"yes": "green", "no": "red", "undetermined": "yellow"}


def show_decision(
    definition: Definition,
    decision: Decision,
    lang: str,
    *,
    profile: Profile | None = None,
    values: Mapping[str, Any] | None = None,
) -> None:
    """A decision: the answer, why, what is missing, by which text."""
    _head(definition, lang)
    word = translate(decision.value, lang)
    echo(click.style(word, fg=_COLOURS[decision.value], bold=True))
    heading(translate("Because", lang) if decision.value != "undetermined" else translate("Open", lang))
    for clause in decision.because:
        paragraph(f"- {clause.text.get(lang, clause.expression)}", indent=2, hanging=2)
    if decision.missing:
        heading(translate("Missing, and able to change the answer", lang))
        table([[name, _title(name, definition, lang)] for name in decision.missing])
    if values is not None:
        heading(translate("Values given (for the person concerned only)", lang))
        table([[name, str(values[name])] for name in definition.facts_read() if name in values] or [["-", ""]])
    echo()
    if profile is not None:
        paragraph(message("Decided with the profile of {name}.", name=profile.name).text(lang))
        if profile.wording:
            paragraph(profile.wording)
    _settings(definition, lang)
    _source(definition, lang)
    paragraph(NOT_LEGAL_ADVICE[lang])


def show_definition(definition: Definition, lang: str) -> None:
    """One definition in full."""
    entry = definition.entry
    _head(definition, lang, with_host=definition.checked.host is not None)
    paragraph(entry.rule.get(lang, entry.rule["en"]))
    echo()
    period = (
        message("In force from {first} to {last}.", first=entry.first.isoformat(), last=entry.last.isoformat())
        if entry.last
        else message("In force since {first}.", first=entry.first.isoformat())
    )
    paragraph(period.text(lang))
    if entry.generations:
        generations = ", ".join(map(str, entry.generations))
        paragraph(message("Generations: {generations}.", generations=generations).text(lang))
    _source(definition, lang)
    heading(translate("Facts it reads", lang))
    table([[name, _title(name, definition, lang)] for name in definition.facts_read()])
    _settings(definition, lang, spaced=True)
    heading(translate("Expression", lang))
    paragraph(print_fact_expression(definition.root), indent=2, hanging=2)
    echo()
    paragraph(NOT_LEGAL_ADVICE[lang])


def show_list(definitions: list[CheckedDefinition], lang: str) -> None:
    """Definitions in a table: id, since when, confidence, title; the newest version of each."""
    rows = []
    for definition in definitions:
        entry = definition.versions[-1].entry
        title = entry.title.get(lang, "")
        if entry.last is not None:
            title = message("{title} (until {day})", title=title, day=entry.last.isoformat()).text(lang)
        rows.append([definition.id, entry.first.isoformat(), entry.confidence.value, title])
    header = [translate(word, lang) for word in ("id", "since", "conf.", "title")]
    table([header, *rows], indent=0)
    echo()
    paragraph(translate("One in full: connecteur definitions ID. These are not legal advice.", lang))


def show_matrix(rows: list[tuple[str, str, tuple[str, ...]]], lang: str) -> None:
    """One person under many definitions."""
    table([[name, translate(value, lang), ", ".join(missing)] for name, value, missing in rows])
    echo()
    paragraph(NOT_LEGAL_ADVICE[lang])


def _head(definition: Definition, lang: str, *, with_host: bool = True) -> None:
    version = "" if definition.version == ONLY_VERSION else f"@{definition.version}"
    place = f", {definition.host}" if definition.host and with_host else ""
    title = definition.entry.title.get(lang, definition.entry.title["en"])
    for line in wrapped(f"{definition.id}{version}  {title}{place}, {definition.on.isoformat()}", hanging=2):
        click.secho(line, bold=True)


def _settings(definition: Definition, lang: str, *, spaced: bool = False) -> None:
    if not definition.parameters:
        return
    if spaced:
        heading(translate("Settings", lang))
    rows = []
    for name, value in definition.parameters.items():
        title = definition.checked.parameters[name].title
        shown = translate("open", lang) if value is None else _word(value, lang)
        rows.append([f"param.{name}", shown, title.get(lang, "")])
    table(rows)


def _word(value: Any, lang: str) -> str:
    if isinstance(value, bool):
        return translate("yes", lang) if value else translate("no", lang)
    return f"{value}"


def _source(definition: Definition, lang: str) -> None:
    entry = definition.entry
    source = message(
        "Source: {source}. Confidence: {confidence}.",
        source=entry.source.rstrip("."),
        confidence=entry.confidence.value,
    )
    paragraph(source.text(lang), hanging=2)
    disputes = entry.disputes.get(lang)
    if disputes:
        paragraph(message("In dispute: {disputes}", disputes=disputes).text(lang), hanging=2)


def _title(name: str, definition: Definition, lang: str) -> str:
    declaration = declaration_of(name, definition)
    if declaration is not None:
        return declaration.title.get(lang, "")
    parameter = definition.checked.parameters.get(name.removeprefix("param."))
    return parameter.title.get(lang, "") if parameter else ""
