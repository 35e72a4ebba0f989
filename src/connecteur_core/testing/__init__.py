"""What authors of plugins use in their own tests."""

from __future__ import annotations

from connecteur_core.testing.plugin_contract import check_plugin

__all__ = ["check_plugin"]
