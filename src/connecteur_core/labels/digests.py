"""Digests as credentials carry them: SHA-256, in the notation of Subresource Integrity."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping

from connecteur_core.labels.canonical_json import canonical_json
from connecteur_core.model.ruleset import Ruleset


def digest_of(content: bytes | str) -> str:
    """The digest of bytes, or of a text as UTF-8.

    >>> digest_of("")
    'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
    """
    raw = content.encode() if isinstance(content, str) else content
    return "sha256-" + base64.b64encode(hashlib.sha256(raw).digest()).decode()


def ruleset_files(ruleset: Ruleset) -> dict[str, str]:
    """The digest of each file of a ruleset, by the ruleset's reference and the path in its folder.

    An overlay is nothing without its base, so the files of all bases are among them. Hidden files are not.
    """
    found: dict[str, str] = {}
    layer: Ruleset | None = ruleset
    while layer is not None:
        folder = layer.folder if layer.overlay is None else layer.overlay.folder
        for path in sorted(folder.rglob("*")):
            parts = path.relative_to(folder).parts
            if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in parts):
                found["/".join([layer.reference, *parts])] = digest_of(path.read_bytes())
        layer = None if layer.overlay is None else layer.overlay.base
    return found


def ruleset_digest(files: Mapping[str, str]) -> str:
    """One digest for all files of a ruleset."""
    return digest_of(canonical_json(dict(files)))
