"""Dates in news prose: sentences written by hand, built in, each with the stretch of time that its expressions name.

The rows are in evals/coverage/timeline.yaml, which says how they are written. Nothing is asked or retrieved, so no
coverage is needed; whether two sentences tell one event is not judged here.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.plain import read_plain
from evals.sample import Sample
from evals.task import Outcome, Scores, Task
from rag.assistant import Assistant
from store.dates import When, dates


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence of a report `published` then; of each expression its place in code points and what it stands for."""

    id: str
    published: str | None
    text: str
    places: tuple[tuple[int, int], ...]
    stretches: tuple[str, ...]

    @property
    def kind(self) -> str:
        """The coarsest precision of its expressions, `none` where there are none."""
        read = {stretch.split()[-1] for stretch in self.stretches}
        return next((p for p in ("year", "month") if p in read), "day" if read else "none")


def timeline(path: Path) -> Task:
    """The task over all rows of the file. Raises SuiteError for a file that cannot be read."""
    samples = [Sample(row.id, row.text, row.kind, gold=row) for row in rows(path)]
    return Task("timeline", samples, solve, (score,), drafts=())


def solve(_: Assistant, sample: Sample) -> Outcome:
    """Reads the dates."""
    row = sample.gold
    found = [[row.text[w.start : w.end], spelled(w)] for w in dates(row.text, row.published)]
    return Outcome(extra={"found": found, "expected": list(row.stretches)})


def score(sample: Sample, outcome: Outcome) -> Scores:
    """Whether all were read right."""
    return {"dates_right": float(is_right(sample.gold))} if outcome.extra else {}


def rows(path: Path) -> list[Row]:
    """The rows of a file; the id of each begins with the name of its part."""
    parts: dict[str, list[list[Any]]] = read_plain(path).data
    return [_row(f"{name}-{n}", *given) for name, held in parts.items() for n, given in enumerate(held, start=1)]


def _row(id_: str, published: str | None, marked: str, *stretches: str) -> Row:
    marks = [match.span() for match in re.finditer(r"\[.*?\]", marked)]
    places = tuple((start - 2 * n, end - 2 * n - 2) for n, (start, end) in enumerate(marks))
    return Row(id_, published, re.sub(r"[\[\]]", "", marked), places, stretches)


def spelled(when: When) -> str:
    """A stretch as the rows spell it: `since 2023-08-01/2023-08-31 month`."""
    last = "" if when.first == when.last else f"/{when.last}"
    return f"{when.open} {when.first}{last} {when.grain}".strip().removesuffix(" day")


def is_right(row: Row) -> bool:
    """Whether exactly its expressions are found, each with its bracketed words, and read as they should be."""
    found = dates(row.text, row.published)
    held = all(w.start <= start and end <= w.end for w, (start, end) in zip(found, row.places, strict=False))
    return tuple(map(spelled, found)) == row.stretches and held
