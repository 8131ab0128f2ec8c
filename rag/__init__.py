"""From a question to an answer whose every sentence is cited to the exact words of a report."""
