"""The parts of find, timeline and compare: where words stand, how alike and how different they are."""
