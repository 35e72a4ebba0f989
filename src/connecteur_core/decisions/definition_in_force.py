"""A definition on a day: the version in force, its settings, and how it decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from connecteur_core.backends.fact_python import BoundDecider, bind_decider, compile_facts, python_source
from connecteur_core.decisions.decision import Decision
from connecteur_core.decisions.facts_reader import Facts, read_facts_of
from connecteur_core.definitions.checker import CheckedDefinition, CheckedVersion
from connecteur_core.definitions.definition import ONLY_VERSION, ParameterEntry, SettingKind, Subject, VersionEntry
from connecteur_core.definitions.errors import NotInForce
from connecteur_core.diagnostics import Diagnostic, UnknownName
from connecteur_core.did_you_mean import suggestion
from connecteur_core.expr.fact_tree import Context, Fact, FactNode, Group, Setting, Tally, iter_nodes
from connecteur_core.messages import message
from connecteur_core.model.countries import COUNTRY_CODES
from connecteur_core.plugins.definitions import find_checked_definition
from connecteur_core.positions.span import Span
from connecteur_core.truth import WORDS, Truth, truth_of

if TYPE_CHECKING:
    from connecteur_core.backends.sql_query import Query


@frozen(eq=False)
class Definition:
    """A definition as it holds on one day, for one host, with its settings; it decides records.

    Attributes:
        host: the country whose definition is applied; None when the expression never asks.
        on: the day of the question, which picks the version.
        parameters: every setting with its value; None = open.
        function: the compiled rule itself: facts that `read` has typed → True, False, None; the fastest way of all.
    """

    checked: CheckedDefinition
    in_force: CheckedVersion
    host: str | None
    on: date
    parameters: Mapping[str, Any]
    function: BoundDecider = field(repr=False)

    @property
    def id(self) -> str:
        """The id, without version."""
        return self.checked.id

    @property
    def version(self) -> str:
        """The version in force; “-” for a definition that has one only."""
        return self.in_force.entry.version

    @property
    def entry(self) -> VersionEntry:
        """Texts, source and dates of the version in force."""
        return self.in_force.entry

    @property
    def root(self) -> FactNode:
        """The typed expression."""
        return self.in_force.expression.root

    @property
    def subject(self) -> Subject:
        """What it decides about."""
        return self.checked.subject

    def facts_read(self) -> tuple[str, ...]:
        """The names of the subject's facts that the expression reads: the form to be filled in."""
        names: dict[str, None] = {}
        declared = self.checked.vocabulary.facts[self.subject.value]
        for node in iter_nodes(self.root):
            if isinstance(node, Fact) and node.of is None:
                names[node.name] = None
            elif isinstance(node, Tally) and f"{node.source.name}_complete" in declared and node.function == "share":
                names |= {node.source.name: None, f"{node.source.name}_complete": None}
            elif isinstance(node, Group):
                names[node.figure + node.suffix] = None
                names["relations"] = None
        return tuple(names)

    def decide(self, facts: Mapping[str, Any] | object) -> Decision:
        """What the definition says of one record.

        Args:
            facts: a mapping, or an object with the facts as attributes; missing facts are left out or None.

        Raises:
            InvalidFacts: names or values that do not fit; never shown.
        """
        return self.decide_read(self.read(facts))

    def read(self, facts: Mapping[str, Any] | object, places: Mapping[str, Span] | None = None) -> Facts:
        """The typed facts of a record; `places` tells where each stands in a file; errors as in `decide`."""
        given = facts if isinstance(facts, Mapping) else _attributes(facts)
        return read_facts_of(self.subject.value, given, self.checked.vocabulary, as_of=self.on, places=places)

    def decide_read(self, facts: Facts) -> Decision:
        """The same for facts that `read` has typed."""
        return Decision(WORDS[self.function(facts)], self, facts)

    def truth_of(self, facts: Facts) -> Truth:
        """The bare answer about facts that `read` has typed: the fast way for many records."""
        return truth_of(self.function(facts))

    def parameters_to_json(self) -> dict[str, bool | int | float | None]:
        """The settings as JSON values; None = open."""
        return {
            name: value if value is None or isinstance(value, bool | int) else float(value)
            for name, value in self.parameters.items()
        }

    def sql(self, dialect: str = "duckdb", *, table: str | None = None) -> Query:
        """The query that decides the rows of a table: all its columns, then the answer in one called like the id.

        Args:
            dialect: duckdb, spark, postgres, bigquery or snowflake.
            table: the name of the table, default `person` or `enterprise`; its columns are named like the facts,
                those of parents `p1_…` and of grandparents `g1_…`; the comment above the query gives their types.

        Returns:
            a text whose `parameters` are the values to bind, by name.

        Raises:
            UnknownName: no such dialect.
        """
        from connecteur_core.backends.sql_dialects import get_dialect  # noqa: PLC0415 -- only queries need it
        from connecteur_core.decisions.definition_sql import definition_query  # noqa: PLC0415 -- as above

        return definition_query(self, get_dialect(dialect), table or self.subject.value)

    def apply(self, table: Any, *, missing: bool = False) -> Any:
        """A table with the answer as one more column, called like the id: yes, no or undetermined.

        Args:
            table: a DuckDB relation, a pandas or Polars data frame, or an Arrow table, with columns called like the
                facts (`p1_…` and `p2_…` for parents, or a column `parents` of lists of records); others go along.
            missing: add a column `<id>.missing` with the missing facts that can still change the answer.

        Returns:
            a table of the same kind; rows keep their order.

        Raises:
            InvalidFacts: values that do not fit, by column; never shown.
            UnfitTable: a column of a type that can hold no such fact, or none of the facts.
        """
        from connecteur_core.decisions.table_apply import apply_to  # noqa: PLC0415 -- only tables need it

        return apply_to(self, table, missing=missing)

    def python(self) -> str:
        """The Python source of the function that decides."""
        return python_source(self.root, name=self.id.replace(".", "_"))


