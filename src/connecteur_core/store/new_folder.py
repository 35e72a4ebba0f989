"""Makes a new folder of text files, such as a plugin or a ruleset to start from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from connecteur_core.diagnostics import Diagnostic
from connecteur_core.messages import message
from connecteur_core.positions.span import Span
from connecteur_core.store.errors import SaveFailed


def create_folder(folder: Path, texts: Mapping[str, str]) -> tuple[Path, ...]:
    """The files written into a new folder, in the order of `texts` (text by path inside the folder).

    Raises:
        SaveFailed: there is already something of that name, which stays as it is; or it cannot be written.
    """
    try:
        folder.mkdir()
        for path, text in texts.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
    except FileExistsError as error:
        what = message("there is already something of this name; it was left as it is")
        raise SaveFailed(Diagnostic("CX401", what, Span(str(folder)))) from error
    except OSError as error:
        what = message("cannot be written: {reason}", reason=error.strerror or error)
        raise SaveFailed(Diagnostic("CX501", what, Span(str(folder)))) from error
    return tuple(folder / path for path in texts)
