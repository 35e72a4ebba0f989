"""Measures start-up, evaluation and saving; prints ratios, because machines are noisy and absolute times mean little.

Each pair is run interleaved in one go: A B A B …; the ratio is that of the medians.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "assessments" / "ateliers-du-port.toml"
COMMAND = Path(sys.executable).with_name("connecteur")
ROUNDS = 15


def time_of(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "NO_COLOR": "1"})
    return (time.perf_counter() - start) * 1000


def start_up() -> dict[str, float]:
    commands = {
        "import click": [sys.executable, "-c", "import click"],
        "--version": [str(COMMAND), "--version"],
        "assess": [str(COMMAND), "assess", str(EXAMPLE)],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            times[name].append(time_of(command))
    medians = {name: median(values) for name, values in times.items()}
    base = medians["import click"]
    return {"version_ratio": medians["--version"] / base, "assess_ratio": medians["assess"] / base}


def per_call(function: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        function()
        times.append((time.perf_counter() - start) * 1000)
    return median(times)


def in_process() -> dict[str, float]:
    from connecteur_core import evaluate, find_next_question, load_assessment
    from connecteur_core.model.status import Status
    from connecteur_core.store.answering import NewAnswer, answer_item

    assessment = load_assessment(EXAMPLE)
    result = evaluate(assessment)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "incubator.toml"
        shutil.copy(EXAMPLE, path)
        statuses = [Status.MET, Status.UNMET]
        answer_item(path, "L1.1", NewAnswer(Status.MET, date(2026, 1, 1)))

        def save() -> None:
            statuses.reverse()
            answer_item(path, "L1.1", NewAnswer(statuses[0], date(2026, 1, 1)))

        return {
            "evaluate_ms": per_call(lambda: evaluate(assessment), 200),
            "next_ms": per_call(lambda: find_next_question(result), 50),
            "save_ms": per_call(save, 40),
        }


FIRST_SCREEN = """
import gc
gc.set_threshold(100_000)  # as the command does
from pathlib import Path
from connecteur_tui.app import ConnecteurApp
class App(ConnecteurApp):
    def on_ready(self):
        self.call_after_refresh(self.exit)
App(Path({path!r})).run(headless=True, size=(80, 24))
gc.freeze()
"""


def terminal() -> dict[str, float]:
    commands = {
        "import": [sys.executable, "-c", "import textual.app, textual.widgets"],
        "first screen": [sys.executable, "-c", FIRST_SCREEN.format(path=str(EXAMPLE))],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            times[name].append(time_of(command))
    ratio = median(times["first screen"]) / median(times["import"])
    return {"first_screen_ratio": ratio, "key_ms": asyncio.run(key_to_overview())}


async def key_to_overview() -> float:
    """From a key that changes an answer to the overview that shows it, saved file included.

    The pilot itself waits some 60 ms a key; a key that does nothing, pressed in turn, says how much that is.
    """
    from connecteur_tui.app import ConnecteurApp

    with tempfile.TemporaryDirectory() as folder:
        app = ConnecteurApp(Path(shutil.copy(EXAMPLE, folder)))
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press("n", "m", "escape")
            times: dict[str, list[float]] = {"key": [], "nothing": []}
            for turn in range(40):
                for name, key in (("key", "u" if turn % 2 == 0 else "r"), ("nothing", "z")):
                    start = time.perf_counter()
                    await pilot.press(key)
                    await pilot.pause()
                    times[name].append((time.perf_counter() - start) * 1000)
    return median(times["key"]) - median(times["nothing"])


LIMITS = {
    "version_ratio": 1.5,
    "assess_ratio": 3.0,
    "evaluate_ms": 1.0,
    "next_ms": 100.0,
    "save_ms": 20.0,
    "first_screen_ratio": 2.0,
    "key_ms": 50.0,
}


def measure() -> dict[str, float]:
    return {**start_up(), **in_process(), **terminal()}
