"""The cases of `tests/conformance/cases`, over every backend there is."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from connecteur_core.backends.fact_python import compile_facts
from connecteur_core.decisions.facts_reader import read_facts_of
from connecteur_core.expr.fact_tree import Fact, FactNode, Group, iter_nodes
from connecteur_core.truth import Truth
from fact_strategies import VOCABULARY, checked
from reference_evaluator import World, decide
from solver_backend import by_solver
from sql_backends import Asked, by_duckdb, by_spark

FOLDER = Path(__file__).parent / "conformance" / "cases"
CASES = [
    pytest.param(case, id=f"{path.stem} {number}")
    for path in sorted(FOLDER.glob("*.toml"))
    for number, case in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["cases"], start=1)
]
WORDS = {True: "yes", False: "no", None: "undetermined"}


def by_python(node: FactNode, facts: dict[str, Any], host: str, as_of: date, parameters: dict[str, Any]) -> str:
    return WORDS[compile_facts(node)(facts, host, as_of, parameters)]


def by_reference(node: FactNode, facts: dict[str, Any], host: str, as_of: date, parameters: dict[str, Any]) -> str:
    answer = decide(node, World(facts, host, as_of, parameters, {}))
    return answer.value if isinstance(answer, Truth) else WORDS[answer]


def by_sql(node: FactNode, facts: dict[str, Any], host: str, as_of: date, parameters: dict[str, Any]) -> str:
    ((answer,),) = by_duckdb(subject_of(node), [Asked(node, host, as_of, parameters)], [facts])
    return WORDS[answer]


def by_z3(node: FactNode, facts: dict[str, Any], host: str, as_of: date, parameters: dict[str, Any]) -> str:
    return WORDS[by_solver(subject_of(node), node, facts, host, as_of, parameters)]


def subject_of(node: FactNode) -> str:
    """Whose facts an expression reads."""
    names = {part.name for part in iter_nodes(node) if isinstance(part, Fact) and part.of is None}
    groups = any(isinstance(part, Group) for part in iter_nodes(node))
    return "enterprise" if groups or names & VOCABULARY.facts["enterprise"].keys() else "person"


BACKENDS: dict[str, Callable[..., str]] = {
    "python": by_python,
    "reference": by_reference,
    "duckdb": by_sql,
    "solver": by_z3,
}


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 400


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES)
def test_an_expression_comes_out_as_wanted(case: dict[str, Any], backend: str) -> None:
    subject = case.get("subject", "person")
    node = checked(case["expression"], subject).root
    facts = read_facts_of(subject, case["facts"], VOCABULARY)
    answer = BACKENDS[backend](
        node, facts, case.get("host", "FR"), case.get("as_of", date(2025, 3, 31)), case.get("parameters", {})
    )
    assert answer == case["want"], case["source"]


def test_spark_comes_out_as_wanted_too() -> None:
    """Many cases a query: each would take Spark a third of a second."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for param in CASES:
        case: Any = param.values[0]
        groups.setdefault((case.get("subject", "person"), repr(case.get("parameters", {}))), []).append(case)
    for (subject, _), cases in groups.items():
        for start in range(0, len(cases), 40):
            some = cases[start : start + 40]
            asked = [
                Asked(
                    checked(case["expression"], subject).root,
                    case.get("host", "FR"),
                    case.get("as_of", date(2025, 3, 31)),
                    case.get("parameters", {}),
                )
                for case in some
            ]
            answers = by_spark(subject, asked, [read_facts_of(subject, case["facts"], VOCABULARY) for case in some])
            for number, case in enumerate(some):
                assert WORDS[answers[number][number]] == case["want"], case["expression"]
