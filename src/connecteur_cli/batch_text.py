"""What came of a batch, as text and as JSON; small counts hidden."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from connecteur_cli.output import echo, heading, paragraph, table
from connecteur_core.batch.run import Counts, Job, Outcome
from connecteur_core.batch.suppression import TOTAL, suppress
from connecteur_core.decisions.table_plan import ANSWERS
from connecteur_core.messages import Message, message, plural_message, translate

_HIDDEN = "*"


class BatchText:
    """Outcomes in words."""

    def __init__(self, outcomes: Sequence[Outcome], job: Job, lang: str) -> None:
        self._outcomes = outcomes
        self._job = job
        self._lang = lang

    def show(self, by: Sequence[str], minimum: int, skipped: int) -> None:
        """Rows, answers, tables by column, rows left out, files."""
        rows = decided_rows(self._outcomes, self._job, by, minimum)
        if rows is None:
            self._say(message("rows decided: {mark}", mark=_HIDDEN))
        else:
            self._say(plural_message("{count} row decided", "{shown} rows decided", count=rows, shown=_grouped(rows)))
        if skipped:
            self._say(
                plural_message(
                    "{count} file had been decided before", "{count} files had been decided before", count=skipped
                )
            )
        heading(translate("Answers", self._lang))
        lines = [("", *(translate(answer, self._lang) for answer in ANSWERS))]
        for name in self._job.definitions:
            counts = merged([{"": outcome.answers[name]} for outcome in self._outcomes])[""]
            shown = suppress({"all": counts}, ANSWERS, minimum)["all"]
            lines.append((name, *(_cell(shown[answer]) for answer in ANSWERS)))
        table(lines, right=range(1, len(lines[0])))
        for column in by:
            self._by(column, minimum)
        self._rejects()

    def _by(self, column: str, minimum: int) -> None:
        for name in self._job.definitions:
            heading(message("{definition} by {column}", definition=name, column=column).text(self._lang))
            answers = [translate(answer, self._lang) for answer in ANSWERS]
            lines = [("", *answers, translate("in all", self._lang))]
            shown = suppress(merged([one.groups[column][name] for one in self._outcomes]), ANSWERS, minimum)
            for group, counts in shown.items():
                title = group or translate("in all", self._lang)
                lines.append((title, *(_cell(counts[answer]) for answer in (*ANSWERS, TOTAL))))
            table(lines, right=range(1, len(lines[0])))
        what = message(
            "{mark} = below {count}, or hidden because it would give such a count away", mark=_HIDDEN, count=minimum
        )
        echo()
        paragraph(what.text(self._lang), indent=2)

    def _rejects(self) -> None:
        rejected = sum(outcome.rejected for outcome in self._outcomes)
        if rejected:
            heading(translate("Rows left out", self._lang))
            misfits: dict[str, int] = {}
            for outcome in self._outcomes:
                for column, count in outcome.misfits.items():
                    misfits[column] = misfits.get(column, 0) + count
            table(
                [
                    (translate("in all", self._lang), _grouped(rejected)),
                    *((name, _grouped(n)) for name, n in misfits.items()),
                ],
                right=(1,),
            )
        files: list[Path] = [outcome.output for outcome in self._outcomes if outcome.output is not None]
        files += [outcome.rejects for outcome in self._outcomes if outcome.rejects is not None]
        if files:
            heading(translate("Files", self._lang))
            for path in files:
                paragraph(str(path), indent=2, hanging=2)

    def _say(self, text: Message) -> None:
        paragraph(text.text(self._lang))


def outcomes_to_json(
    outcomes: Sequence[Outcome], job: Job, by: Sequence[str], minimum: int, skipped: int
) -> dict[str, object]:
    """The document `connecteur-summary/1`; hidden counts are null."""
    rows = decided_rows(outcomes, job, by, minimum)
    return {
        "format": "connecteur-summary/1",
        "on": next(iter(job.definitions.values())).on.isoformat(),
        "rows": rows,
        "rejected": sum(outcome.rejected for outcome in outcomes),
        "skipped_files": skipped,
        "minimum": minimum,
        "definitions": [
            {
                "definition": name,
                "version": definition.version,
                "host": definition.host,
                "counts": _document(merged([{"": one.answers[name]} for one in outcomes]), minimum)["total"],
                "by": {
                    column: _document(merged([one.groups[column][name] for one in outcomes]), minimum) for column in by
                },
            }
            for name, definition in job.definitions.items()
        ],
        "files": [
            {
                "input": [str(path) for path in outcome.source.paths],
                "output": None if outcome.output is None else str(outcome.output),
                "rejects": None if outcome.rejects is None else str(outcome.rejects),
                "rows": None if rows is None else outcome.rows,
                "rejected": outcome.rejected,
            }
            for outcome in outcomes
        ],
    }


def decided_rows(outcomes: Sequence[Outcome], job: Job, by: Sequence[str], minimum: int) -> int | None:
    """How many rows were decided; None where a table below hides that number."""
    for name in job.definitions:
        tables = [merged([{"all": one.answers[name]} for one in outcomes])]
        tables += [merged([one.groups[column][name] for one in outcomes]) for column in by]
        if any(suppress(counts, ANSWERS, minimum)[TOTAL][TOTAL] is None for counts in tables):
            return None
    return sum(outcome.rows for outcome in outcomes)


def merged(tables: Sequence[Counts]) -> Counts:
    """Counts of several files as one."""
    sums = Counts()
    for counts in tables:
        for group, row in counts.items():
            into = sums.setdefault(group, dict.fromkeys(ANSWERS, 0))
            for answer, count in row.items():
                into[answer] += count
    return sums or Counts({"": dict.fromkeys(ANSWERS, 0)})


def _document(counts: Counts, minimum: int) -> dict[str, object]:
    shown = suppress({group or "all": row for group, row in counts.items()}, ANSWERS, minimum)
    named = {group: {answer or "total": count for answer, count in row.items()} for group, row in shown.items()}
    total = named.pop(TOTAL)
    return {"groups": named, "total": total}


def _cell(count: int | None) -> str:
    return _HIDDEN if count is None else _grouped(count)


def _grouped(count: int) -> str:
    return f"{count:,}".replace(",", "\u202f")
