"""Configuration of Sphinx; `website.build` runs it."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx
from sphinx.locale import init as load_catalogue

from connecteur_core import __version__

project = "connecteur"
author = "The connecteur contributors"
version = release = __version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["files/**"]
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


def speak_language_of_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Pages below fr/ are French to screen readers and in the words of the theme, too."""
    del app, templatename, doctree
    language = "fr" if pagename.startswith("fr/") else "en"
    catalogue, _ = load_catalogue([], language, "sphinx")
    context["language"] = language
    for name in ("_", "gettext"):
        context[name] = catalogue.gettext
    context["ngettext"] = catalogue.ngettext


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("html-page-context", speak_language_of_page)
