"""Bundled plugins: definitions of countries and institutions, registered like anybody else's."""
