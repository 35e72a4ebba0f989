"""Files that people keep: changed without disturbing what they wrote, saved whole or not at all."""
