"""Measures `rag` the way a person uses it, and holds the sample coverage."""
