"""Who holds what: stances, values and wordings that cannot all be right."""
