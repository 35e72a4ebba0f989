"""Decides whole tables: answers beside the rows, counts, rows that do not fit apart; each file whole or not at all."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from attrs import field, frozen

from connecteur_core.batch.engine import Engine, Progress
from connecteur_core.batch.errors import BatchFailed
from connecteur_core.batch.list_tables import ListTable, count_strays, names_of
from connecteur_core.batch.sources import CsvStyle, FileFormat, Source, format_of
from connecteur_core.decisions.definition_in_force import Definition
from connecteur_core.decisions.table_plan import ANSWERS, TablePlan, plan_table
from connecteur_core.diagnostics import Diagnostic
from connecteur_core.messages import message
from connecteur_core.positions.span import Span

Counts = dict[str, dict[str, int]]
"""By group, then by answer."""

MOST_GROUPS = 100_000


@frozen(eq=False)
class Job:
    """What to do with each source.

    Attributes:
        definitions: by the name of the column that their answer gets; all about the same subject, on the same day.
        missing: add the missing facts that matter, too.
        by: columns to count by.
        lists: lists of records in tables of their own, which the engine has been given.
        all_rows: each source has all rows, so that no member of a list should belong to none.
        lang: the language of the reasons in files of rejects.
    """

    definitions: Mapping[str, Definition]
    missing: bool = False
    by: Sequence[str] = ()
    style: CsvStyle = field(factory=CsvStyle)
    lists: Sequence[ListTable] = ()
    all_rows: bool = True
    lang: str = "en"


@frozen(eq=False)
class Outcome:
    """What came of a source.

    Attributes:
        rows: how many were decided.
        rejected: how many were not, because a fact does not fit.
        answers: counts by definition, then by answer.
        groups: counts by column counted by, then by definition, then by group and answer.
        misfits: how many rows each column spoils.
        findings: what the user should know.
        rejects: the file of rows that do not fit, if there are any and one was to be written.
    """

    source: Source
    rows: int
    rejected: int
    answers: Counts
    groups: Mapping[str, Mapping[str, Counts]]
    misfits: Mapping[str, int]
    findings: Sequence[Diagnostic] = ()
    rejects: Path | None = None
    output: Path | None = None


def decide_source(
    source: Source, job: Job, engine: Engine, *, output: Path | None, rejects: Path | None, progress: Progress
) -> Outcome:
    """Decide one source.

    Args:
        source: the files that make one table.
        job: what to do with them.
        engine: what does it; its relation `input` is replaced.
        output: where the rows with their answers go; None = only count.
        rejects: where rows that do not fit are listed, by number and reason; None = only count them.
        progress: told how far the work is.

    Raises:
        BatchFailed: the source cannot be read, or the output not be written; no half file is left.
        UnfitTable: its columns do not fit the facts.
    """
    plan = plan_table(job.definitions, engine.open(source, job.style), source.span)
    for name in job.by:
        if name not in plan.columns or name in names_of(job.lists):
            what = message("there is no column `{name}` to count by", name=name)
            raise BatchFailed(Diagnostic("CX803", what, source.span))
    parts = len(job.by or (None,)) + (output is not None)
    told = _Parts(progress, parts)
    tallies = {by: _tally(engine, plan, by, told.next(), source) for by in job.by or (None,)}
    first = next(iter(tallies.values()))
    malformed = engine.malformed()
    findings = list(plan.findings)
    for one in job.lists if job.all_rows else ():
        findings += count_strays(one, engine, lambda _: None)
    written_rejects = None
    if rejects is not None and (first.rejected or malformed):
        unfit = (lambda numbered: plan.reject_query(numbered, job.lang)) if first.rejected else None
        _write_rejects(engine, unfit, rejects, job.lang)
        written_rejects = rejects
    if output is not None:
        kind = format_of(output) or FileFormat.CSV
        own = [name for name in plan.columns if name not in names_of(job.lists)]
        query = plan.answer_query(
            missing=job.missing,
            only_fitting=first.rejected > 0,
            sets_as_text=kind is FileFormat.CSV,
            keep=own,
            order=engine.order,
        )
        with whole_file(output) as temporary:
            engine.write(query, plan.values, temporary, kind, told.next())
    return Outcome(
        source=source,
        rows=first.rows,
        rejected=first.rejected + malformed,
        answers={name: first.answers(name) for name in plan.definitions},
        groups={by: {name: tally.groups(name) for name in plan.definitions} for by, tally in tallies.items() if by},
        misfits=first.misfits,
        findings=findings,
        rejects=written_rejects,
        output=output,
    )


@frozen(eq=False)
class _Tally:
    """Counts of rows by group and answers."""

    names: Sequence[str]
    cells: Sequence[tuple[str, tuple[str, ...], int]]
    rejected: int
    misfits: Mapping[str, int]

    @property
    def rows(self) -> int:
        return sum(count for _, _, count in self.cells)

    def answers(self, name: str) -> dict[str, int]:
        place, totals = self.names.index(name), dict.fromkeys(ANSWERS, 0)
        for _, answers, count in self.cells:
            totals[answers[place]] += count
        return totals

    def groups(self, name: str) -> Counts:
        place, counts = self.names.index(name), Counts()
        for group, answers, count in self.cells:
            row = counts.setdefault(group, dict.fromkeys(ANSWERS, 0))
            row[answers[place]] += count
        return dict(sorted(counts.items()))


def _tally(engine: Engine, plan: TablePlan, by: str | None, progress: Progress, source: Source) -> _Tally:
    rows = engine.rows(plan.count_query(by), plan.values, progress)
    start, names = 2 if by else 1, list(plan.definitions)
    cells, rejected = [], 0
    misfits = dict.fromkeys((column.column for column in plan.checked_columns()), 0)
    for row in rows:
        answers, count, spoiled = (
            row[start : start + len(names)],
            row[start + len(names)],
            row[start + len(names) + 1 :],
        )
        for column, number in zip(misfits, spoiled, strict=True):
            misfits[column] += int(number)
        if row[0]:
            rejected += count
        else:
            cells.append(("-" if by and row[1] in (None, "") else str(row[1]) if by else "", tuple(answers), count))
    if len({group for group, _, _ in cells}) > MOST_GROUPS:
        what = message("the column `{name}` has more than {count} values", name=by or "", count=MOST_GROUPS)
        raise BatchFailed(Diagnostic("CX803", what, source.span, message("count by a column with fewer values")))
    return _Tally(names, cells, rejected, {column: number for column, number in misfits.items() if number})


def _write_rejects(engine: Engine, query: Callable[[str], str] | None, path: Path, lang: str) -> None:
    torn = message("this line does not have the cells of a row").text(lang)
    with whole_file(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("file", "row", "reason"))
        writer.writerows((one.file, one.row, one.reason or torn) for one in engine.rejects(query))


class _Parts:
    """Progress of several steps as one."""

    def __init__(self, progress: Progress, parts: int) -> None:
        self._progress, self._parts, self._done = progress, parts, -1

    def next(self) -> Callable[[float], None]:
        self._done += 1
        done = self._done
        return lambda part: self._progress((done + part) / self._parts)


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary name beside `path`; what was written there appears under `path` at the end, or not at all.

    Raises:
        BatchFailed: the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".connecteur-", dir=path.parent))
    except OSError as error:
        what = message("cannot be written: {reason}", reason=error.strerror or error)
        raise BatchFailed(Diagnostic("CX807", what, Span(str(path)))) from error
    try:
        temporary = folder / path.name
        yield temporary
        _flush(temporary)
        _put_in_place(temporary, path)
    except OSError as error:
        what = message("cannot be written: {reason}", reason=error.strerror or error)
        raise BatchFailed(Diagnostic("CX807", what, Span(str(path)))) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _flush(path: Path) -> None:
    for file in [path] if path.is_file() else [part for part in path.rglob("*") if part.is_file()]:
        with file.open("rb") as opened:
            os.fsync(opened.fileno())


def _put_in_place(temporary: Path, path: Path) -> None:
    if path.is_dir() and temporary.is_dir():
        shutil.rmtree(path)
    temporary.replace(path)


def run_of(job: Job) -> str:
    """What tells one run over a folder from another: definitions, versions, day, host, settings."""
    described = {
        name: [one.id, one.version, one.on.isoformat(), one.host, one.parameters_to_json()]
        for name, one in job.definitions.items()
    }
    lists = {one.name: [one.key, *map(str, one.source.paths)] for one in job.lists}
    run = {"format": "connecteur-batch/1", "definitions": described, "missing": job.missing, "lists": lists}
    return json.dumps(run, sort_keys=True)
