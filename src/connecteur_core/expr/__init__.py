"""The expression language: text → node → typed node. Meaning lives in the checker and in the backends."""
