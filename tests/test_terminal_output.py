"""Colours reach a terminal as colours, and nothing else as anything."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Sequence

import pytest

from conftest import ROOT

PORT = str(ROOT / "examples" / "assessments" / "ateliers-du-port.toml")
TOLD = ["prove", "diversity-connector", "--budget", "0.001"]
COLOURED = [
    TOLD,
    ["assess", PORT, "--explain"],
    ["next", PORT],
    ["plan", PORT, "--to", "4", "--explain"],
    ["show", PORT],
    ["show", "diversity-connector"],
    ["compare", PORT],
    ["test", "diversity-connector"],
    ["practices", "--element", "1"],
    ["glossary"],
    ["definitions", "fr.immigre"],
]


def on_terminal(arguments: Sequence[str], **settings: str) -> str:
    """What a verb writes to a terminal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "connecteur_cli.main", *arguments, "--lang", "en"]
    environment = {**os.environ, "COLUMNS": "80", **settings}
    process = subprocess.Popen(command, stdout=theirs, stderr=subprocess.DEVNULL, env=environment)
    os.close(theirs)
    written = b""
    try:
        while piece := os.read(ours, 65536):
            written += piece
    except OSError:  # how Linux tells that the other end was closed
        pass
    os.close(ours)
    assert process.wait(timeout=60) in (0, 1)
    return written.decode()


@pytest.mark.parametrize("arguments", COLOURED, ids=lambda arguments: " ".join(arguments[:1]))
def test_no_colour_is_shown_as_a_mark(arguments: list[str]) -> None:
    assert "U+001B" not in on_terminal(arguments)


def test_what_is_not_decided_is_yellow_on_a_terminal_and_plain_elsewhere() -> None:
    assert "\x1b[33mnot decided\x1b[0m" in on_terminal(TOLD)
    plain = on_terminal(TOLD, NO_COLOR="1")
    piped = subprocess.run(
        [sys.executable, "-m", "connecteur_cli.main", *TOLD, "--lang", "en"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    for text in (plain, piped):
        assert "not decided" in text
        assert not {"\x1b", "\N{NO-BREAK SPACE}"} & set(text)
        assert "U+001B" not in text
