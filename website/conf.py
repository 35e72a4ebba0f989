"""Configuration of Sphinx; `website.build` runs it."""

from __future__ import annotations

import gettext
from pathlib import Path
from typing import Any

import sphinx
from sphinx.application import Sphinx

from connecteur_core import __version__

project = "connecteur"
author = "The connecteur contributors"
version = release = __version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["as-they-are/**", "files/**"]
myst_heading_anchors = 4
html_theme = "furo"
html_title = f"connecteur {__version__}"
html_show_sourcelink = False
html_copy_source = False
html_show_copyright = False
templates_path = ["templates"]
# Names of types in signatures are not all documented here; links between pages are checked all the same.
nitpicky = False
autodoc_typehints = "description"
autodoc_member_order = "bysource"
napoleon_custom_sections = ["Source"]


# The words of the theme that Sphinx's own catalogue does not have.
_FRENCH = {
    "Back to top": "Haut de page",
    "Home": "Accueil",
    "Made with ": "Fait avec ",
    "Next": "Suivant",
    "On this page": "Sur cette page",
    "Previous": "Précédent",
    "Skip to content": "Aller au contenu",
    '<a href="https://www.sphinx-doc.org/">Sphinx</a> and ': '<a href="https://www.sphinx-doc.org/">Sphinx</a> et ',
}


def speak_language_of_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Pages below fr/ are French to screen readers and in the words of the theme, too."""
    del app, templatename, doctree
    context["language"] = "en"
    if pagename.startswith("fr/"):
        catalogue = gettext.translation("sphinx", Path(sphinx.__file__).parent / "locale", ["fr"])
        context["language"] = "fr"
        for name in ("_", "gettext"):
            context[name] = lambda text: _FRENCH.get(text) or catalogue.gettext(text)


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("html-page-context", speak_language_of_page)
