"""Reading who says what out of English news prose; the door is `store.speakers`."""
