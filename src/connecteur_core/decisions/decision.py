"""The answer of a definition about one record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import define, field

from connecteur_core.decisions.clause_text import Clause, clauses_of
from connecteur_core.decisions.reasons import Question, find_deciding, find_missing
from connecteur_core.definitions.definition import Confidence, VersionEntry
from connecteur_core.truth import UNDETERMINED

if TYPE_CHECKING:
    from connecteur_core.decisions.definition_in_force import Definition


@define
class Decision:
    """What a definition says of one record; why, and what is missing, is worked out when it is asked for.

    It holds the facts it was made from until then, in memory only, and shows them nowhere.

    Attributes:
        value: "yes", "no" or "undetermined".
    """

    value: str
    _by: Definition = field(repr=False)
    _facts: Mapping[str, Any] = field(repr=False)

    @cached_property
    def because(self) -> tuple[Clause, ...]:
        """The clauses that settled it; while undetermined, those that are open."""
        found = find_deciding(self._by.root, self._question)
        return clauses_of(found, self._by.checked.vocabulary, self._by.subject)

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """Names of the missing facts that can still change the answer; empty when it is settled."""
        return find_missing(self._by.root, self._question) if self.value == UNDETERMINED else ()

    @property
    def definition(self) -> str:
        """Id of the definition."""
        return self._by.id

    @property
    def version(self) -> str:
        """Its version, "-" when it has one only."""
        return self._by.version

    @property
    def on(self) -> date:
        """The day of the question."""
        return self._by.on

    @property
    def host(self) -> str | None:
        """The country whose definition was applied, if the definition reads it."""
        return self._by.host

    @property
    def source(self) -> str:
        """The text the definition rests on."""
        return self.entry.source

    @property
    def confidence(self) -> Confidence:
        """How surely the expression says what the source says."""
        return self.entry.confidence

    @property
    def entry(self) -> VersionEntry:
        """Texts, source and dates of the version applied."""
        return self._by.entry

    @property
    def _question(self) -> Question:
        return Question(self._facts, self._by.host, self._by.on, self._by.parameters)

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
