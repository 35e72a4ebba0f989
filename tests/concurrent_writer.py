"""Run by test_concurrent_writers in processes of their own: answers one item again and again, by one of three roads."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from connecteur_cli.main import main as command
from connecteur_core import get_ruleset
from connecteur_core.model.status import Status
from connecteur_core.store.answering import NewAnswer, answer_item
from connecteur_tui.session import open_session

Answer = Callable[[int], None]
STATUSES = [Status.MET, Status.PARTIAL, Status.UNMET]


def from_library(path: Path, item: str) -> Answer:
    rules, day = get_ruleset("diversity-connector"), date(2026, 1, 2)

    def give(number: int) -> None:
        answer_item(path, item, NewAnswer(STATUSES[number % 3], day, by="library", note=f"{number}"), ruleset=rules)

    return give


def from_session(path: Path, item: str) -> Answer:
    session = open_session(path, by="session")

    def give(number: int) -> None:
        session.reload_if_changed()
        session.give(item, STATUSES[number % 3], note=f"{number}")

    return give


def from_command(path: Path, item: str) -> Answer:
    def call(number: int) -> None:
        status = STATUSES[number % 3].value
        sys.argv = ["connecteur", "answer", str(path), item, status, "--by", "command", "--note", f"{number}", "--json"]
        with contextlib.redirect_stdout(io.StringIO()):
            try:
                command()
            except SystemExit as stop:
                assert stop.code == 0, stop.code

    return call


ROADS = {"library": from_library, "session": from_session, "command": from_command}


def main(road: str, path: str, item: str, count: str) -> None:
    answer = ROADS[road](Path(path), item)
    for number in range(int(count)):
        answer(number)


if __name__ == "__main__":
    main(*sys.argv[1:])
