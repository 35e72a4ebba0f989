"""The one place that knows the version; a constant, because reading package metadata costs 35 ms."""

__version__ = "0.1.0"
