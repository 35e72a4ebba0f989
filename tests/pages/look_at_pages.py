"""Has our pages looked at in Chromium with axe-core: all views of reports, a comparison, the page of a label.

A script, not a pytest module: it needs node, Chromium and packages from the npm registry. `make pages` runs it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent))

from connecteur_core.labels.jwt_form import read_jwt  # noqa: E402 -- after what it needs
from connecteur_core.labels.verification_page import verification_page  # noqa: E402 -- after what it needs
from connecteur_core.reports.views import View  # noqa: E402
from label_cases import make_scene  # noqa: E402 -- found beside this folder

PRINTED = {"funder": 2, "city": 1}
ASSESSMENTS = ROOT / "examples" / "assessments"


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("Chromium is not installed: apt-get install chromium")
    packages = ROOT / ".venv" / "pages"
    if not (packages / "node_modules").is_dir():
        packages.mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE / "package.json", packages)
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--prefix", packages], check=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages = [{"file": str(file), "pages": printed} for file, printed in _make_pages(folder)]
        (folder / "pages.json").write_text(json.dumps(pages), encoding="utf-8")
        command: list[str | Path] = ["node", HERE / "look.mjs", packages, chromium, folder / "pages.json"]
        sys.exit(subprocess.run(command, check=False).returncode)


def _make_pages(folder: Path) -> Iterator[tuple[Path, int | None]]:
    for lang in ("en", "fr"):
        for view in View:
            file = folder / f"{view.value}-{lang}.html"
            source = ASSESSMENTS if view is View.PORTFOLIO else ASSESSMENTS / "campus-forge.toml"
            plan = [] if view is View.PORTFOLIO else ["--plan"]
            _run("report", source, "--view", view.value, *plan, "-o", file, "--lang", lang)
            yield file, PRINTED.get(view.value)
        file = folder / f"diff-{lang}.html"
        _run("diff", ASSESSMENTS / "fresh-start.toml", ASSESSMENTS / "campus-forge.toml", "-o", file, "--lang", lang)
        yield file, None
    scene = make_scene(folder / "label")
    token = scene.award(scene.review("amina"), scene.review("luc")).files[1].read_text(encoding="utf-8")
    for lang in ("en", "fr"):
        file = folder / f"label-{lang}.html"
        file.write_text(verification_page(token, read_jwt(token.strip()), lang), encoding="utf-8")
        yield file, None


def _run(*arguments: object) -> None:
    command = [sys.executable, "-m", "connecteur_cli.main", *map(str, arguments)]
    # 1 = there are differences
    done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    assert done.returncode in (0, 1), command


if __name__ == "__main__":
    main()
