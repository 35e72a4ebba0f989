"""256 KiB of anything is judged soon, in little memory, with a place, and never with a failure of ours."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import settings

from hostile_files import HEADS, SHAPES, filled, iter_json, iter_toml
from random_trees import try_trees
from running import Run

IN_FULL = settings.get_current_profile_name() == "fuzz"
SECONDS = 0.5
MEGABYTES = 150
_WORK = 200_000
_WORK_SECONDS = 0.0218
"""What `_pace` takes where the bounds were measured, on a core to itself."""


def _pace() -> float:
    """How much slower than that this machine is just now; never below 1."""
    start = time.process_time()
    total = 0
    for number in range(_WORK):
        total += number % 7
    return max(1.0, (time.process_time() - start) / _WORK_SECONDS)


def iter_arguments(folder: Path, text: str, *, json: bool) -> Iterator[tuple[object, ...]]:
    """The verbs that judge such a text, which is put into a file."""
    if json:
        path = folder / "facts.json"
        path.write_text(text, encoding="utf-8")
        yield "eligible", "--definition", "city.immigrant_owned", "--facts", path
        return
    if 'format = "connecteur-ruleset/1"' in text:
        folder = folder / "ruleset"
        folder.mkdir(exist_ok=True)
        (folder / "ruleset.toml").write_text(text, encoding="utf-8")
        yield "check", folder
        return
    path = folder / "a.toml"
    path.write_text(text, encoding="utf-8")
    yield "check", path
    if 'format = "connecteur-assessment/1"' in text:
        yield "assess", path


def test_anything_is_judged_soon_and_never_with_a_failure_of_ours(run: Run, tmp_path: Path) -> None:
    run("check", tmp_path)  # what is imported once is not counted
    files = [*((name, text, False) for name, text in iter_toml()), *((name, text, True) for name, text in iter_json())]
    plain = {name for name, _ in iter_json()} | {name for name, _, _ in files if name.partition(" ")[0] not in HEADS}
    slow = []
    for number, (name, text, json) in enumerate(files):
        if not IN_FULL and (name not in plain or number % 5) and number % 23:
            continue
        for arguments in iter_arguments(tmp_path, text, json=json):
            start = time.process_time()
            outcome = run(*arguments)
            seconds = time.process_time() - start
            assert outcome.code in (0, 1, 2), name
            assert "CX900" not in outcome.out + outcome.err, name
            assert len(outcome.out) + len(outcome.err) < 400_000, name
            if seconds > SECONDS and min(seconds, _again(run, arguments)) > SECONDS * _pace():
                slow.append((name, arguments[0], seconds))
    assert slow == []


def _again(run: Run, arguments: tuple[object, ...]) -> float:
    start = time.process_time()
    run(*arguments)
    return time.process_time() - start


@pytest.mark.parametrize("shape", ["nested arrays", "arrays of tables below", "keys", "inline tables", "invisible"])
def test_anything_is_judged_in_little_memory(tmp_path: Path, shape: str) -> None:
    path = tmp_path / "a.toml"
    path.write_text(filled(SHAPES[shape], HEADS["definitions"]), encoding="utf-8")
    code = (
        "import sys, re; from connecteur_cli.main import main\n"
        "try: main()\n"
        "except SystemExit: print(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "check", str(path)], capture_output=True, text=True, timeout=60, check=True
    )
    assert int(done.stderr.split()[-1]) / 1024 < MEGABYTES


def test_no_random_tree_is_let_in_that_is_unsafe_or_raises() -> None:
    outcomes, longest = try_trees(200_000 if IN_FULL else 3000, seed=time.time_ns() if IN_FULL else 1)
    assert outcomes["accepted"] > 20
    assert set(outcomes) >= {"CX201", "CX202", "CX203", "CX205"}
    assert longest < 0.5


def test_the_shapes_are_as_large_as_they_say() -> None:
    sizes = [len(text.encode()) for _, text in chain(iter_toml(), iter_json())]
    assert sum(size >= 256 * 1024 for size in sizes) > 0.95 * len(sizes)