def get_definition(
    definition_id: str,
    *,
    on: date | None = None,
    host: str | None = None,
    parameters: Mapping[str, Any] | None = None,
    files: Sequence[Path] = (),
) -> Definition:
    """The version of a definition in force on a day.

    Args:
        definition_id: such as `uk.non_uk_born`, or with a version, `eu.protection@2011`.
        on: the day of the question, default today.
        host: code of the country whose definition is applied; default the definition's own country.
        parameters: settings by name, with or without `param.`; others keep their default.
        files: definitions files of one's own, looked into first.

    Raises:
        UnknownName: no such definition, version or parameter, or a host is needed and not given.
        NotInForce: no version is in force on that day; the finding names the dates.
        InvalidDefinitions: one of the files does not hold together.
        UnreadableFile: one of the files cannot be read.
    """
    name, _, version = definition_id.partition("@")
    return in_force(
        find_checked_definition(name, files=files),
        version=version or None,
        on=on or date.today(),
        host=host,
        parameters=parameters or {},
    )


def in_force(
    checked: CheckedDefinition, *, version: str | None, on: date, host: str | None, parameters: Mapping[str, Any]
) -> Definition:
    """A checked definition on a day; arguments and errors as in `get_definition`."""
    chosen = _version(checked, version, on)
    root = chosen.expression.root
    host, settings = _host(checked, root, host), _settings(checked, root, parameters)
    return Definition(
        checked=checked,
        in_force=chosen,
        host=host,
        on=on,
        parameters=settings,
        function=bind_decider(compile_facts(root), host, on, settings),
    )


