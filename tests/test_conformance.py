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
from connecteur_core.expr.fact_tree import FactNode
from connecteur_core.truth import Truth
from fact_strategies import VOCABULARY, checked
from reference_evaluator import World, decide

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


BACKENDS: dict[str, Callable[..., str]] = {"python": by_python, "reference": by_reference}


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
