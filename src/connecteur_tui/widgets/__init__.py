"""Widgets show one thing each."""
