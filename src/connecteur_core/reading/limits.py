"""All limits on what strangers hand in, in one place (docs/reference/limits.md).

Those of expressions belong to the language and are the same everywhere. Two may be set in the environment, because they
say what a machine is given rather than what a file means.
"""

import os


def _set(name: str, default: int) -> int:
    """A whole number from 1 from the environment; anything else there counts as not set."""
    text = os.environ.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 12 and int(text) else default


MAX_FILE_BYTES = _set("CONNECTEUR_MAX_FILE_BYTES", 1024 * 1024)
MAX_JOURNAL_BYTES = 64 * 1024 * 1024
MAX_TABLE_BYTES = 20 * 1024 * 1024
"""Of a spreadsheet; what an XLSX file unpacks to has a limit of its own."""
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_CELLS = 1_000_000
MAX_EVIDENCE_BYTES = 256 * 1024 * 1024
MAX_NESTING = 32
MAX_OVERLAYS = 8
MAX_FINDINGS = 100

MAX_CHARACTERS = 4096
MAX_DEPTH = 64
MAX_NODES = 2000
MAX_INTEGER = 2**63 - 1
MAX_DECIMAL_PLACES = 6

PLUGIN_SECONDS = _set("CONNECTEUR_PLUGIN_SECONDS", 5)
"""How long a plugin may take to be imported or to answer one hook."""
MAX_PLUGIN_RESOURCES = 1000
