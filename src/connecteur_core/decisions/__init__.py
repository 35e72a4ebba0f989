"""Decisions under definitions: facts in, yes, no or undetermined out, with what decided and what is missing."""
