"""How much work something is, in calls: the same on every machine, where seconds are not.

What one call into C does inside, such as a match of a regular expression, is one call: `python -m evals.bench` measures
how the time of that grows.
"""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def calls(work: Callable[[], object]) -> int:
    """The calls of functions, Python's and C's, that the work takes."""
    counted = 0

    def see(frame: FrameType, event: str, argument: Any) -> None:  # noqa: ANN401
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(see)
    try:
        work()
    finally:
        sys.setprofile(None)
    return counted
