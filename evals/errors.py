"""What can be wrong with an evaluation: one family, each message says what, where and what to do."""


class EvalError(Exception):
    """The root of the family."""


class SuiteError(EvalError):
    """A suite cannot be read; the message names file and line."""


class RunError(EvalError):
    """A run cannot be made, found or read."""
