"""Deciding whole files: CSV, Parquet, JSON lines, folders of them; on DuckDB or Spark."""
