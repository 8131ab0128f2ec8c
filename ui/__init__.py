"""Where a person meets Byline: the command line and the page."""
