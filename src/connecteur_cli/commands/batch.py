"""`connecteur batch`: decide whole tables under one or several definitions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from connecteur_cli.extras import need_extra
from connecteur_cli.options import on_option, param_option, print_json, read_pairs, verb

if TYPE_CHECKING:
    from connecteur_core.batch.engine import Engine
    from connecteur_core.batch.run import Outcome
    from connecteur_core.decisions.definition_in_force import Definition


@verb(
    "batch",
    "Decide tables of records: CSV, Parquet or JSON lines; a file, several, a folder or a glob.\n\n"
    "Each row gets the answer of each definition: yes, no or undetermined. Columns are called like the facts "
    "(connecteur definitions ID), those of parents p1_… and p2_…; other columns go along. Rows with a fact that does "
    "not fit are left out and listed, by number and reason, in a file of rejects.",
    epilog="With -o FOLDER, each file is decided by itself, and a run that was stopped goes on where it was.",
)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT…")
@click.option("--definition", "names", multiple=True, metavar="ID", help="A definition; may be repeated.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where rows and answers go: a file, or a folder.")
@click.option("--rejects", type=click.Path(path_type=Path), help="Where rows that do not fit are listed.")
@click.option("--missing", is_flag=True, help="Add the missing facts that can still change the answer.")
@click.option(
    "--summary", "by", multiple=True, metavar="COLUMN", help="Count the answers by a column; may be repeated."
)
@click.option("--min-cell", "minimum", default=10, show_default=True, help="Counts below this are not shown.")
@click.option(
    "--engine", "engine_name", type=click.Choice(["duckdb", "spark"]), default="duckdb", help="What does the work."
)
@click.option("--master", metavar="URL", default="local[*]", help="Spark’s master, such as spark://host:7077.")
@click.option("--memory", metavar="SIZE", help="What the engine may hold in memory, such as 4g.")
@click.option("--threads", type=click.IntRange(1), help="How many threads DuckDB uses (default: all).")
@click.option("--delimiter", metavar="TEXT", help="What stands between the cells of CSV files (default: found out).")
@click.option(
    "--encoding", type=click.Choice(["utf-8", "latin-1", "utf-16"]), help="How CSV files are written (default: utf-8)."
)
@click.option(
    "--list",
    "list_files",
    multiple=True,
    metavar="NAME=FILE",
    help="A list of records, such as owners, in a table of its own; may be repeated.",
)
@click.option(
    "--key", default="id", show_default=True, metavar="COLUMN", help="The column that tells whose members they are."
)
@click.option("--host", metavar="CC", help="Country whose definition is applied (default: the definition’s own).")
@on_option("Day of the question (default: today); it picks the version in force.")
@param_option()
@click.option("--profile", type=click.Path(path_type=Path), help="A city’s profile: its definition, host and settings.")
def batch_command(  # one option a parameter, as click has it
    *,
    inputs: tuple[str, ...],
    names: tuple[str, ...],
    output: Path | None,
    rejects: Path | None,
    missing: bool,
    by: tuple[str, ...],
    minimum: int,
    engine_name: str,
    master: str,
    memory: str | None,
    threads: int | None,
    delimiter: str | None,
    encoding: str | None,
    list_files: tuple[str, ...],
    key: str,
    host: str | None,
    on: date | None,
    parameters: tuple[str, ...],
    profile: Path | None,
    lang: str,
    as_json: bool,
) -> int:
    """Decide and tell."""
    from connecteur_cli.batch_text import BatchText, outcomes_to_json
    from connecteur_cli.errors import show_warnings
    from connecteur_cli.progress import progress_bar
    from connecteur_core.batch.folder import output_in, prepare_folder, waiting
    from connecteur_core.batch.list_tables import add_lists, find_lists
    from connecteur_core.batch.run import Job, decide_source
    from connecteur_core.batch.sources import CsvStyle, find_sources, format_of
    from connecteur_core.messages import message

    definitions = _definitions(
        names, on=on or date.today(), host=host, parameters=read_pairs(parameters, "--param"), profile=profile
    )
    to_folder = output is not None and format_of(output) is None
    sources = find_sources(inputs, together=not to_folder)
    lists = find_lists(definitions, read_pairs(list_files, "--list"), key)
    style = CsvStyle(delimiter, encoding)
    job = Job(definitions, missing=missing, by=by, style=style, lists=lists, all_rows=not to_folder, lang=lang)
    skipped = 0
    if output is not None and to_folder:
        prepare_folder(output, job)
        skipped = len(sources)
        sources = tuple(waiting(sources, output))
        skipped -= len(sources)
    with (
        need_extra("spark" if engine_name == "spark" else "batch", lang),
        _engine(engine_name, master, memory, threads) as engine,
    ):
        outcomes: list[Outcome] = []
        show_warnings(add_lists(lists, engine, style), lang)
        with progress_bar(message("deciding").text(lang)) as tell:
            for number, source in enumerate(sources):
                target = output_in(output, source, None) if output is not None and to_folder else output
                apart = rejects or (
                    None if target is None else target.with_name(f"{target.name.partition('.')[0]}.rejects.csv")
                )
                outcome = decide_source(
                    source, job, engine, output=target, rejects=apart, progress=_share(tell, number, len(sources))
                )
                outcomes.append(outcome)
    for outcome in outcomes:
        show_warnings(outcome.findings, lang)
    if as_json:
        print_json(outcomes_to_json(outcomes, job, by, minimum, skipped))
    else:
        BatchText(outcomes, job, lang).show(by, minimum, skipped)
    return 0


def _definitions(
    names: Sequence[str], *, on: date, host: str | None, parameters: dict[str, str], profile: Path | None
) -> dict[str, Definition]:
    """The definitions by the names they were asked for; each takes the settings it reads."""
    from connecteur_core.decisions.profile import get_definition_of
    from connecteur_core.diagnostics import Diagnostic, UnknownName
    from connecteur_core.messages import message

    definitions: dict[str, Definition] = {}
    read: set[str] = set()
    for name in names or (None,):
        bare, _ = get_definition_of(name, on=on, host=host, profile=profile)
        own = {key: value for key, value in parameters.items() if key.removeprefix("param.") in bare.parameters}
        read |= own.keys()
        chosen, _ = get_definition_of(name, on=on, host=host, parameters=own, profile=profile)
        definitions[name or chosen.id] = chosen
    unread = sorted(parameters.keys() - read)
    if unread:
        what = message("none of these definitions has a parameter `{name}`", name=unread[0])
        raise UnknownName(Diagnostic("CX610", what))
    return definitions


@contextmanager
def _engine(name: str, master: str, memory: str | None, threads: int | None) -> Iterator[Engine]:
    engine: Engine
    if name == "spark":
        from connecteur_core.batch.spark_engine import SparkEngine

        engine = SparkEngine(master=master, memory=memory)
    else:
        from connecteur_core.batch.duckdb_engine import MEMORY, DuckDbEngine

        engine = DuckDbEngine(memory=memory or MEMORY, threads=threads)
    try:
        yield engine
    finally:
        engine.close()


def _share(tell: Callable[[float], None], number: int, count: int) -> Callable[[float], None]:
    return lambda part: tell((number + part) / count)
