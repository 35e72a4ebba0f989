"""Screens arrange; they compute nothing."""
