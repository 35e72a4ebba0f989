"""Where things stand in files: spans, and the outline of a TOML text."""
