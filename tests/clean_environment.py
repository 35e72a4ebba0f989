"""What tests of the installed package share: a wheel built from this tree, and ways to run it as a stranger would."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
UV = Path(sys.executable).with_name("uv")


def build_wheel(folder: Path) -> Path:
    """Build the wheel into a folder."""
    subprocess.run([UV, "build", "--quiet", "--wheel", "--out-dir", folder, ROOT], check=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def clean_variables() -> dict[str, str]:
    """The environment variables without those that could lead to this tree or change the language."""
    return {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("PYTHON", "CONNECTEUR", "VIRTUAL_ENV", "LC_", "LANG"))
    }


def offline() -> list[str]:
    """How to start a program without any network here, or nothing where namespaces are not to be had."""
    unshare = shutil.which("unshare")
    prefix = [unshare, "--map-root-user", "--net"] if unshare else []
    works = prefix and subprocess.run([*prefix, "true"], check=False, capture_output=True).returncode == 0
    return prefix if works else []
