"""A document as one HTML page that needs nothing else: no script, no outside resource, readable without colours."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from connecteur_core.reports.document import BAR_TONES, Document, Part, Step
from connecteur_core.reports.level_path import level_path_svg
from connecteur_core.reports.signs import SIGNS

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup


def to_html(document: Document) -> str:
    """The page."""
    return _template().render(document=document, tones=BAR_TONES, signs=SIGNS)


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 -- extra `report`

    environment = Environment(
        loader=PackageLoader("connecteur_core.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"kind": _kind, "stairs": _stairs, "percent": _percent}
    return environment.get_template("report.html.jinja")


def _kind(part: Part) -> str:
    """The macro that shows a part."""
    return type(part).__name__.lower()


def _stairs(steps: tuple[Step, ...]) -> Markup:
    """The drawing of a path: made of numbers and our own words only, so it needs no escaping."""
    from markupsafe import Markup  # noqa: PLC0415 -- extra `report`

    return Markup(level_path_svg(steps))  # noqa: S704 -- no text of others is in it


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f}" if whole else "0"
