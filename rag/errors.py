"""The errors of `rag`, worded for the person who asked.

RagError                anything below
├── AskError            a question or a setting that cannot be used as it is
├── LlmError            the language model gave no reply that can be used
│   └── LlmOverflow     what it was given is longer than it can read: give it less
└── LlmCancelled        it was stopped by whoever asked
"""


class RagError(Exception):
    """Base of every error a user of `rag` may see; `str(error)` is fit to be printed."""


class AskError(RagError):
    """The question, its filters or a setting cannot be used; the message says why and what to do."""


class LlmError(RagError):
    """No usable reply; `str(error)` reads `the language model {cause}`, and never holds what a server said.

    `again`: another try may help, not before `after` seconds where the server said so. `detail` is what the client
    raised, which may repeat a key: not to be shown unredacted.
    """

    def __init__(self, cause: str, again: bool = False, after: float | None = None, detail: str = "") -> None:
        super().__init__(f"the language model {cause}")
        self.cause, self.again, self.after, self.detail = cause, again, after, detail


class LlmOverflow(LlmError):
    """The messages are longer than the model's context."""


class LlmCancelled(RagError):
    """Whoever asked did not want the language model's reply any more."""
