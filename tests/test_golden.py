"""What people see, word for word. `make golden` writes these files anew; then read the diff line by line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conftest import ROOT
from connecteur_cli.commands.label import LABEL_VERBS
from connecteur_cli.verbs import VERBS
from running import Run

GOLDEN = Path(__file__).parent / "golden"
EXAMPLE = ROOT / "examples" / "assessments" / "campus-forge.toml"
OVERLAY = ROOT / "examples" / "overlays" / "port-saint-aubin"
SHOWN: dict[str, list[object]] = {
    "help": ["--help"],
    **{f"help-{verb}": [verb, "--help"] for verb in VERBS},
    **{f"help-label-{verb}": ["label", verb, "--help"] for verb in LABEL_VERBS},
    "demo": ["demo"],
    "assess": ["assess", EXAMPLE, "--on", "2026-11-01", "--explain"],
    "assess-json": ["assess", EXAMPLE, "--on", "2026-11-01", "--json"],
    "next": ["next", EXAMPLE, "--on", "2026-11-01"],
    "show-ruleset": ["show", "diversity-connector"],
    "show-line": ["show", "diversity-connector", "L3.4"],
    "show-overlay": ["show", OVERLAY],
    "show-overlay-added": ["show", OVERLAY, "psa.1"],
    "show-overlay-reworded": ["show", OVERLAY, "2.1"],
    "show-overlay-level": ["show", OVERLAY, "L2"],
    "show-file": ["show", ROOT / "examples" / "assessments" / "ateliers-du-port.toml"],
    "practices": ["practices", "--element", "7"],
    "glossary": ["glossary", "immigr"],
    "plan": ["plan", EXAMPLE, "--to", "4", "--explain", "--on", "2026-11-01"],
    "compare": ["compare", ROOT / "examples" / "portfolios" / "littoral.toml", "--on", "2026-11-01"],
    "diff": ["diff", EXAMPLE, "--since", "2026-03-01", "--on", "2026-11-01"],
    **{
        f"sql-{dialect}": [
            *["sql", "--on", "2026-09-01", "--definition", "de.einwanderungsgeschichte", "--dialect"],
            dialect,
        ]
        for dialect in ("duckdb", "spark", "postgres", "bigquery", "snowflake")
    },
}


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("name", SHOWN)
def test_output_is_as_it_was(run: Run, name: str, lang: str, rewrite_golden: bool) -> None:
    outcome = run(*SHOWN[name], "--lang", lang)
    # Paths and the day of today differ from machine to machine.
    text = re.sub(r"\S*/assessments/", "…/", outcome.out + outcome.err)
    text = re.sub(r"\x1b\[\d+m", "", text)
    if name == "show-file":
        text = re.sub(r"20\d\d-\d\d-\d\d\.\n", "DAY.\n", text, count=1)
    file = GOLDEN / f"{name}.{lang}.txt"
    if rewrite_golden:
        GOLDEN.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert outcome.code == 0
    assert text == file.read_text(encoding="utf-8")
    assert max(map(len, text.splitlines())) <= 80 or name.startswith(("assess-json", "sql-"))
