"""The documentation as a static site: docs/ as it is, pages made from the code, one strict build (ADR 20)."""
