"""Follows each tutorial word by word as a new user would: types what it says, writes the files that it says.

A script, not a pytest module: it installs the built wheel in clean environments. Part of `make test`. What pages show
is compared with what comes; `--rewrite` writes what comes into the pages: then read the diff line by line.
"""

from __future__ import annotations

import difflib
import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from clean_environment import build_wheel, clean_variables
from doc_blocks import TUTORIALS, Block, name_of_page, retell

# “Write this into `file`:”, at the end of the paragraph before a block.
_WRITE = re.compile(r"(?:[Ww]rite|[ÉEé]crivez)\b[^`]*`([^`]+)`[^`]*:$")
_END = "--- that was it"


class Shell:
    """One shell in one folder, as a user has it open: `cd` and an activated environment last."""

    def __init__(self, folder: Path, variables: dict[str, str]) -> None:
        self.folder = folder
        self._process = subprocess.Popen(
            ["bash"],
            cwd=folder,
            env=variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, command: str) -> tuple[int, str]:
        """Type a command; its exit code and what it shows."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{{ {command}\n}} </dev/null\nprintf '\\n%s %s\\n' '{_END}' $?\n")
        self._process.stdin.flush()
        lines: list[str] = []
        for line in self._process.stdout:
            if line.startswith(_END):
                return int(line.split()[-1]), "".join(lines).strip("\n")
            lines.append(line)
        raise AssertionError(f"the shell ended: {''.join(lines)}")

    def close(self) -> None:
        """Leave the shell."""
        self._process.communicate()


def main() -> None:
    """Follow all of them, two at a time."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="connecteur-tutorials-") as name:
        variables = prepare(Path(name))
        with ThreadPoolExecutor(2) as pool:
            told = list(pool.map(lambda page: follow(page, variables, rewrite="--rewrite" in sys.argv), TUTORIALS))
    sys.stdout.write("".join(told) + f"tutorials: {len(TUTORIALS)} followed in {time.monotonic() - begun:.0f} s\n")


def prepare(folder: Path) -> dict[str, str]:
    """The variables of a new user's shell: `python3` is that of these tests, `connecteur` the wheel of this tree.

    Everything else comes from where pip gets it on this machine.
    """
    wheel = build_wheel(folder)
    programs = folder / "bin"
    programs.mkdir()
    (programs / "python3").symlink_to(Path(sys.executable).resolve())
    constraint = folder / "constraint.txt"
    constraint.write_text(f"connecteur @ {wheel.as_uri()}\n", encoding="utf-8")
    variables = clean_variables()
    variables["PATH"] = f"{programs}{os.pathsep}{variables['PATH']}"
    return {**variables, "PIP_CONSTRAINT": str(constraint), "PIP_NO_INPUT": "1"}


def follow(page: Path, variables: dict[str, str], *, rewrite: bool) -> str:
    """Do what a tutorial says, step by step; how much that was, in a line."""
    counts = {"commands": 0, "files": 0}
    with tempfile.TemporaryDirectory(prefix="connecteur-tutorial-") as name:
        language = "fr_FR.UTF-8" if "fr" in page.parts else "en_GB.UTF-8"
        shell = Shell(Path(name), {**variables, "LANG": language})

        def typed(command: str, shown: str) -> str:
            counts["commands"] += 1
            code, came = shell.run(command)
            # What pip says on the way is pip's; that it succeeds is ours.
            return shown if code == 0 and command.startswith("pip ") else came

        def write(block: Block) -> None:
            counts["files"] += _written(page, block, shell.folder)

        retold = retell(page, typed, write)
        shell.close()
    text = page.read_text(encoding="utf-8")
    if rewrite:
        page.write_text(retold, encoding="utf-8")
    elif retold != text:
        lines = difflib.unified_diff(text.splitlines(), retold.splitlines(), "what the page shows", "what came")
        raise SystemExit(f"{name_of_page(page)}:\n" + "\n".join(lines))
    return f"{name_of_page(page)}: {counts['commands']} commands, {counts['files']} files\n"


def _written(page: Path, block: Block, folder: Path) -> int:
    """Write a block into the file that the words before it name; text that is only shown writes nothing."""
    told = _WRITE.search(" ".join(block.before.split()))
    if told is None:
        assert block.language == "text", f"{name_of_page(page)}: where does this go?\n{block.text}"
        return 0
    (folder / told[1]).parent.mkdir(parents=True, exist_ok=True)
    (folder / told[1]).write_text(block.text, encoding="utf-8")
    return 1


if __name__ == "__main__":
    main()
