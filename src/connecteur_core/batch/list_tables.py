"""Lists of records in tables of their own: owners beside enterprises, one row a member, brought together by a key."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import frozen

from connecteur_core.backends.fact_columns import flat_columns, quoted
from connecteur_core.backends.fact_typing import StoredKind, StoredType
from connecteur_core.batch.errors import BatchFailed
from connecteur_core.batch.sources import Source, find_sources
from connecteur_core.decisions.definition_sql import members_read
from connecteur_core.decisions.table_plan import absent_facts, fact_columns
from connecteur_core.diagnostics import Diagnostic, Severity, UnknownName
from connecteur_core.did_you_mean import suggestion
from connecteur_core.messages import message

if TYPE_CHECKING:
    from connecteur_core.batch.engine import Engine, Progress
    from connecteur_core.batch.sources import CsvStyle
    from connecteur_core.decisions.definition_in_force import Definition

STORED = "stored"
"""The relation of the rows without their lists."""
KEY, MEMBERS = "connecteur_key", "connecteur_members"
"""The columns of the relation of a list: the key as text, its members in the order of the file."""
PLACE = "connecteur_place"
"""The column with the place of a row or a member, where it is needed to keep their order."""


@frozen
class ListTable:
    """A table with the members of a list.

    Attributes:
        name: the list, such as `owners`; its column in the table of rows.
        key: the column that says to which row a member belongs, called alike in both tables.
        facts: the facts that members may have.
        read: those of them that definitions read.
        flat: the columns that the list would have in the table of rows itself.
    """

    name: str
    source: Source
    key: str
    facts: tuple[str, ...]
    read: frozenset[str]
    flat: frozenset[str]

    @property
    def relation(self) -> str:
        """What the list is called in queries."""
        return f"connecteur_list_{self.name}"


def find_lists(definitions: Mapping[str, Definition], files: Mapping[str, str], key: str) -> tuple[ListTable, ...]:
    """The lists in tables of their own.

    Args:
        definitions: those that will read them.
        files: by list, what names its files.
        key: the column that says to which row a member belongs.

    Raises:
        UnknownName: no definition reads a list of that name.
        BatchFailed: there are no such files.
    """
    first = next(iter(definitions.values()))
    vocabulary, subject = first.checked.vocabulary, first.subject.value
    records = {name: fact.record for name, fact in vocabulary.facts[subject].items() if fact.record is not None}
    read = {name for one in definitions.values() for name in fact_columns(one)} & records.keys()
    found = []
    for name, file in files.items():
        record = records.get(name)
        if record is None or name not in read:
            what = message("none of these definitions reads a list `{name}`", name=name)
            raise UnknownName(Diagnostic("CX809", what, help=suggestion(name, sorted(read))))
        members = {fact for one in definitions.values() for fact in members_read(one)}
        facts = tuple(vocabulary.facts[record])
        flat = (column for column, (listed, _) in flat_columns(vocabulary, subject).items() if listed == name)
        (source,) = find_sources([file], together=True)
        found.append(ListTable(name, source, key, facts, frozenset(members & set(facts)), frozenset(flat)))
    return tuple(found)


def add_lists(lists: Sequence[ListTable], engine: Engine, style: CsvStyle) -> list[Diagnostic]:
    """Give the lists to an engine; what the user should know of them.

    Raises:
        BatchFailed: a list cannot be read as a table, or not to its last line.
        UnfitTable: it has none of the facts of members.
    """
    findings: list[Diagnostic] = []
    for one in lists:
        columns = engine.add_list(one, style)
        read = [name for name in one.facts if name in one.read]
        absent = [name for name in read if name not in columns]
        others = [name for name in columns if name not in {one.key, *one.facts}]
        findings += absent_facts(read, absent, others, one.source.span)
    return findings


def members_in(one: ListTable, columns: Mapping[str, StoredType]) -> list[str]:
    """The facts of members among the columns of a list.

    Raises:
        BatchFailed: it has no key.
    """
    _check_key(one, columns, one.source)
    return [name for name in one.facts if name in columns]


def check_rows(lists: Sequence[ListTable], columns: Mapping[str, StoredType], source: Source) -> None:
    """Refuse a table of rows that cannot take the lists.

    Raises:
        BatchFailed: it has no key, or has a list itself.
    """
    for one in lists:
        _check_key(one, columns, source)
        own = next((name for name in columns if name == one.name or name in one.flat), None)
        if own is not None:
            what = message("there is already a column `{name}`", name=own)
            raise BatchFailed(Diagnostic("CX803", what, source.span, message("rename or remove one of them")))


def _check_key(one: ListTable, columns: Mapping[str, StoredType], source: Source) -> None:
    if one.key not in columns:
        what = message("there is no column `{name}` that tells which members belong to a row", name=one.key)
        advice = message("name the column that both tables have: --key COLUMN")
        raise BatchFailed(Diagnostic("CX803", what, source.span, advice))
    stored = columns[one.key]
    if stored.kind not in {StoredKind.TEXT, StoredKind.INTEGER}:
        what = message("the column `{name}` holds {kind}", name=one.key, kind=stored.name)
        raise BatchFailed(Diagnostic("CX804", what, source.span, message("a key must be text or a whole number")))


def with_lists(rows: str, lists: Sequence[ListTable]) -> str:
    """A query for rows with their lists beside: empty where no member has the key, NULL where a row has no key."""
    columns, joins = ["rows.*"], ""
    for one in lists:
        key, table = f"rows.{quoted(one.key)}", one.relation
        joins += f" LEFT JOIN {table} ON CAST({key} AS VARCHAR) = {table}.{KEY}"
        columns.append(f"CASE WHEN {key} IS NOT NULL THEN COALESCE({table}.{MEMBERS}, []) END AS {quoted(one.name)}")
    return f"SELECT {', '.join(columns)} FROM {rows} AS rows{joins}"


def count_strays(one: ListTable, engine: Engine, progress: Progress) -> list[Diagnostic]:
    """A warning if members belong to no row."""
    keys = f"SELECT 1 FROM {STORED} WHERE CAST({quoted(one.key)} AS VARCHAR) = {one.relation}.{KEY}"
    query = f"SELECT SUM(ARRAY_LENGTH({MEMBERS})) FROM {one.relation} WHERE NOT EXISTS ({keys})"
    ((count,),) = engine.rows(query, {}, progress)
    if not count:
        return []
    what = message("members that belong to no row of the table: {count}", count=int(count))
    advice = message("are the keys written alike?")
    return [Diagnostic("CX810", what, one.source.span, advice, Severity.WARNING)]


def torn_list(one: ListTable, count: int) -> BatchFailed:
    """The error for a list with lines that are no rows: nobody could say whose members they are."""
    what = message("lines of this list that do not have the cells of a row: {count}", count=count)
    return BatchFailed(Diagnostic("CX802", what, one.source.span, message("mend them: a list must be whole")))


def names_of(lists: Collection[ListTable]) -> frozenset[str]:
    """The columns that the lists bring."""
    return frozenset(one.name for one in lists)
