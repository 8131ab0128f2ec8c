"""The errors of `rag`, worded for the person who asked.

RagError            anything below
└── AskError        a question that cannot be asked as it is (empty, too long, filters that contradict)
"""


class RagError(Exception):
    """Base of every error a user of `rag` may see; `str(error)` is fit to be printed."""


class AskError(RagError):
    """The question or its filters cannot be used; the message says why and what to do."""
