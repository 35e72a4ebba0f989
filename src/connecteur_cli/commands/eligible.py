"""`connecteur eligible`: decide one record under a definition, and say why."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from connecteur_cli.options import on_option, param_option, print_json, read_pairs, verb

if TYPE_CHECKING:
    from connecteur_core.decisions.definition_in_force import Definition
    from connecteur_core.reading.json_file import JsonObject


@verb(
    "eligible",
    "Decide whether a person or an enterprise is counted by a definition, and say why.\n\n"
    "The facts come from a JSON file, from stdin (-), or from questions: only those that can still change the "
    "answer are asked, and each may be left unanswered. Nothing of them is kept.",
    epilog="The names of the facts: connecteur definitions ID.",
)
@click.option(
    "--definition", "name", metavar="ID", help="The definition, such as uk.non_uk_born or eu.protection@2011."
)
@click.option("--host", metavar="CC", help="Country whose definition is applied (default: the definition’s own).")
@on_option("Day of the question (default: today); it picks the version in force.")
@click.option("--facts", metavar="FILE|-", help="JSON object of facts; without it, questions are asked.")
@param_option()
@click.option("--profile", type=click.Path(path_type=Path), help="A city’s profile: its definition, host and settings.")
@click.option(
    "--assessment",
    type=click.Path(path_type=Path),
    help="An assessment: its chosen definition, and the profile it names.",
)
@click.option("--require", is_flag=True, help="End with exit code 1 unless the answer is yes.")
@click.option("--brief", is_flag=True, help="Print one line: the answer, and what is missing.")
@click.option("--show-values", is_flag=True, help="Show the values of the facts read, for the person concerned only.")
def eligible_command(  # one option a parameter, as click has it
    *,
    name: str | None,
    host: str | None,
    on: date | None,
    facts: str | None,
    parameters: tuple[str, ...],
    profile: Path | None,
    assessment: Path | None,
    require: bool,
    brief: bool,
    show_values: bool,
    lang: str,
    as_json: bool,
) -> int:
    """Decide and show."""
    from connecteur_cli.decision_text import show_decision
    from connecteur_core.decisions.profile import get_definition_of
    from connecteur_core.messages import translate

    if assessment is not None:
        name, profile = _chosen_by(assessment, name, profile)
    definition, city = get_definition_of(
        name, on=on, host=host, parameters=read_pairs(parameters, "--param"), profile=profile
    )
    given = _facts(facts, definition, lang)
    typed = definition.read(given.data, given.places)
    decision = definition.decide_read(typed)
    if as_json:
        document = decision.to_json(lang)
        document["parameters"] = definition.parameters_to_json()
        if city is not None:
            document["profile"] = city.name
        if show_values:
            document["facts"] = {key: given.data[key] for key in definition.facts_read() if key in given.data}
        print_json(document)
    elif brief:
        click.echo(": ".join(filter(None, (translate(decision.value, lang), ", ".join(decision.missing)))))
    else:
        show_decision(definition, decision, lang, profile=city, values=given.data if show_values else None)
    return 1 if require and decision.value != "yes" else 0


def _chosen_by(assessment: Path, name: str | None, profile: Path | None) -> tuple[str | None, Path | None]:
    """The definition and profile an assessment names; what is given outright wins."""
    from connecteur_core.assessment.reader import load_assessment

    chosen = load_assessment(assessment).definition
    if chosen is None:
        return name, profile
    named = None if chosen.profile is None else assessment.parent / chosen.profile
    return name or chosen.id, profile or named


def _facts(source: str | None, definition: Definition, lang: str) -> JsonObject:
    from connecteur_core.reading.json_file import load_json_object, parse_json_object

    if source == "-":
        return parse_json_object(sys.stdin.buffer.read(2**20 + 1).decode("utf-8", "replace"), "<stdin>")
    if source is not None:
        return load_json_object(Path(source))
    from connecteur_cli.fact_questions import ask_facts

    return ask_facts(definition, lang)
