"""How much of a stranger's file is read before saying no."""

MAX_FILE_BYTES = 1024 * 1024
MAX_NESTING = 32
MAX_FINDINGS = 100
