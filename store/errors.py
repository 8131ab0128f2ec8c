"""The errors of `store`, each worded for the person who has to mend the cause.

StoreError          anything below: the message says what, where and what to do
├── InputRefused    one input cannot be taken in; the others go on
├── HomeError       the home cannot be used as it is (missing, locked, other model, full or read-only disk)
└── NotFound        no such story or article
"""


class StoreError(Exception):
    """Base of every error a user of `store` may see; `str(error)` is fit to be printed."""


class InputRefused(StoreError):
    """One file, line or page cannot become an article.

    `source` names the input (path, with `:line` for a JSON line), `reason` says why and what to do.
    """

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class HomeError(StoreError):
    """The home cannot be opened or written as it is."""


class NotFound(StoreError):
    """No such story or article in the home."""
