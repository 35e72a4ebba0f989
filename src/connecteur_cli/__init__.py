"""The command line: formats what the core says, computes nothing."""
