"""The answer of a definition about one record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import field, frozen

from connecteur_core.definitions.definition import Confidence, VersionEntry
from connecteur_core.truth import Truth


@frozen
class Clause:
    """A part of the expression that decided, or that is open.

    Attributes:
        expression: as the definition writes it.
        about: which member it was looked at for, such as `p1_`; empty for the subject itself.
        value: what it came to.
        text: the same in words, by language; never a value of a fact.
    """

    expression: str
    about: str
    value: Truth
    text: Mapping[str, str] = field(factory=dict)


@frozen
class Decision:
    """What a definition says of one record.

    Attributes:
        value: "yes", "no" or "undetermined".
        because: the clauses that settled it; while undetermined, those that are open.
        missing: names of the missing facts that can still change the answer; empty when it is settled.
        definition: id of the definition.
        version: its version, "-" when it has one only.
        on: the day of the question.
        host: the country whose definition was applied, if the definition reads it.
        source: the text the definition rests on.
        confidence: how surely the expression says what the source says.
    """

    value: str
    because: tuple[Clause, ...]
    missing: tuple[str, ...]
    definition: str
    version: str
    on: date
    host: str | None
    source: str
    confidence: Confidence
    entry: VersionEntry = field(repr=False, eq=False)

    def to_json(self, lang: str = "en") -> dict[str, object]:
        """The document `connecteur-decision/1` of DESIGN §7."""
        return {
            "format": "connecteur-decision/1",
            "definition": self.definition,
            "version": self.version,
            "host": self.host,
            "on": self.on.isoformat(),
            "value": self.value,
            "missing": list(self.missing),
            "because": [
                {
                    "clause": clause.expression,
                    "about": clause.about or None,
                    "value": clause.value.value,
                    "text": clause.text.get(lang) or clause.text.get("en"),
                }
                for clause in self.because
            ],
            "source": self.source,
            "confidence": self.confidence.value,
            "title": self.entry.title.get(lang),
            "disputes": self.entry.disputes.get(lang),
            "notice": NOT_LEGAL_ADVICE[lang if lang in NOT_LEGAL_ADVICE else "en"],
        }


NOT_LEGAL_ADVICE = {
    "en": "Not legal advice. Decided from the facts given, which are not kept.",
    "fr": "Ceci n’est pas un avis juridique. Décidé d’après les faits donnés, qui ne sont pas conservés.",
}
