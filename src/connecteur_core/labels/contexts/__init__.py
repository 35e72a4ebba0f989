"""The JSON-LD contexts of credentials, shipped; nothing is ever fetched, and no other context is known."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
_FILES = {CREDENTIALS: "credentials-v2.jsonld", OPEN_BADGES: "open-badges-3.0.3.jsonld"}


class UnknownContext(LookupError):
    """A document asks for a context that is not shipped."""


def load_context(url: str, _options: object = None) -> dict[str, Any]:
    """A context by its address, as the document loader of PyLD answers.

    Raises:
        UnknownContext: it is not one of the two that credentials of labels use.
    """
    if url not in _FILES:
        raise UnknownContext(url)
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": _document(url),
    }


@cache
def _document(url: str) -> Any:
    return json.loads((files(__name__) / _FILES[url]).read_text(encoding="utf-8"))
