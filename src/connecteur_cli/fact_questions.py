"""Asks for facts, only those that can still change the answer; an empty line means “I would rather not say”."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from connecteur_cli.output import wrapped
from connecteur_core.decisions.errors import InvalidFacts
from connecteur_core.decisions.fact_names import declaration_of, set_fact
from connecteur_core.definitions.fact_names import find_member_fact
from connecteur_core.definitions.vocabulary import FactDeclaration, FactKind
from connecteur_core.messages import message, translate
from connecteur_core.reading.json_file import JsonObject

if TYPE_CHECKING:
    from connecteur_core.decisions.definition_in_force import Definition

_KINDS = {
    FactKind.TRUTH: message("yes or no"),
    FactKind.COUNTRY: message("two capital letters, such as FR"),
    FactKind.DAY: message("a day such as 1990-03-31"),
    FactKind.COUNTRIES: message("codes with spaces between, such as FR MA; - for none"),
    FactKind.INTEGER: message("a whole number"),
    FactKind.NUMBER: message("a number"),
    FactKind.RECORDS: message("how many; 0 for none"),
}


def ask_facts(definition: Definition, lang: str) -> JsonObject:
    """Facts answered by the person at the terminal, until the answer is settled or nothing more matters."""
    facts: dict[str, Any] = {}
    refused: set[str] = set()
    _tell(message("Questions are asked only while they matter. Leave a line empty if you would rather not say."), lang)
    while True:
        missing = definition.decide(facts).missing
        name = next((fact for fact in missing if fact not in refused and not fact.startswith("param.")), None)
        if name is None:
            return JsonObject(facts)
        declaration = declaration_of(name, definition)
        if declaration is None or not _ask(name, declaration, facts, definition, lang):
            refused.add(name)


def _ask(name: str, declaration: FactDeclaration, facts: dict[str, Any], definition: Definition, lang: str) -> bool:
    """Ask until the answer fits; False when it was left empty."""
    click.echo(err=True)
    place = find_member_fact(name)
    if place:
        title = definition.checked.vocabulary.facts[definition.subject.value][place.members].title
        click.echo(f"{title.get(lang, '')} {place.number}", err=True)
    _tell(declaration.question.get(lang) or declaration.question["en"], lang)
    hint = ", ".join(declaration.choices) if declaration.choices else _KINDS[declaration.type].text(lang)
    while True:
        click.echo(f"  ({hint}) > ", nl=False, err=True)
        text = sys.stdin.readline().strip()  # at the end of input nothing more is said, which is an answer too
        if not text:
            return False
        try:
            set_fact(facts, name, _typed(text, declaration))
            definition.decide(facts)
        except InvalidFacts as error:
            set_fact(facts, name, None)
            for finding in error.diagnostics:
                click.echo(f"  {finding.message.text(lang)}", err=True)
        else:
            return True


def _typed(text: str, declaration: FactDeclaration) -> object:
    if declaration.type is FactKind.TRUTH:
        return {"oui": "yes", "non": "no", "o": "yes", "n": "no", "y": "yes"}.get(text.lower(), text.lower())
    if declaration.type in {FactKind.COUNTRY, FactKind.COUNTRIES}:
        return text.upper()
    if declaration.type is FactKind.RECORDS and text.isdigit() and len(text) < 4:
        return [{} for _ in range(int(text))]
    return text


def _tell(text: Any, lang: str) -> None:
    sentence = translate(text, lang) if isinstance(text, str) else text.text(lang)
    for line in wrapped(sentence):
        click.echo(line, err=True)
