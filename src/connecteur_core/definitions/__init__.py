"""Definitions of who counts: read from TOML, checked, dated."""
