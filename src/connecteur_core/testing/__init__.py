"""For authors: checks of whole files, worked cases, JSON Schemas."""
