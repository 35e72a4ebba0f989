"""The label: frozen applications, jury findings, awards, and credentials that others can verify."""