def _version(checked: CheckedDefinition, version: str | None, on: date) -> CheckedVersion:
    named = [known for known in checked.versions if version in (None, known.entry.version)]
    if not named:
        known = ", ".join(one.entry.version for one in checked.versions if one.entry.version != ONLY_VERSION)
        what = message("`{id}` has no version `{version}`", id=checked.id, version=version)
        advice = message("known: {names}", names=known) if known else message("it has one version only; leave out `@…`")
        raise UnknownName(Diagnostic("CX607", what, help=advice))
    for candidate in named:
        if candidate.entry.holds_on(on):
            return candidate
    what = message(
        "`{id}` is not in force on {day}", id=checked.id + (f"@{version}" if version else ""), day=on.isoformat()
    )
    advice = message("in force: {periods}", periods="; ".join(_period(known.entry) for known in checked.versions))
    raise NotInForce(Diagnostic("CX608", what, help=advice))


def _period(entry: VersionEntry) -> str:
    name = "" if entry.version == ONLY_VERSION else f"@{entry.version} "
    return f"{name}{entry.first.isoformat()} – {entry.last.isoformat() if entry.last else '…'}"


def _host(checked: CheckedDefinition, root: FactNode, host: str | None) -> str | None:
    if host is not None and host not in COUNTRY_CODES:
        what = message("`{text}` is not the code of a country", text=host)
        raise UnknownName(Diagnostic("CX609", what, help=suggestion(host, COUNTRY_CODES)))
    reads_host = any(isinstance(node, Context) and node.name == "host" for node in iter_nodes(root))
    chosen = host or checked.host
    if reads_host and chosen is None:
        what = message("`{id}` is international: say which country it is applied to", id=checked.id)
        raise UnknownName(Diagnostic("CX609", what, help=message("for example --host FR")))
    return chosen


def _settings(checked: CheckedDefinition, root: FactNode, given: Mapping[str, Any]) -> dict[str, Any]:
    read = {node.name for node in iter_nodes(root) if isinstance(node, Setting)}
    settings = {name: _default(checked.parameters[name]) for name in sorted(read)}
    for key, value in given.items():
        name = key.removeprefix("param.")
        if name not in settings:
            what = message("`{id}` has no parameter `{name}`", id=checked.id, name=name)
            raise UnknownName(Diagnostic("CX610", what, help=suggestion(name, settings)))
        settings[name] = read_setting(checked.parameters[name], value)
    return settings


def _default(parameter: ParameterEntry) -> Any:
    return None if parameter.default is None else read_setting(parameter, parameter.default)


def read_setting(parameter: ParameterEntry, value: Any) -> Any:
    """The typed value of a parameter, written as TOML, JSON or text; None leaves it open.

    Raises:
        UnknownName: it does not fit the type or the bounds.
    """
    if value is None:
        return None
    typed = _truth(value) if parameter.type is SettingKind.TRUTH else _number(value, parameter)
    if typed is None:
        what = message("the value given does not fit the parameter `{name}`", name=parameter.id)
        bounds = message("between {low} and {high}", low=parameter.low, high=parameter.high)
        advice = message("yes or no") if parameter.type is SettingKind.TRUTH else bounds
        raise UnknownName(Diagnostic("CX610", what, help=advice))
    return typed


def _truth(value: Any) -> bool | None:
    words = {"yes": True, "no": False, "true": True, "false": False}
    return value if isinstance(value, bool) else words.get(str(value).lower())


def _number(value: Any, parameter: ParameterEntry) -> int | Fraction | None:
    """The exact number, or None when it is none, or outside its bounds."""
    if isinstance(value, bool):
        return None
    try:
        number = Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        return None
    below = parameter.low is not None and number < parameter.low
    above = parameter.high is not None and number > parameter.high
    if below or above or (parameter.type is SettingKind.INTEGER and number.denominator != 1):
        return None
    return int(number) if number.denominator == 1 else number


def _attributes(record: object) -> dict[str, Any]:
    """The facts of an attrs or data class, nested ones too."""
    from attrs import asdict, has  # noqa: PLC0415 -- only for records that are no mappings

    if has(type(record)):
        return asdict(record)  # type: ignore[arg-type]  # `has` has just said that it is one
    return dict(vars(record))
