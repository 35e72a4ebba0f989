"""Self-assessments: one TOML file each, read, checked against their ruleset, evaluated."""
