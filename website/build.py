"""Builds the site: lays out the pages, then runs Sphinx in this process, every warning a finding."""

from __future__ import annotations

import io
import re
import tempfile
from pathlib import Path

from website.pages.schemas import FILES
from website.staging import stage_source

_COLOUR = re.compile(r"\x1b\[[\d;]*m")


def build_site(folder: Path) -> list[str]:
    """Build into a folder; what Sphinx warns of comes back, one warning a line."""
    from sphinx.application import Sphinx  # noqa: PLC0415 -- half a second, and only for this
    from sphinx.util.docutils import docutils_namespace, patch_docutils  # noqa: PLC0415

    configuration = Path(__file__).parent
    warnings = io.StringIO()
    with tempfile.TemporaryDirectory(prefix="connecteur-site-") as name:
        source = Path(name, "source")
        stage_source(source)
        with patch_docutils(), docutils_namespace():
            app = Sphinx(
                srcdir=source,
                confdir=configuration,
                outdir=folder,
                doctreedir=Path(name, "doctrees"),
                buildername="html",
                status=None,
                warning=warnings,
                freshenv=True,
                confoverrides={"html_extra_path": [str(source / FILES)]},
            )
            app.build(force_all=True)
        (folder / ".buildinfo").unlink(missing_ok=True)
        plain = _COLOUR.sub("", warnings.getvalue())
        return [line.replace(f"{source}/", "") for line in plain.splitlines()]
