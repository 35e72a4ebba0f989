"""`connecteur definitions`: list them, show one in full, or put one person under all of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from connecteur_cli.options import on_option, param_option, print_json, read_pairs, verb

if TYPE_CHECKING:
    from connecteur_core.decisions.definition_in_force import Definition
    from connecteur_core.definitions.checker import CheckedDefinition


@verb(
    "definitions",
    "List the definitions of who counts as an immigrant, as immigrant-run, as a micro-enterprise; or show one.\n\n"
    "`connecteur definitions matrix --facts FILE --host CC` puts one person or enterprise under all of them; "
    "`connecteur definitions compare A B` tells whom one counts and the other does not.",
    epilog="A definition has a source, a first and perhaps a last day, and a confidence: HIGH, MEDIUM or LOW.",
)
@click.argument("names", metavar="[ID | matrix | compare A B]", nargs=-1)
@click.option(
    "--subject", type=click.Choice(["person", "enterprise"]), help="Only those about persons, or enterprises."
)
@click.option("--country", metavar="CC", help="Only those of one country.")
@click.option(
    "--search", "words", default="", metavar="WORDS", help="Only those with these words in id, title or rule."
)
@on_option("Only those in force on this day; for one definition, the day that picks its version (default: today).")
@click.option("--host", metavar="CC", help="Country that international definitions are applied to.")
@click.option("--facts", metavar="FILE", type=click.Path(path_type=Path), help="For matrix: a JSON object of facts.")
@param_option()
@click.option("--all", "compare_all", is_flag=True, help="For compare: all definitions of one country (--host).")
@click.option(
    "--svg", metavar="FILE", type=click.Path(path_type=Path), help="For compare --all: draw which lies within which."
)
@click.option("--python", "as_python", is_flag=True, help="Print the Python function that decides.")
def definitions_command(
    *,
    names: tuple[str, ...],
    subject: str | None,
    country: str | None,
    words: str,
    on: date | None,
    host: str | None,
    facts: Path | None,
    parameters: tuple[str, ...],
    compare_all: bool,
    svg: Path | None,
    as_python: bool,
    lang: str,
    as_json: bool,
) -> int:
    """List, show or compare."""
    if names[:1] == ("compare",):
        from connecteur_cli.extras import need_extra

        with need_extra("prove", lang):
            return _compare(
                names[1:], on, host, lang, everything=compare_all, subject=subject, svg=svg, as_json=as_json
            )
    if len(names) > 1:
        raise click.UsageError("definitions [ID | matrix | compare A B]")
    name = names[0] if names else None
    if name == "matrix":
        return _matrix(facts, on or date.today(), host, subject, lang, as_json=as_json)
    if name is None:
        return _list(_chosen(subject, country, words, on, lang), lang, as_json=as_json)
    definition = _to_show(name, on, host, read_pairs(parameters, "--param"))
    if as_python:
        click.echo(definition.python(), nl=False)
    elif as_json:
        print_json(_to_json(definition))
    else:
        from connecteur_cli.decision_text import show_definition

        show_definition(definition, lang)
    return 0


def _to_show(name: str, on: date | None, host: str | None, parameters: dict[str, str]) -> Definition:
    """The definition today, or on its last day when it has ended; an international one needs no country to be shown."""
    from connecteur_core.decisions.definition_in_force import get_definition
    from connecteur_core.plugins.definitions import find_checked_definition

    plain, _, version = name.partition("@")
    checked = find_checked_definition(plain)
    if on is None:
        entries = [known.entry for known in checked.versions if version in ("", known.entry.version)]
        newest = entries[-1] if entries else checked.versions[-1].entry
        on = max(newest.first, min(date.today(), newest.last or date.today()))
    return get_definition(name, on=on, host=host or checked.host or "FR", parameters=parameters)


def _chosen(
    subject: str | None, country: str | None, words: str, on: date | None, lang: str
) -> list[CheckedDefinition]:
    from connecteur_cli.errors import show_warnings
    from connecteur_core.plugins.definitions import load_catalogue
    from connecteur_core.rulesets.catalogue import matches

    catalogue = load_catalogue()
    show_warnings(catalogue.findings, lang)
    chosen = []
    for definition in catalogue.definitions.values():
        texts = [definition.id]
        for version in definition.versions:
            texts += [*version.entry.title.values(), *version.entry.rule.values()]
        in_force = on is None or any(version.entry.holds_on(on) for version in definition.versions)
        fits = subject in (None, definition.subject.value) and country in (None, definition.host)
        if fits and in_force and matches(words, texts):
            chosen.append(definition)
    return chosen


def _list(definitions: list[CheckedDefinition], lang: str, *, as_json: bool) -> int:
    if not as_json:
        from connecteur_cli.decision_text import show_list

        show_list(definitions, lang)
        return 0
    rows = [
        {
            "id": definition.id,
            "subject": definition.subject.value,
            "host": definition.host,
            "versions": [
                {
                    "version": version.entry.version,
                    "first": version.entry.first.isoformat(),
                    "last": version.entry.last.isoformat() if version.entry.last else None,
                    "confidence": version.entry.confidence.value,
                    "title": dict(version.entry.title),
                    "source": version.entry.source,
                }
                for version in definition.versions
            ],
        }
        for definition in definitions
    ]
    print_json({"format": "connecteur-definition-list/1", "definitions": rows})
    return 0


def _to_json(definition: Definition) -> dict[str, object]:
    entry = definition.entry
    return {
        "format": "connecteur-definition/1",
        "id": definition.id,
        "version": definition.version,
        "subject": definition.subject.value,
        "host": definition.checked.host,
        "first": entry.first.isoformat(),
        "last": entry.last.isoformat() if entry.last else None,
        "title": dict(entry.title),
        "rule": dict(entry.rule),
        "disputes": dict(entry.disputes),
        "source": entry.source,
        "confidence": entry.confidence.value,
        "generations": list(entry.generations),
        "expression": definition.in_force.expression.text,
        "facts": [{"name": name, **_texts(definition, name)} for name in definition.facts_read()],
        "parameters": definition.parameters_to_json(),
    }


def _texts(definition: Definition, name: str) -> dict[str, object]:
    declaration = definition.checked.vocabulary.facts[definition.subject.value].get(name)
    if declaration is None:
        return {}
    return {
        "type": declaration.type.value,
        "sensitivity": declaration.sensitivity.value,
        "title": dict(declaration.title),
        "question": dict(declaration.question),
    }


def _matrix(facts: Path | None, on: date, host: str | None, subject: str | None, lang: str, *, as_json: bool) -> int:
    from connecteur_core.decisions.matrix import decide_all
    from connecteur_core.reading.json_file import load_json_object

    if facts is None:
        raise click.UsageError("definitions matrix: --facts FILE")
    given = load_json_object(facts)
    decisions = decide_all(given, subject=subject or "person", on=on, host=host)
    if as_json:
        print_json(
            {
                "format": "connecteur-matrix/1",
                "on": on.isoformat(),
                "host": host,
                "decisions": [
                    {
                        "definition": one.definition,
                        "version": one.version,
                        "value": one.value,
                        "missing": list(one.missing),
                    }
                    for one in decisions
                ],
            }
        )
    else:
        from connecteur_cli.decision_text import show_matrix

        show_matrix([(one.definition, one.value, one.missing) for one in decisions], lang)
    return 0


def _compare(
    names: tuple[str, ...],
    on: date | None,
    host: str | None,
    lang: str,
    *,
    everything: bool,
    subject: str | None,
    svg: Path | None,
    as_json: bool,
) -> int:
    from connecteur_core.messages import message
    from connecteur_core.proofs.definition_relation import Undecided

    try:
        if everything:
            _compare_all(subject or "person", on or date.today(), host, svg, lang, as_json=as_json)
        else:
            _compare_two(names, on, host, lang, as_json=as_json)
    except Undecided:
        click.echo(message("the solver did not come to an end in time").text(lang), err=True)
        return 1
    return 0


def _compare_two(names: tuple[str, ...], on: date | None, host: str | None, lang: str, *, as_json: bool) -> None:
    from connecteur_cli.relation_text import relation_to_json, show_relation
    from connecteur_core.proofs.definition_relation import compare_definitions, definitions_to_compare

    if len(names) != 2:
        raise click.UsageError("definitions compare A B")
    found = compare_definitions(*definitions_to_compare(*names, on=on, host=host))
    if as_json:
        print_json(relation_to_json(found))
    else:
        show_relation(found, lang)


def _compare_all(subject: str, on: date, host: str | None, svg: Path | None, lang: str, *, as_json: bool) -> None:
    from connecteur_cli.relation_text import picture_of, relations_to_json, show_relations
    from connecteur_core.proofs.definition_relation import definitions_of, relations_of
    from connecteur_core.store.save import replace_text

    if host is None:
        raise click.UsageError("definitions compare --all --host CC")
    relations = relations_of(definitions_of(subject, on, host))
    if svg is not None:
        replace_text(svg, picture_of(relations, lang))
    if as_json:
        print_json(relations_to_json(relations))
    else:
        show_relations(relations, lang)
