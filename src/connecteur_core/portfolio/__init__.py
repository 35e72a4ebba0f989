"""Many incubators beside each other, and one incubator at two times."""
