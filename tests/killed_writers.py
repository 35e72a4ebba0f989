"""Run by test_save_faults in a process of its own: kills writers, one before and one after each call on a file.

A process of its own because it forks, which a process with threads, such as a test runner, must not do.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

from failing_files import Fault, failing_files
from save_cases import THIRD, answer, begun, calls_of_an_answer, check_that_all_is_well_again, copied, has_second_answer


def is_killed(path: Path, fault: Fault, item: str) -> bool:
    """Whether a child that answers is killed on its way."""
    child = os.fork()
    if child == 0:
        try:
            with failing_files(fault):
                answer(path, item) if item == "L1.2" else answer(path, item, THIRD)
        finally:
            os._exit(7)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def main(folder: Path) -> None:
    """A line of JSON for each way to be killed; an AssertionError where something is not as promised."""
    prepared = begun(folder / "prepared")
    calls = calls_of_an_answer(copied(prepared, folder / "counted"))
    for at, name in enumerate(calls):
        for how in ("kill", "killed"):
            path = copied(prepared, folder / f"{at}-{how}")
            fault = Fault(at, how)
            assert is_killed(path, fault, "L1.2"), (name, fault)
            arrived = has_second_answer(path)
            is_killed(path, fault, "L1.3")  # once more, while things are put in order
            assert has_second_answer(path) == arrived, (name, fault)
            check_that_all_is_well_again(path)
            assert has_second_answer(path) == arrived, (name, fault)
            sys.stdout.write(json.dumps({"call": name, "how": how, "arrived": arrived}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
