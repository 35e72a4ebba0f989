"""The files opened last: their paths and nothing of what is in them."""

from __future__ import annotations

import json
import os
from pathlib import Path

from connecteur_core.diagnostics import ConnecteurError
from connecteur_core.store.save import replace_text

KEPT = 8


def load_recent() -> list[Path]:
    """Paths opened last, newest first; files that are gone are left out."""
    try:
        names = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    paths = [Path(name) for name in names if isinstance(name, str)] if isinstance(names, list) else []
    return [path for path in paths if path.is_file()][:KEPT]


def remember(path: Path) -> None:
    """Put a path first; a list that cannot be written is no reason to fail."""
    names = [str(known) for known in (path.resolve(), *load_recent())]
    try:
        _file().parent.mkdir(parents=True, exist_ok=True)
        replace_text(_file(), json.dumps(list(dict.fromkeys(names))[:KEPT]))
    except (OSError, ConnecteurError):
        return


def _file() -> Path:
    from platformdirs import user_state_path

    folder = os.environ.get("CONNECTEUR_STATE")
    return (Path(folder) if folder else user_state_path("connecteur")) / "recent.json"
