"""From answers to levels: policies, intervals, coverage, explanations."""
