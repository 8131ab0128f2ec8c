"""What the report's charts show, in numbers; the macros of `charts.j2` draw it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

BARS_A_TICK = 4
TAIL = 3.0
"""A histogram ends at so many times the 95th percentile; what lies beyond is counted in its last bar."""


@dataclass(frozen=True, slots=True)
class Histogram:
    """How values spread: `counts[i]` of them lie in `[edges[i], edges[i + 1])`.

    `x` and `y` are the ticks of its axes, from 0 to the end. `marks` are percentiles by name. Where `beyond`, the last
    bar holds what is above as well.
    """

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    x: tuple[float, ...]
    y: tuple[float, ...]
    marks: dict[str, float]
    beyond: bool


def steps(high: float, about: int = 5) -> list[float]:
    """Round numbers from 0 to the first one that is not below `high`: steps of 1, 2 or 5 times a power of ten."""
    if high < 1e-9:
        return [0.0, 1.0]
    power = 10.0 ** math.floor(math.log10(high / about))
    step = next(power * factor for factor in (1, 2, 5, 10) if high <= power * factor * about * 1.0001)
    return [step * number for number in range(math.ceil(high / step - 1e-9) + 1)]


def histogram(values: Sequence[float], marks: Sequence[int] = (50, 95)) -> Histogram | None:
    """The spread of numbers that are not negative, with percentiles marked; None where there is no number."""
    numbers = np.array([value for value in values if math.isfinite(value)])
    if not len(numbers):
        return None
    x = steps(min(float(numbers.max()), TAIL * float(np.percentile(numbers, 95))))
    edges = np.linspace(0, x[-1], (len(x) - 1) * BARS_A_TICK + 1)
    counts = np.histogram(np.minimum(numbers, x[-1]), edges)[0].tolist()
    y = [tick for tick in steps(float(max(counts)), 4) if tick == int(tick)]
    named = {f"p{percent}": float(np.percentile(numbers, percent)) for percent in marks}
    return Histogram(tuple(edges.tolist()), tuple(counts), tuple(x), tuple(y), named, bool(numbers.max() > x[-1]))


def number(value: float) -> str:
    """A number as short as it can be said: three significant digits, thousands parted."""
    if not math.isfinite(value):
        return "–"
    if abs(value) >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.3g}"
