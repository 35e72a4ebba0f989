"""Build hook: compiles the message catalogues (.po, kept in git) to .mo (made, never committed)."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface[Any]):
    """Runs for wheels and for editable installs alike, so that a checkout speaks French too."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        for po in Path(self.root, "src").rglob("*.po"):
            with po.open("rb") as source:
                catalogue = read_po(source)
            # Else babel writes the minute of the build into the file, and no two wheels are the same.
            catalogue.creation_date = datetime(1970, 1, 1, tzinfo=UTC)
            with po.with_suffix(".mo").open("wb") as target:
                write_mo(target, catalogue)
