"""What one juror found (`connecteur-review/1`): per criterion, with grounds, and any conflict of interest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from pathlib import Path

from attrs import evolve, field, frozen

from connecteur_core.diagnostics import Diagnostic
from connecteur_core.labels.errors import InvalidLabelFile
from connecteur_core.messages import message
from connecteur_core.reading.structuring import structure
from connecteur_core.reading.toml_file import Origin, TomlFile, check_format, load_toml, parse_toml
from connecteur_core.rulesets.checker import CheckedRuleset


class Finding(Enum):
    """What a juror says of an item."""

    MET = "met"
    UNMET = "unmet"
    CANNOT_SAY = "cannot_say"


@frozen
class JuryFinding:
    """One finding of one juror, and the grounds for it.

    Attributes:
        finding: what the juror found.
        grounds: why, in words.
    """

    finding: Finding
    grounds: str


@frozen
class Review:
    """The findings of one juror on one application.

    Attributes:
        application: digest of the application.
        juror: id of the member of the jury.
        on: day of the review.
        conflict_of_interest: the juror does not sit on this application, and finds nothing.
        conflict: which conflict.
        findings: by item.
    """

    format: str
    application: str
    juror: str
    on: date
    conflict_of_interest: bool
    conflict: str | None = None
    findings: Mapping[str, JuryFinding] = field(factory=dict)
    file: TomlFile | None = field(default=None, repr=False, eq=False)


def load_review(path: Path | str) -> Review:
    """The review in a file.

    Raises:
        UnreadableFile: not a readable TOML file of format `connecteur-review/1`.
        InvalidLabelFile: keys or values that do not fit, findings without grounds, a conflict without its reason.
    """
    return _review(load_toml(Path(path)))


def parse_review(text: str, path: Path) -> Review:
    """The review in a text; errors as in `load_review`."""
    return _review(parse_toml(text, path))


def _review(file: TomlFile) -> Review:
    check_format(file, "review")
    content = structure(file.data, Review, Origin(file, ()))
    findings = content if isinstance(content, list) else list(_findings(content, file))
    if findings:
        raise InvalidLabelFile(findings)
    assert isinstance(content, Review), "what is no list of findings is the review"
    return evolve(content, file=file)


def _findings(review: Review, file: TomlFile) -> Iterator[Diagnostic]:
    for item, found in review.findings.items():
        if not found.grounds.strip():
            what = message("the finding on {item} has no grounds", item=item)
            yield file.diagnostic("CX368", what, ("findings", item, "grounds"))
    if review.conflict_of_interest and not (review.conflict or "").strip():
        advice = message('add `conflict = "…"`')
        what = message("which conflict of interest?")
        yield file.diagnostic("CX367", what, ("conflict_of_interest",), help=advice)


def items_to_find(checked: CheckedRuleset, rank: int) -> tuple[str, ...]:
    """The items a jury finds on so that levels up to `rank` can be decided: those that decide, and are answered.

    They are the lines of those levels and the parts that lines are made of, in the order of the ruleset.
    """
    ruleset = checked.ruleset
    wanted: set[str] = set()
    pending = [line for level in ruleset.levels if level.rank <= rank for line in checked.criteria[level.id]]
    while pending:
        name = pending.pop()
        if name not in wanted:
            wanted.add(name)
            pending += checked.rules[name].items if name in checked.rules else ()
    return tuple(
        name for name, item in ruleset.answered_items.items() if name in wanted and ruleset.kind_of(item).decides
    )
