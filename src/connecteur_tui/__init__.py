"""The terminal application: fills in an assessment and teaches the guideline meanwhile."""
