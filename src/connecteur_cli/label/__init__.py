"""The verbs under `connecteur label`, one file each."""
