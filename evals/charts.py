"""The geometry of the report's charts: where things stand, in the coordinates of the drawing. Draws nothing itself.

Plots have an inner area of WIDTH × HEIGHT, origin top left, y downwards; the macros put axes and labels around it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

WIDTH, HEIGHT = 340.0, 190.0
BARS = 24
"""Bars of a histogram at most."""
TAIL = 3.0
"""A histogram ends at so many times the 95th percentile; what lies beyond is counted in its last bar."""
LARGEST = 9.0
"""Radius of the fullest bin's dot; area grows with the count."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: where it stands, and what is written at it."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a histogram over `[low, high)`; the last one holds what is above as well, where `beyond`."""

    x: float
    y: float
    width: float
    height: float
    low: str
    high: str
    count: int
    beyond: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A percentile: its name, its value, where it stands, and whether its label goes to the left of it."""

    name: str
    value: float
    x: float
    left: bool


@dataclass(frozen=True, slots=True)
class Histogram:
    """How values spread."""

    bars: tuple[Bar, ...]
    x: tuple[Tick, ...]
    y: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Dot:
    """A bin of a reliability plot: samples whose confidence lies in `[low, high]`, and how often it was deserved."""

    x: float
    y: float
    radius: float
    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


def steps(high: float, about: int = 5) -> list[float]:
    """Round numbers from 0 to the first one that is not below `high`: steps of 1, 2 or 5 times a power of ten."""
    if high <= 0:
        return [0.0, 1.0]
    power = 10.0 ** math.floor(math.log10(high / about))
    step = next(power * factor for factor in (1, 2, 5, 10) if high <= power * factor * about * 1.0001)
    return [step * number for number in range(math.ceil(high / step - 1e-9) + 1)]


def histogram(values: Sequence[float], marks: Sequence[int] = (50, 95)) -> Histogram | None:
    """The spread of numbers that are not negative, with percentiles marked; None where there is no number."""
    numbers = np.array([value for value in values if math.isfinite(value)])
    if not len(numbers):
        return None
    at = {percent: float(np.percentile(numbers, percent)) for percent in (*marks, 95)}
    ticks = steps(min(float(numbers.max()), TAIL * at[95]))
    end = ticks[-1]
    edges = _edges(ticks, whole=bool(np.all(numbers == np.round(numbers))))
    counts, _ = np.histogram(np.minimum(numbers, end), edges)
    heights = steps(float(counts.max()), 4) if counts.max() > 3 else [float(n) for n in range(int(counts.max()) + 1)]
    return Histogram(
        bars=_bars(edges, counts.tolist(), heights[-1], beyond=bool(numbers.max() > end)),
        x=tuple(Tick(WIDTH * tick / end, number(tick)) for tick in ticks),
        y=tuple(Tick(HEIGHT * (1 - tick / heights[-1]), number(tick)) for tick in heights if tick == int(tick)),
        marks=tuple(
            Mark(f"p{percent}", at[percent], WIDTH * min(1, at[percent] / end), at[percent] > 0.3 * end)
            for percent in marks
        ),
        count=len(numbers),
    )


def reliability_dots(bins: Sequence[tuple[float, float, int, float, float]]) -> tuple[Dot, ...]:
    """Bins `(low, high, count, confidence, accuracy)` as dots of a plot whose axes run from 0 to 1; no empty ones."""
    full = [b for b in bins if b[2]]
    most = max((b[2] for b in full), default=1)
    return tuple(
        Dot(
            WIDTH * sure,
            HEIGHT * (1 - right),
            max(2.5, LARGEST * math.sqrt(count / most)),
            low,
            high,
            count,
            sure,
            right,
        )
        for low, high, count, sure, right in full
    )


def number(value: float) -> str:
    """A number as short as it can be said: three significant digits, thousands parted."""
    if not math.isfinite(value):
        return "–"
    if abs(value) >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.3g}"


def _edges(ticks: Sequence[float], whole: bool) -> list[float]:
    """Bars end where ticks stand; over whole numbers none is narrower than 1."""
    gap = ticks[1] - ticks[0]
    inner = max(n for n in (1, 2, 4, 5) if n * (len(ticks) - 1) <= BARS and (not whole or gap % n == 0 or n == 1))
    return [gap / inner * place for place in range(inner * (len(ticks) - 1) + 1)]


def _bars(edges: Sequence[float], counts: Sequence[int], top: float, beyond: bool) -> tuple[Bar, ...]:
    end, last = edges[-1], len(counts) - 1
    return tuple(
        Bar(
            x=WIDTH * edges[place] / end,
            y=HEIGHT * (1 - count / top),
            width=WIDTH * (edges[place + 1] - edges[place]) / end,
            height=HEIGHT * count / top,
            low=number(edges[place]),
            high=number(edges[place + 1]),
            count=count,
            beyond=beyond and place == last,
        )
        for place, count in enumerate(counts)
    )
