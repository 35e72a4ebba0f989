"""The texts of a ruleset in one language."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen


@frozen(eq=False)
class Locale:
    """The readable texts of a ruleset in one language, by id: a file of format `connecteur-locale/1`.

    Attributes:
        titles: short names of levels, further ladders, elements, checklist lines and terms, by id.
        texts: what each level, element and item says, by id.
        questions: what is asked about each checklist line that is answered, by id.
        places: where practices take place, by id of the item; shown and searched, and never asked for.
        synonyms: other words under which the glossary finds a term, by id; never asked for.
        doubts: the reading of each doubt, by its id.
        kinds: what an item of each kind is called, by name of the kind.
        modes: what each `mode` of items is called, by the word the items have.
        roles: what each `role` of actors is called, by the word the items have.
        parameters: what each setting means, by id.
        scores: names of scores and shown measures, by id; a measure that is split by `per` has one name, by its own id.
        answers: names of the answers of scales, by scale and answer, such as "maturity.some".
    """

    format: str
    language: str
    title: str
    summary: str
    notice: str
    titles: Mapping[str, str] = field(factory=dict)
    texts: Mapping[str, str] = field(factory=dict)
    questions: Mapping[str, str] = field(factory=dict)
    places: Mapping[str, str] = field(factory=dict)
    synonyms: Mapping[str, tuple[str, ...]] = field(factory=dict)
    doubts: Mapping[str, str] = field(factory=dict)
    kinds: Mapping[str, str] = field(factory=dict)
    modes: Mapping[str, str] = field(factory=dict)
    roles: Mapping[str, str] = field(factory=dict)
    parameters: Mapping[str, str] = field(factory=dict)
    scores: Mapping[str, str] = field(factory=dict)
    answers: Mapping[str, str] = field(factory=dict)
