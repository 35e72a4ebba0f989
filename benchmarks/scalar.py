"""One record at a time: compiled rules, the same by hand, and other rule engines; all in this process, in turn.

Run by the environment of the peers, where connecteur is installed too; prints one JSON object.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from by_hand import BY_HAND, guideline
from interleaved import interleaved

from connecteur_core import get_definition, load_assessment
from connecteur_core.assessment.evaluate import program_of
from connecteur_core.evaluation.evaluate import evaluate_answers
from connecteur_core.evaluation.policies import Policy, Standards
from connecteur_core.plugins.rulesets import get_ruleset

ROOT = Path(__file__).parent.parent
DAY = date(2026, 9, 1)
ROWS, ROUNDS = 4_000, 25
COUNTRIES = ["FR", "GB", "NL", "NO", "SY"]
Row = dict[str, Any]


def rows_of(missing: float) -> list[Row]:
    chance = random.Random(7)

    def record(**facts: Any) -> Row:
        return {name: value for name, value in facts.items() if chance.random() >= missing}

    def one() -> Row:
        births = [chance.choice(COUNTRIES) for _ in range(8)]
        return {
            "parents": [record(birth_country=births[2]), record(birth_country=births[3])],
            "grandparents": [record(birth_country=birth) for birth in births[4:]],
        } | record(
            residence_country=chance.choice(COUNTRIES),
            birth_country=births[0],
            birth_citizenships=frozenset([births[1]]),
            adopted=chance.random() < 0.1,
        )

    return [one() for _ in range(ROWS)]


def over(function: Callable[[Row], object], rows: list[Row]) -> Callable[[], object]:
    def run() -> None:
        for row in rows:
            function(row)

    return run


def against_hand() -> dict[str, float]:
    """Ratios to code written by hand for the bare truth and for a decision, complete and with 30 % missing."""
    found = {}
    for missing in (0.0, 0.3):
        rows = rows_of(missing)
        for name, by_hand in BY_HAND.items():
            definition = get_definition(name, on=DAY)
            truth = definition.function
            assert [truth(row) for row in rows] == [by_hand(row) for row in rows], name
            times = interleaved(
                {
                    "hand": over(by_hand, rows),
                    "truth": over(truth, rows),
                    "decide": over(definition.decide_read, rows),
                    "checked": over(definition.decide, rows),
                },
                rounds=ROUNDS,
            )
            for what in ("truth", "decide", "checked"):
                found[f"{what} {name}, {missing:.0%} missing"] = times[what] / times["hand"]
    return found


TEXT = 'residence_country == "FR" and birth_country != "FR" and not ("FR" in birth_citizenships)'


def peers() -> dict[str, Callable[[Row], object]]:
    """Other engines on fr.immigre; none of them knows open facts, so all facts are given."""
    import cel
    import celpy
    import json_logic
    import rule_engine
    import simpleeval
    import zen

    rule = rule_engine.Rule(TEXT)
    environment = celpy.Environment()
    slow_cel = environment.program(
        environment.compile('residence_country == "FR" && birth_country != "FR" && !("FR" in birth_citizenships)')
    )
    fast_cel = cel.compile('residence_country == "FR" && birth_country != "FR" && !("FR" in birth_citizenships)')
    logic = {
        "and": [
            {"==": [{"var": "residence_country"}, "FR"]},
            {"!=": [{"var": "birth_country"}, "FR"]},
            {"!": [{"in": ["FR", {"var": "birth_citizenships"}]}]},
        ]
    }
    evaluator = simpleeval.SimpleEval()
    parsed = evaluator.parse(TEXT)

    def by_simpleeval(row: Row) -> object:
        evaluator.names = row
        return evaluator.eval(TEXT, previously_parsed=parsed)

    zen_text = 'residence_country == "FR" and birth_country != "FR" and not("FR" in birth_citizenships)'
    compiled = zen.compile_expression(zen_text)
    return {
        "zen-engine": compiled.evaluate,
        "simpleeval": by_simpleeval,
        "rule-engine": rule.matches,
        "CEL (Rust)": fast_cel.execute,
        "json-logic": lambda row: json_logic.jsonLogic(logic, row),
        "cel-python": lambda row: bool(slow_cel.evaluate(celpy.json_to_cel(row))),
    }


def against_peers() -> dict[str, float]:
    rows = [{**row, "birth_citizenships": sorted(row["birth_citizenships"])} for row in rows_of(0.0)]
    flat: list[Row] = [
        {name: row[name] for name in ("residence_country", "birth_country", "birth_citizenships")} for row in rows
    ]
    definition = get_definition("fr.immigre", on=DAY)
    by_hand = BY_HAND["fr.immigre"]
    wanted = [by_hand(row) for row in flat]
    functions: dict[str, Callable[[], object]] = {
        "hand": over(by_hand, flat),
        "connecteur": over(definition.function, flat),
    }
    for name, peer in peers().items():
        assert [bool(peer(row)) for row in flat[:300]] == wanted[:300], name
        few = flat[:100] if name == "cel-python" else flat
        functions[name] = over(peer, few)
    times = interleaved(functions, rounds=9)
    times["cel-python"] *= len(flat) / 100
    return {f"{name} on fr.immigre": time / times["hand"] for name, time in times.items() if name != "hand"}


def with_many_definitions() -> dict[str, float]:
    """The cost of a decision beside 1,000 other definitions, against one alone."""
    from connecteur_core.plugins.definitions import find_checked_definition

    rows = rows_of(0.0)
    alone = get_definition("fr.immigre", on=DAY)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "many.toml"
        path.write_text('format = "connecteur-definitions/1"\n' + "".join(map(_made, range(1000))), encoding="utf-8")
        many = [get_definition(f"made.number_{number}", on=DAY, files=(path,)) for number in range(1000)]
        assert find_checked_definition("made.number_7", files=(path,)) is not None
    times = interleaved(
        {"alone": over(alone.function, rows), "one of many": over(many[500].function, rows)}, rounds=ROUNDS
    )
    return {"one of 1,000 definitions": times["one of many"] / times["alone"]}


def _made(number: int) -> str:
    return f"""
