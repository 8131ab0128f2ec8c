"""Public benchmark sets as tasks, each from the files that its publishers give out."""
