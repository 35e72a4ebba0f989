"""How definitions lie to each other, as text and JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from connecteur_cli.output import echo, heading, paragraph, table, wrapped
from connecteur_core.definitions.definition import ONLY_VERSION
from connecteur_core.messages import Message, message
from connecteur_core.proofs.definition_relation import DefinitionRelation, Relation, Relations
from connecteur_core.proofs.lattice_svg import lattice_svg
from connecteur_core.proofs.witness_text import in_words

if TYPE_CHECKING:
    from connecteur_core.decisions.definition_in_force import Definition
    from connecteur_core.proofs.witness import Witness

_SENTENCES = {
    Relation.EQUAL: message("{a} and {b} count the same"),
    Relation.WITHIN: message("{a} lies within {b}: {b} counts more"),
    Relation.CONTAINS: message("{b} lies within {a}: {a} counts more"),
    Relation.DISJOINT: message("{a} and {b} never count the same person or enterprise"),
    Relation.OVERLAP: message("{a} and {b} overlap: each counts some that the other does not"),
}
_CROSS = "×"
_MARKS = {
    Relation.EQUAL: "=",
    Relation.WITHIN: "<",
    Relation.CONTAINS: ">",
    Relation.DISJOINT: "|",
    Relation.OVERLAP: _CROSS,
}


def show_relation(found: DefinitionRelation, lang: str) -> None:
    """The relation in a sentence, then a witness for each side."""
    a, b = _name(found.a), _name(found.b)
    sentence = Message(_SENTENCES[found.relation].template, {"a": a, "b": b})
    for line in wrapped(sentence.text(lang)):
        click.secho(line, bold=True)
    table([[_name(one), one.host or "", one.on.isoformat()] for one in (found.a, found.b)])
    _witness(message("Counted by {name} only", name=a), found.only_a, found, lang)
    _witness(message("Counted by {name} only", name=b), found.only_b, found, lang)
    _witness(message("Counted by both"), found.both, found, lang)
    echo()
    advice = message("Facts left out do not matter. To look closer: connecteur eligible --definition ID --facts FILE.")
    paragraph(advice.text(lang))


def _witness(title: Message, facts: Witness | None, found: DefinitionRelation, lang: str) -> None:
    heading(title.text(lang))
    if facts is None:
        paragraph(message("nobody").text(lang), indent=2)
        return
    vocabulary, subject = found.a.checked.vocabulary, found.a.subject.value
    for phrase in in_words(facts, vocabulary, subject, found.a.host or found.b.host, lang):
        paragraph(f"- {phrase}", indent=2, hanging=2)
    paragraph(json.dumps(facts, ensure_ascii=False), indent=2, hanging=2)


def relation_to_json(found: DefinitionRelation) -> dict[str, object]:
    """Format `connecteur-relation/1`."""
    return {
        "format": "connecteur-relation/1",
        "a": _described(found.a),
        "b": _described(found.b),
        "relation": found.relation.value,
        "only_a": found.only_a,
        "only_b": found.only_b,
        "both": found.both,
    }


def show_relations(relations: Relations, lang: str) -> None:
    """A matrix: how the definition of the row lies to that of the column."""
    names = [one.id for one in relations.definitions]
    numbers = range(1, len(names) + 1)
    rows = [["", "", " ".join(str(number // 10) if number % 10 == 0 else " " for number in numbers)]]
    rows.append(["", "", " ".join(str(number % 10) for number in numbers)])
    for number, name in zip(numbers, names, strict=True):
        marks = ("·" if name == other else _MARKS[relations.relation(name, other)] for other in names)
        rows.append([str(number), name, " ".join(marks)])
    table(rows, right=(0,), indent=0)
    echo()
    legend = message("= the same   < within the other   > contains it   | apart   {cross} overlapping", cross=_CROSS)
    paragraph(legend.text(lang))
    if relations.empty:
        paragraph(message("Counting nobody on that day: {names}", names=", ".join(relations.empty)).text(lang))


def relations_to_json(relations: Relations) -> dict[str, object]:
    """Format `connecteur-relations/1`."""
    return {
        "format": "connecteur-relations/1",
        "definitions": [_described(one) for one in relations.definitions],
        "relations": [{"a": a, "b": b, "relation": found.value} for (a, b), found in relations.between.items()],
        "empty": list(relations.empty),
    }


def picture_of(relations: Relations, lang: str) -> str:
    """An SVG of which definition lies within which."""
    title = message("Definitions applied to {host}", host=relations.definitions[0].host or "-")
    summary = message("Whoever a definition counts is counted by those above that it is joined to.")
    return lattice_svg(relations, title=title.text(lang), summary=summary.text(lang))


def _name(definition: Definition) -> str:
    return definition.id if definition.version == ONLY_VERSION else f"{definition.id}@{definition.version}"


def _described(definition: Definition) -> dict[str, object]:
    return {
        "id": definition.id,
        "version": definition.version,
        "host": definition.host,
        "on": definition.on.isoformat(),
    }
