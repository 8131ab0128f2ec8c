"""The language model: its client, its prompts' replies, and the check of every sentence that it writes."""
