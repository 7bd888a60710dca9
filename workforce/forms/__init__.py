"""Forms of the space: they validate; actions act."""
