"""Makes a new folder of text files, such as a plugin or a ruleset to start from; it appears whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from connecteur_core.diagnostics import Diagnostic
from connecteur_core.messages import message
from connecteur_core.positions.span import Span
from connecteur_core.store.errors import SaveFailed
from connecteur_core.store.save import encoded


def create_folder(folder: Path, texts: Mapping[str, str]) -> tuple[Path, ...]:
    """The files written into a new folder, in the order of `texts` (text by path inside the folder).

    Raises:
        SaveFailed: there is already something of that name, which stays as it is; or it cannot be written.
    """
    if folder.exists():
        what = message("there is already something of this name; it was left as it is")
        raise SaveFailed(Diagnostic("CX401", what, Span(str(folder))))
    try:
        temporary = Path(tempfile.mkdtemp(prefix=".connecteur-", dir=folder.parent))
        try:
            made = temporary / folder.name
            for path, text in texts.items():
                file = made / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(encoded(file, text))
            made.rename(folder)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    except OSError as error:
        what = message("cannot be written: {reason}", reason=error.strerror or error)
        raise SaveFailed(Diagnostic("CX501", what, Span(str(folder)))) from error
    return tuple(folder / path for path in texts)
