"""Columns as people store them → typed facts in SQL, as strictly as `decisions.facts_reader` reads one record.

Each column gets the SQL of its typed value and, where a value can be wrong, a test for that. Nothing is ever guessed:
what does not fit is told by the name of the column and what it must be, never by its value (DESIGN §1.5).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import Enum

from attrs import field, frozen

from connecteur_core.backends.fact_columns import PLACES, flat_columns, quoted, sql_type
from connecteur_core.backends.fact_runtime import ABSENT
from connecteur_core.backends.fact_sql import text_literal
from connecteur_core.definitions.vocabulary import FactDeclaration, FactKind, Vocabulary
from connecteur_core.messages import Message, message
from connecteur_core.model.countries import COUNTRY_CODES


class StoredKind(Enum):
    """How a column holds its values."""

    TEXT = "text"
    TRUTH = "truth"
    INTEGER = "integer"
    DECIMAL = "decimal"
    FLOAT = "float"
    DAY = "day"
    MOMENT = "moment"
    LIST = "list"
    RECORD = "record"
    NOTHING = "nothing"
    OTHER = "other"


COMMON_KINDS = {
    "varchar": StoredKind.TEXT,
    "boolean": StoredKind.TRUTH,
    "integer": StoredKind.INTEGER,
    "decimal": StoredKind.DECIMAL,
    "float": StoredKind.FLOAT,
    "double": StoredKind.FLOAT,
    "date": StoredKind.DAY,
    "timestamp": StoredKind.MOMENT,
}
"""What engines call alike."""


@frozen
class StoredType:
    """The type of a stored column; lists have the type of their members, records those of their fields."""

    kind: StoredKind
    name: str
    member: StoredType | None = None
    fields: Mapping[str, StoredType] = field(factory=dict)


@frozen
class TypedColumn:
    """A fact made of a stored column.

    Attributes:
        column: the name of the stored column.
        value: the typed value, NULL where it is missing.
        misfit: true for a row whose value does not fit; None where every value fits.
        wanted: what the value must be.
    """

    column: str
    value: str
    misfit: str | None
    wanted: Message


@frozen
class WrongType:
    """A stored column whose type can hold no such fact at all."""

    column: str
    stored: str
    wanted: Message


def type_columns(
    stored: Mapping[str, StoredType], vocabulary: Vocabulary, subject: str, *, as_of: date
) -> Iterator[TypedColumn | WrongType]:
    """A typed column, or what is wrong with it, for each stored column that is called like a fact of the subject."""
    facts = dict(vocabulary.facts[subject])
    facts |= {name: fact for name, (_, fact) in flat_columns(vocabulary, subject).items()}
    typing = _Typing(vocabulary, as_of)
    for name, kind in stored.items():
        if name in facts:
            wanted = _wanted(facts[name])
            try:
                value, misfit = typing.typed(quoted(name), kind, facts[name])
            except _Unfit:
                yield WrongType(name, kind.name, wanted)
            else:
                yield TypedColumn(name, value, misfit, wanted)


class _Unfit(Exception):
    """The stored type can hold no such fact."""


def _pattern_of(codes: Iterable[str]) -> str:
    """A pattern for codes of two letters: fifty times as fast as a look-up in a list of 250."""
    seconds: dict[str, str] = {}
    for code in sorted(codes):
        seconds[code[0]] = seconds.get(code[0], "") + code[1]
    return f"({'|'.join(f'{first}[{letters}]' for first, letters in seconds.items())})"


_CODE = _pattern_of(COUNTRY_CODES)


class _Typing:
    def __init__(self, vocabulary: Vocabulary, as_of: date) -> None:
        self._vocabulary = vocabulary
        self._as_of = as_of
        self._depth = 0

    def typed(  # noqa: PLR0912 -- one case a pair of types
        self, sql: str, stored: StoredType, fact: FactDeclaration
    ) -> tuple[str, str | None]:
        """The typed value and the test for a misfit."""
        wanted = sql_type(fact, self._vocabulary)
        if stored.kind is StoredKind.NOTHING:
            return f"CAST(NULL AS {wanted})", None
        match fact.type, stored.kind:
            case FactKind.TRUTH, StoredKind.TRUTH:
                return sql, None
            case FactKind.TRUTH, StoredKind.TEXT:
                words = {"yes": "TRUE", "true": "TRUE", "no": "FALSE", "false": "FALSE"}
                cases = " ".join(f"WHEN '{word}' THEN {truth}" for word, truth in words.items())
                value = f"CASE {sql} {cases} END"
                return value, f"({_given(sql)} AND {sql} NOT IN ('yes', 'true', 'no', 'false'))"
            case FactKind.COUNTRY, StoredKind.TEXT:
                pattern = f"({_CODE}|{ABSENT})" if fact.may_be_absent else _CODE
                return f"NULLIF({sql}, '')", f"({_given(sql)} AND NOT {_matches(sql, pattern)})"
            case FactKind.CHOICE, StoredKind.TEXT:
                known = [*fact.choices, *([ABSENT] if fact.may_be_absent else [])]
                return f"NULLIF({sql}, '')", f"({_given(sql)} AND {sql} NOT IN ({_texts(known)}))"
            case FactKind.DAY, StoredKind.DAY | StoredKind.MOMENT | StoredKind.TEXT:
                return self._day(sql, stored, fact)
            case FactKind.COUNTRIES, StoredKind.TEXT:
                spaced = f"LIST_FILTER(STRING_SPLIT({sql}, ' '), LAMBDA code : code <> '')"
                listed = f"CASE WHEN {sql} = '{ABSENT}' THEN CAST([] AS VARCHAR[]) WHEN {_given(sql)} THEN {spaced} END"
                codes = f"({ABSENT}| *{_CODE}( +{_CODE})* *)"
                return listed, f"({_given(sql)} AND NOT {_matches(sql, codes)})"
            case FactKind.COUNTRIES, StoredKind.LIST if stored.member and stored.member.kind is StoredKind.TEXT:
                return sql, _has_stranger(sql)
            case FactKind.COUNTRIES, StoredKind.LIST if stored.member and stored.member.kind is StoredKind.NOTHING:
                return f"CAST({sql} AS VARCHAR[])", f"COALESCE(ARRAY_LENGTH({sql}) > 0, FALSE)"
            case FactKind.INTEGER | FactKind.NUMBER, (
                StoredKind.TEXT | StoredKind.INTEGER | StoredKind.DECIMAL | StoredKind.FLOAT
            ):
                return self._number(sql, stored, fact)
            case FactKind.RECORDS, StoredKind.LIST if stored.member is not None:
                return self._records(sql, stored.member, fact)
            case FactKind.RECORDS, StoredKind.TEXT:
                return self._json(sql, fact)
            case _:
                raise _Unfit

    def _day(self, sql: str, stored: StoredType, fact: FactDeclaration) -> tuple[str, str | None]:
        known = f"{sql} <> '{ABSENT}' AND " if fact.may_be_absent and stored.kind is StoredKind.TEXT else ""
        match stored.kind:
            case StoredKind.DAY:
                day, misfit = sql, None
            case StoredKind.MOMENT:
                day = f"CAST({sql} AS DATE)"
                misfit = f"CAST({day} AS TIMESTAMP) <> {sql}"  # a time of day is no day
            case _:
                day = f"TRY_CAST({sql} AS DATE)"
                written = f"REGEXP_MATCHES({sql}, '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$')"
                misfit = f"({_given(sql)} AND {known}(NOT {written} OR {day} IS NULL))"
        if fact.id == "birth_date":
            late = f"COALESCE({day} > DATE '{self._as_of.isoformat()}', FALSE)"
            misfit = late if misfit is None else f"({misfit} OR {late})"
        if not fact.may_be_absent:
            return day, misfit
        text = f"CAST({day} AS VARCHAR)"
        absent = f"CASE WHEN {sql} = '{ABSENT}' THEN {sql} ELSE {text} END"
        return absent if stored.kind is StoredKind.TEXT else text, misfit

    def _number(self, sql: str, stored: StoredType, fact: FactDeclaration) -> tuple[str, str | None]:
        whole = fact.type is FactKind.INTEGER
        wanted = sql_type(fact, self._vocabulary)
        wide = f"TRY_CAST({sql} AS DECIMAL(24, {PLACES}))"
        tests = []
        match stored.kind:
            case StoredKind.TEXT:
                places = "(\\.0{1,6})?" if whole else "(\\.[0-9]{1,6})?"
                tests.append(f"NOT REGEXP_MATCHES({sql}, '^-?[0-9]{{1,18}}{places}$')")
            case StoredKind.FLOAT:
                # A float holds what was written when it comes back from the exact decimal; NaN and others do not.
                tests.append(f"{wide} IS NULL OR CAST({wide} AS DOUBLE) <> CAST({sql} AS DOUBLE)")
                if whole:
                    tests.append(f"{wide} <> FLOOR({wide})")
            case StoredKind.DECIMAL:
                tests.append(f"{wide} IS NULL OR {wide} <> {sql}")
                if whole:
                    tests.append(f"{wide} <> FLOOR({wide})")
            case _:
                wide = sql
        if fact.low is not None:
            tests.append(f"{wide} < {fact.low}")
        if fact.high is not None:
            tests.append(f"{wide} > {fact.high}")
        given = _given(sql) if stored.kind is StoredKind.TEXT else f"{sql} IS NOT NULL"
        misfit = f"({given} AND ({' OR '.join(tests)}))" if tests else None
        # Same size as the bounds allow: no value that passes the test can be too large for it.
        return sql if stored.name == wanted else f"TRY_CAST({wide} AS {wanted})", misfit

    def _records(self, sql: str, member: StoredType, fact: FactDeclaration) -> tuple[str, str | None]:
        declared = self._vocabulary.facts[fact.record or ""]
        if member.kind is StoredKind.NOTHING:
            return f"CAST({sql} AS {sql_type(fact, self._vocabulary)})", f"COALESCE(ARRAY_LENGTH({sql}) > 0, FALSE)"
        if member.kind is not StoredKind.RECORD:
            raise _Unfit
        self._depth += 1
        variable = f"member{self._depth}"
        values, tests = [], [f"{variable} IS NULL"]
        for name, declaration in declared.items():
            stored = member.fields.get(name)
            inner = f"{variable}.{quoted(name)}"
            value, misfit = (
                (f"CAST(NULL AS {sql_type(declaration, self._vocabulary)})", None)
                if stored is None
                else self.typed(inner, stored, declaration)
            )
            values.append(f"{text_literal(name)}: {value}")
            tests += [] if misfit is None else [misfit]
        self._depth -= 1
        record = "{" + ", ".join(values) + "}"
        ranked = f"LIST_TRANSFORM({sql}, LAMBDA {variable} : CASE WHEN {' OR '.join(tests)} THEN 1 ELSE 0 END)"
        misfit = f"COALESCE(LIST_MAX({ranked}), 0) = 1"
        if fact.size is not None:
            misfit = f"({misfit} OR COALESCE(ARRAY_LENGTH({sql}) > {fact.size}, FALSE))"
        if values == [f"{text_literal(name)}: {variable}.{quoted(name)}" for name in declared]:
            return sql, misfit
        return f"LIST_TRANSFORM({sql}, LAMBDA {variable} : {record})", misfit

    def _json(self, sql: str, fact: FactDeclaration) -> tuple[str, str | None]:
        """A list of objects written as JSON into a cell; “-” is the empty list."""
        declared = self._vocabulary.facts[fact.record or ""]
        text = StoredType(StoredKind.TEXT, "VARCHAR")
        fields = ", ".join(f"{quoted(name)} VARCHAR" for name in declared)
        cell = f"CASE WHEN {sql} = '{ABSENT}' THEN '[]' WHEN {_given(sql)} THEN {sql} END"
        parsed = f"TRY_CAST(TRY_CAST({cell} AS JSON) AS STRUCT({fields})[])"
        value, misfit = self._records(
            parsed, StoredType(StoredKind.RECORD, "", fields=dict.fromkeys(declared, text)), fact
        )
        # A cast makes a record of whatever a list holds; only objects are meant.
        written = f"TRY_CAST(TRY_CAST({cell} AS JSON) AS JSON[])"
        strange = "CASE WHEN CAST(member AS VARCHAR) LIKE '{%' THEN 0 ELSE 1 END"
        strangers = f"COALESCE(LIST_MAX(LIST_TRANSFORM({written}, LAMBDA member : {strange})), 0) = 1"
        tests = f"{cell} NOT LIKE '[%' OR {parsed} IS NULL OR {strangers} OR {misfit}"
        return value, f"({_given(sql)} AND ({tests}))"


def _given(sql: str) -> str:
    return f"{sql} <> ''"  # NULL, as every comparison, for a missing cell


def _matches(sql: str, pattern: str) -> str:
    return f"REGEXP_MATCHES({sql}, {text_literal(f'^{pattern}$')})"


def _texts(texts: list[str]) -> str:
    return ", ".join(map(text_literal, texts))


def _has_stranger(listed: str) -> str:
    """Whether a list holds anything but codes of countries."""
    whole = _matches("COALESCE(code, '')", _CODE)
    return f"COALESCE(LIST_MAX(LIST_TRANSFORM({listed}, LAMBDA code : CASE WHEN {whole} THEN 0 ELSE 1 END)), 0) = 1"


def _wanted(fact: FactDeclaration) -> Message:
    match fact.type:
        case FactKind.TRUTH:
            return message("this must be true or false")
        case FactKind.COUNTRY:
            return message("this must be the code of a country: two capital letters of ISO 3166-1, such as FR")
        case FactKind.CHOICE:
            return message("this must be one of {choices}", choices=", ".join(fact.choices))
        case FactKind.DAY if fact.id == "birth_date":
            return message("this must be a date such as 2026-03-31, not after the day of the question")
        case FactKind.DAY:
            return message("this must be a date such as 2026-03-31")
        case FactKind.COUNTRIES:
            return message("this must be codes of countries with spaces between, or a list of them")
        case FactKind.INTEGER | FactKind.NUMBER if fact.low is not None and fact.high is not None:
            kind = "this must be a whole number between {low} and {high}"
            if fact.type is FactKind.NUMBER:
                return message("this must be a number between {low} and {high}", low=fact.low, high=fact.high)
            return message(kind, low=fact.low, high=fact.high)
        case FactKind.INTEGER:
            return message("this must be a whole number")
        case FactKind.NUMBER:
            return message("this must be a number")
        case FactKind.RECORDS:
            return message("this must be a list of objects")
