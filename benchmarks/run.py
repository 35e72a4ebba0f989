"""Runs all benchmarks and prints a table, then the same as JSON.

Ratios only, because machines are noisy and absolute times mean little: everything that is compared runs interleaved in
one process. Figures without a limit are there to be looked at.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import front_ends

HERE = Path(__file__).parent
PEERS = HERE.parent / ".venv" / "peers" / "bin" / "python"
PARTS = ("scalar", "batch")
LIMITS = {
    "truth ": 1.0,
    "decide ": 2.5,
    "assessment of the guideline": 2.0,
    "one of 1,000 definitions": 1.1,
    "compiled query / by hand": 1.15,
    "10 M rows / 1 M rows": 10.5,
    "peak memory": 2.0,
}


def limit_of(name: str) -> float | None:
    return next((limit for start, limit in LIMITS.items() if name.startswith(start)), None)


def main() -> None:
    wanted = sys.argv[1:] or ["front_ends", *PARTS]
    measured: dict[str, float] = {}
    limits: dict[str, float] = {}
    if "front_ends" in wanted:
        measured |= front_ends.measure()
        limits |= front_ends.LIMITS
    for part in PARTS:
        if part in wanted:
            done = subprocess.run([str(PEERS), str(HERE / f"{part}.py")], check=True, stdout=subprocess.PIPE, text=True)
            measured |= json.loads(done.stdout.splitlines()[-1])
    width = max(map(len, measured))
    for name, value in measured.items():
        limit = limits.get(name, limit_of(name))
        told = "" if limit is None else f"   limit {limit:6.2f}   {'ok' if value <= limit else 'OVER'}"
        print(f"{name:{width}} {value:10.2f}{told}")
    print(json.dumps(measured))


if __name__ == "__main__":
    main()
