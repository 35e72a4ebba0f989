"""From untrusted bytes on disk to checked values: guard, TOML, structure."""