[[definitions]]
id = "made.number_{number}"
subject = "person"
host = "FR"

[[definitions.versions]]
first = 2000-01-01
confidence = "HIGH"
generations = [1]
source = "made for a benchmark"
title = {{ en = "Made {number}", fr = "Fait {number}" }}
rule = {{ en = "Made.", fr = "Fait." }}
expression = 'residence_country == "FR" and birth_country != "FR" and "FR" not in birth_citizenships'
"""


def of_assessments() -> dict[str, float]:
    """The guideline's levels, lines and coverage, against the same by hand."""
    assessment = load_assessment(ROOT / "examples" / "assessments" / "ateliers-du-port.toml")
    checked = get_ruleset(assessment.ruleset)
    program, standards = program_of(checked), Standards(Policy.SELF_ASSESSMENT, DAY)
    elements: Mapping[str, tuple[str, ...]] = checked.ruleset.counted_items

    def compiled() -> Any:
        return evaluate_answers(program, assessment.answers, standards)

    def by_hand() -> Any:
        return guideline(assessment.answers, DAY, elements)

    result, (reached, possible, criteria, coverage) = compiled(), by_hand()
    assert (result.level.reached.id, result.level.possible.id) == (reached, possible)
    assert {name: one.status for name, one in result.criteria.items()} == criteria
    assert {name: one.met for name, one in result.coverage.items()} == {n: c["met"] for n, c in coverage.items()}

    def often(function: Callable[[], object]) -> Callable[[], object]:
        return lambda: [function() for _ in range(200)]

    times = interleaved({"hand": often(by_hand), "compiled": often(compiled)}, rounds=ROUNDS)
    return {"assessment of the guideline": times["compiled"] / times["hand"]}


if __name__ == "__main__":
    print(json.dumps({**against_hand(), **against_peers(), **with_many_definitions(), **of_assessments()}))
