"""Rulesets: found, read, checked, with their texts."""
