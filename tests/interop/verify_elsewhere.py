"""Has a label verified, and changed ones refused, by implementations from npm that are not ours.

A script, not a pytest module: it needs node and packages from the npm registry. `make interop` runs it.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from label_cases import make_scene  # noqa: E402 -- found beside this folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--changes", default="2000", help="how many changed labels of each form must be refused")
    parser.add_argument("--packages", type=Path, default=HERE.parent.parent / ".venv" / "interop")
    options = parser.parse_args()
    packages: Path = options.packages
    if not (packages / "node_modules").is_dir():
        packages.mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE / "package.json", packages)
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--prefix", packages], check=True)
    with tempfile.TemporaryDirectory() as name:
        scene = make_scene(Path(name))
        award = scene.award(scene.review("amina"), scene.review("luc"))
        command = ["node", HERE / "verify.mjs", packages, *award.files, options.changes]
        sys.exit(subprocess.run(command, check=False).returncode)


if __name__ == "__main__":
    main()
