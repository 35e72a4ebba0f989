"""`python -m website FOLDER` builds the site into a folder; any warning, broken link or outside resource stops it."""

from __future__ import annotations

import sys
from pathlib import Path

from website.build import build_site
from website.built_site import check_site


def main() -> int:
    """Build, check, and say where the site is."""
    folder = Path(sys.argv[1])
    warnings = build_site(folder)
    findings = [*warnings, *check_site(folder)]
    for finding in findings:
        sys.stderr.write(f"{finding}\n")
    pages = len(list(folder.rglob("*.html")))
    sys.stdout.write(f"{folder / 'index.html'}: {pages} pages, {len(findings)} findings\n")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
