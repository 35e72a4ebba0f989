"""Makes and fills in the review of a juror."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from connecteur_core.diagnostics import Diagnostic
from connecteur_core.labels.application import Application
from connecteur_core.labels.errors import InvalidLabelFile
from connecteur_core.labels.review import JuryFinding, Review, items_to_find, load_review, parse_review
from connecteur_core.messages import message
from connecteur_core.positions.span import Span
from connecteur_core.reading.guard import read_guarded_text
from connecteur_core.rulesets.checker import CheckedRuleset
from connecteur_core.rulesets.locales import load_locale
from connecteur_core.store.save import create_text, locked, replace_text
from connecteur_core.store.toml_editor import TomlEditor
from connecteur_core.store.toml_values import toml_value


def create_review(
    path: Path,
    application: Application,
    checked: CheckedRuleset,
    *,
    juror: str,
    on: date,
    conflict: str | None,
    lang: str,
) -> None:
    """A new review at `path`: a form with each criterion, what is claimed and the evidence for it.

    Args:
        path: of the new file.
        application: what is reviewed.
        checked: its ruleset.
        juror: id of the member of the jury.
        on: day of the review.
        conflict: the conflict of interest; None = the juror declares to have none.
        lang: language of the comments.

    Raises:
        SaveFailed: there is a file already, or it cannot be written.
    """
    lines = [
        'format = "connecteur-review/1"',
        f"application = {toml_value(application.digest)}",
        f"juror = {toml_value(juror)}",
        f"on = {on.isoformat()}",
        f"conflict_of_interest = {toml_value(conflict is not None)}",
    ]
    if conflict is not None:
        lines.append(f"conflict = {toml_value(conflict)}")
    else:
        lines += _form(application, checked, lang)
    create_text(path, "\n".join(lines) + "\n")


def record_finding(
    path: Path, application: Application, checked: CheckedRuleset, item: str, found: JuryFinding
) -> Review:
    """The review after one finding was written to its file, in the place of an earlier one on the same item.

    Raises:
        UnreadableFile, InvalidLabelFile: the review cannot be read or does not fit; or the item is no criterion, the
            application another one, or the juror has a conflict of interest.
        SaveFailed: it could not be written; the file is as before.
    """
    load_review(path)  # a wrong path is told before a lock file is made beside it
    with locked(path):
        text = read_guarded_text(path)
        review = parse_review(text, path)
        refusal = None
        if review.application != application.digest:
            what = message("the review of `{juror}` is about another application", juror=review.juror)
            refusal = Diagnostic("CX365", what, Span(str(path)))
        elif review.conflict_of_interest:
            what = message("a juror with a conflict of interest finds nothing")
            refusal = Diagnostic("CX367", what, Span(str(path)))
        elif item not in items_to_find(checked, len(checked.ruleset.levels)):
            what = message("{item} is no criterion that a jury finds on", item=item)
            refusal = Diagnostic("CX369", what, Span(str(path)))
        if refusal is not None:
            raise InvalidLabelFile(refusal)
        editor = TomlEditor(text)
        editor.set_key(("findings", item), "finding", found.finding.value)
        editor.set_key(("findings", item), "grounds", found.grounds)
        changed = parse_review(editor.text, path)
        replace_text(path, editor.text)
    return changed


def _form(application: Application, checked: CheckedRuleset, lang: str) -> Iterator[str]:
    locale = load_locale(checked.ruleset, lang)
    yield ""
    yield from _comment(
        message(
            "Findings are met, unmet or cannot_say, each with its grounds. Take away the # before those you give."
        ).text(lang)
    )
    for item in items_to_find(checked, len(checked.ruleset.levels)):
        answer = application.assessment.answers.get(item)
        yield ""
        yield from _comment(f"{item} {locale.questions.get(item) or locale.texts.get(item, '')}")
        claim = answer.status.value if answer is not None and answer.status is not None else "unanswered"
        yield from _comment(message("claim: {claim}", claim=message(claim)).text(lang))
        for piece in answer.evidence if answer is not None else ():
            yield from _comment(message("evidence: {ref}", ref=piece.ref).text(lang))
        yield f"# [findings.{toml_value(item)}]"
        yield '# finding = "met"'
        yield '# grounds = ""'


def _comment(text: str) -> Iterator[str]:
    yield from textwrap.wrap(text, 96, initial_indent="# ", subsequent_indent="# ", break_long_words=False)
