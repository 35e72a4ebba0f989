"""Random well-typed expressions over facts, and random facts to decide them with, missing ones included."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from connecteur_core.definitions.vocabulary import FactDeclaration, FactKind, core_vocabulary
from connecteur_core.expr.fact_checker import FactScope, check_facts
from connecteur_core.expr.fact_tree import CheckedExpression
from connecteur_core.expr.fact_types import TRUTH, FactType, QuantityType
from connecteur_core.expr.parser import ExpressionText, parse_expression

VOCABULARY = core_vocabulary()
COUNTRIES = ["FR", "GB", "HR", "MA"]
DAYS = [date(1950, 1, 1), date(2013, 7, 1), date(2020, 1, 31), date(2020, 2, 1), date(2024, 2, 29), date(2025, 2, 28)]
HOST, AS_OF = "FR", date(2025, 3, 31)
PARAMETERS: dict[str, FactType] = {"flag": TRUTH, "bar": QuantityType(Fraction(0), Fraction(100))}


def scope(subject: str) -> FactScope:
    return FactScope(VOCABULARY.types_of(subject), VOCABULARY.records, PARAMETERS, {})


def checked(text: str, subject: str) -> CheckedExpression:
    expression = ExpressionText(text, lambda at: (at, None))
    return check_facts(parse_expression(expression), expression, scope(subject))


def _value(declaration: FactDeclaration, depth: int) -> st.SearchStrategy[Any]:
    absent = ["-"] if declaration.may_be_absent else []
    match declaration.type:
        case FactKind.TRUTH:
            return st.booleans()
        case FactKind.COUNTRY:
            return st.sampled_from([*COUNTRIES, *absent])
        case FactKind.DAY:
            return st.sampled_from([*DAYS, *absent])
        case FactKind.COUNTRIES:
            return st.frozensets(st.sampled_from(COUNTRIES), max_size=2)
        case FactKind.CHOICE:
            return st.sampled_from(declaration.choices)
        case FactKind.INTEGER:
            return st.integers(0, 16)
        case FactKind.NUMBER:
            return st.sampled_from([0, 5, 25, 45, 50, Fraction(5001, 100), 60, 100])
        case FactKind.RECORDS:
            members = records(declaration.record or "", depth - 1)
            size = declaration.size
            return st.lists(members, min_size=size or 0, max_size=size or 3)


def records(of: str, depth: int = 2) -> st.SearchStrategy[dict[str, Any]]:
    """Facts of a subject or record; any may be missing, but lists of a fixed size are always there."""
    fixed: dict[str, st.SearchStrategy[Any]] = {}
    free: dict[str, st.SearchStrategy[Any]] = {}
    for name, declaration in VOCABULARY.facts[of].items():
        (fixed if declaration.size else free)[name] = _value(declaration, depth)
    return st.fixed_dictionaries(fixed, optional=free)


@st.composite
def expressions(draw: st.DrawFn, subject: str) -> str:
    """The text of a yes/no."""
    return draw(_truths(subject, None, 3, 0))


def _names(of: str, *kinds: FactKind) -> list[str]:
    return [name for name, declaration in VOCABULARY.facts[of].items() if declaration.type in kinds]


@st.composite
def _truths(draw: st.DrawFn, of: str, member: str | None, depth: int, loops: int) -> str:
    dot = f"{member}." if member else ""
    subject = "enterprise" if of in {"enterprise", "owner", "manager", "founder", "relation"} else "person"
    forms = ["leaf", "leaf"]
    if depth:
        forms += ["and", "or", "not", "maj", "choose"]
        if loops < 2 and (member is None or _names(of, FactKind.COUNTRIES)):
            forms += ["loop", "loop"]
    inner = _truths(of, member, depth - 1, loops) if depth else st.just("flag")
    match draw(st.sampled_from(forms)):
        case "and":
            return f"({draw(inner)}) and ({draw(inner)})"
        case "or":
            return f"({draw(inner)}) or ({draw(inner)}) or ({draw(inner)})"
        case "not":
            return f"not ({draw(inner)})"
        case "maj":
            return f"maj({draw(inner)}, {draw(inner)}, {draw(inner)})"
        case "choose":
            return f"choose({draw(inner)}, {draw(inner)}, {draw(inner)})"
        case "loop":
            return draw(_loops(of, member, depth, loops))
        case _:
            return draw(_leaves(of, dot, subject))


@st.composite
def _leaves(draw: st.DrawFn, of: str, dot: str, subject: str) -> str:
    options = ["param.flag", "host in eu_members(as_of)", "True"]
    options += [dot + name for name in _names(of, FactKind.TRUTH)]
    country = draw(st.sampled_from(COUNTRIES))
    for name in _names(of, FactKind.COUNTRY):
        options += [
            f"{dot}{name} {draw(st.sampled_from(['==', '!=']))} {draw(st.sampled_from(['host', repr(country)]))}"
        ]
        options += [f'{dot}{name} not in {{"FR", "MA"}}', f"has({dot}{name})", f"{dot}{name} in eu_members(as_of)"]
    for name in _names(of, FactKind.COUNTRIES):
        options += [f'"{country}" in {dot}{name}', f"host not in {dot}{name}"]
    operator = draw(st.sampled_from(["<", "<=", ">", ">=", "==", "!="]))
    for name in _names(of, FactKind.DAY):
        other = draw(st.sampled_from(["as_of", 'date("2020-02-01")']))
        options += [
            f"{dot}{name} {operator} {other}",
            f"months_between({dot}{name}, as_of) {operator} {draw(st.integers(-3, 14))}",
            f"age_on({dot}{name}, {other}) {operator} {draw(st.integers(0, 75))}",
            f'"GB" in eu_members({dot}{name})',
            f"has({dot}{name})",
        ]
    for name in _names(of, FactKind.INTEGER):
        options += [f"{dot}{name} {operator} {draw(st.integers(0, 16))}", f"{dot}{name} * 2 - 1 {operator} {dot}{name}"]
        options += [
            f"{dot}{name} // {draw(st.sampled_from([2, 3, 7]))} {operator} 2",
            f"{dot}{name} {operator} param.bar",
        ]
    for name in _names(of, FactKind.NUMBER):
        options += [f"{dot}{name} {operator} {draw(st.sampled_from(['5', '50', '50.01']))}"]
        if subject == "enterprise" and not dot and not name.startswith("public"):
            options += [f"group_{name} {operator} {draw(st.sampled_from(['10', '60', 'param.bar']))}"]
    for name in _names(of, FactKind.CHOICE):
        choices = VOCABULARY.facts[of][name].choices
        options += [f'{dot}{name} == "{draw(st.sampled_from(choices))}"']
    return draw(st.sampled_from(options))


@st.composite
def _loops(draw: st.DrawFn, of: str, member: str | None, depth: int, loops: int) -> str:
    dot = f"{member}." if member else ""
    lists = _names(of, FactKind.RECORDS) if member is None else []
    sources = [*lists, *_names(of, FactKind.COUNTRIES)]
    source = draw(st.sampled_from(sources))
    variable = "mnc"[loops]
    declaration = VOCABULARY.facts[of][source]
    if declaration.type is FactKind.COUNTRIES:
        body = draw(st.sampled_from([f"{variable} in eu_members(as_of)", f"{variable} == host", f'{variable} != "MA"']))
    else:
        assert declaration.record is not None
        body = draw(_truths(declaration.record, variable, min(depth - 1, 1), loops + 1))
    head = f"({body} for {variable} in {dot}{source})"
    functions = ["any", "all", "count", "head_share"]
    if declaration.record and "share" in VOCABULARY.facts[declaration.record]:
        functions += ["share", "share", "share"]
    function = draw(st.sampled_from(functions))
    operator = draw(st.sampled_from(["<", "<=", ">", ">=", "==", "!="]))
    match function:
        case "any" | "all":
            return function + head
        case "count":
            return f"count{head} {operator} {draw(st.integers(0, 3))}"
        case _:
            return f"{function}{head} {operator} {draw(st.sampled_from(['25', '50', 'param.bar', '100']))}"
