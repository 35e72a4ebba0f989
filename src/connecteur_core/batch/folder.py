"""A folder of results: file by file, so that a run that was stopped goes on where it was."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from connecteur_core.batch.errors import BatchFailed
from connecteur_core.batch.run import Job, run_of, whole_file
from connecteur_core.batch.sources import FileFormat, Source
from connecteur_core.diagnostics import Diagnostic
from connecteur_core.messages import message
from connecteur_core.positions.span import Span

_RUN = ".connecteur-batch.json"


def prepare_folder(folder: Path, job: Job) -> None:
    """Make the folder, and note in it which run its files are of.

    Raises:
        BatchFailed: it holds files of another run, or cannot be written.
    """
    note, wanted = folder / _RUN, run_of(job)
    if note.exists():
        if note.read_text(encoding="utf-8") != wanted:
            what = message("this folder holds results of other definitions, settings or another day")
            raise BatchFailed(Diagnostic("CX807", what, Span(str(folder)), message("give another folder, or empty it")))
        return
    with whole_file(note) as temporary:
        temporary.write_text(wanted, encoding="utf-8")


def output_in(folder: Path, source: Source, kind: FileFormat | None) -> Path:
    """Where the result of a source goes; results keep the format of their source unless another is asked for."""
    path = folder / source.relative
    return path if kind is None else path.with_name(f"{path.name.partition('.')[0]}.{kind.value}")


def waiting(sources: Sequence[Source], folder: Path) -> list[Source]:
    """The sources that have no result yet; files appear only when they are whole."""
    return [source for source in sources if not output_in(folder, source, None).exists()]
