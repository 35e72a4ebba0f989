"""Which items of two rulesets say something of each other (format `connecteur-mapping/1`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from attrs import evolve, field, frozen

from connecteur_core.diagnostics import ConnecteurError, Diagnostic
from connecteur_core.did_you_mean import suggestion
from connecteur_core.messages import message
from connecteur_core.model.overlay import hider_of, references_of
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.model.taken import Relation
from connecteur_core.reading.structuring import structure
from connecteur_core.reading.toml_file import Origin, TomlFile, check_format, load_toml


class InvalidMapping(ConnecteurError):
    """A mapping that does not fit its format, or not the rulesets it is used between."""


@frozen
class Pair:
    """One judgement: what an answer to the original says of the target.

    Attributes:
        original: id of the item whose answer is taken.
        target: id of the item it says something of.
        relation: `equal`: they ask for the same; `covers`: the original asks for all of the target and more; `partly`:
            for a part of it, so it never makes the target met.
        note: a remark, shown with the proposal.
        source: where that can be read, when it is not the source of the whole mapping.
        by: who decided it, when it is not who decided the whole.
    """

    original: str
    target: str
    relation: Relation
    source: str | None = None
    by: str | None = None
    note: str | None = None


@frozen(eq=False)
class ItemMapping:
    """What a file of the format `connecteur-mapping/1` holds.

    Attributes:
        title: what the mapping is called; answers that were taken over name it.
        pairs: the judgements, one for each pair of items.
        note: a remark on the whole.
        original: id and version of the ruleset whose answers are taken.
        target: id and version of the ruleset they say something of.
        source: what the judgement rests on.
        by: who decided it.
        on: since when it holds.
        file: where it was read.
    """

    format: str
    title: str
    original: str
    target: str
    source: str
    by: str
    on: date
    pairs: tuple[Pair, ...]
    note: str | None = None
    file: TomlFile | None = field(default=None, repr=False)

    def between(self, original: Ruleset, target: Ruleset) -> ItemMapping:
        """The mapping from `original` to `target`, turned round when it was written the other way.

        A ruleset that an overlay made is taken for its base, too.

        Raises:
            InvalidMapping: it is between other rulesets.
        """
        if self.original in references_of(original) and self.target in references_of(target):
            return self
        if self.target in references_of(original) and self.original in references_of(target):
            return self._turned()
        what = message(
            "this mapping is between {one} and {other}, not between {original} and {target}",
            one=self.original,
            other=self.target,
            original=original.reference,
            target=target.reference,
        )
        advice = message("a mapping is written for the versions it names")
        raise InvalidMapping(self._origin.diagnostic("CX283", what, "original", help=advice))

    def _turned(self) -> ItemMapping:
        """What the targets say of the originals: what is covered says a part, an overlap stays one."""
        pairs = tuple(
            evolve(
                pair,
                original=pair.target,
                target=pair.original,
                relation=Relation.EQUAL if pair.relation is Relation.EQUAL else Relation.PARTLY,
            )
            for pair in self.pairs
        )
        return evolve(self, original=self.target, target=self.original, pairs=pairs)

    @property
    def _origin(self) -> Origin:
        return Origin(self.file or TomlFile(Path("mapping"), "", {}), ())


def load_mapping(path: Path) -> ItemMapping:
    """The mapping in a file.

    Raises:
        UnreadableFile: no readable TOML of that format.
        InvalidMapping: wrong keys or types.
    """
    file = load_toml(path)
    check_format(file, "mapping")
    content = structure(file.data, ItemMapping, Origin(file, ()))
    if isinstance(content, list):
        raise InvalidMapping(content)
    return evolve(content, file=file)


def check_references(mapping: ItemMapping) -> Iterator[Diagnostic]:
    """Rulesets named without a version: pairs are judged by the words of one."""
    assert mapping.file is not None, "mappings are checked as files"
    for key, named in (("original", mapping.original), ("target", mapping.target)):
        if not all(named.partition("@")):
            what = message("`{key}` names a ruleset as `id@version`, not `{found}`", key=key, found=named)
            yield mapping.file.diagnostic("CX284", what, (key,))


def check_pairs(mapping: ItemMapping, original: Ruleset, target: Ruleset) -> Iterator[Diagnostic]:
    """All findings against the pairs of a mapping: items that are not there or not answered, pairs said twice.

    An item that an overlay hides is in order: nothing is proposed for it.
    """
    assert mapping.file is not None, "mappings are checked as files"
    seen: dict[tuple[str, str], int] = {}
    for index, pair in enumerate(mapping.pairs):
        origin = Origin(mapping.file, ("pairs", index))
        for key, name, ruleset in (("original", pair.original, original), ("target", pair.target, target)):
            if hider_of(ruleset, name) is not None:
                continue
            if name not in ruleset.items:
                what = message("there is no item `{id}` in {ruleset}", id=name, ruleset=ruleset.reference)
                yield origin.diagnostic("CX280", what, key, help=suggestion(name, ruleset.items))
            elif not ruleset.is_answered(ruleset.items[name]):
                what = message("`{id}` of {ruleset} is not answered by itself", id=name, ruleset=ruleset.reference)
                yield origin.diagnostic(
                    "CX281", what, key, help=message("name items that are answered, such as its parts")
                )
        if seen.setdefault((pair.original, pair.target), index) != index:
            what = message("`{original}` and `{target}` are paired twice", original=pair.original, target=pair.target)
            yield origin.diagnostic("CX282", what, "target")
