"""The plugin keeps connecteur's contract: it loads, its definitions hold together, its cases come out."""

from __future__ import annotations

from connecteur_core.testing import check_plugin


def test_the_plugin_keeps_the_contract() -> None:
    assert check_plugin("lu") == []
