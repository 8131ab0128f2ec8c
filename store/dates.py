"""When a text says that something happened: a property of the text, read at ingest and kept as spans.

A small grammar of our own for English news. Each rule is a pattern and a function that works out the stretch of time;
one rule claims what only looks like a date ("Black Friday") and resolves it to nothing. What recurs ("Friday",
"August", "the 12th") is settled against the day of publication by the tense of its sentence: without a sign of the
future it is the latest one that had begun. Knows nothing of who speaks or what happened.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Literal

from store import datewords as shapes
from store import stretches
from store.stretches import Named, Place, Precision

Open = Literal["since", "until", ""]
Tense = Literal["past", "future", ""]
BACK = 600
"""Characters in which a day was named that "the same day" goes back to. Not tuned."""


@dataclass(frozen=True, slots=True)
class When:
    """A stretch of time that a text names; `text[start:end]` is the expression, in code points, with its preposition.

    `first` and `last` are ISO dates, both inclusive, of the stretch that is named: with `open` it goes on after it
    ("since August") or ends in it ("until Friday"). `precision` is the grain in which it was named ("season" stands
    for quarters and half-years too). `tense` is that of the verb it goes with, empty where none tells.
    """

    start: int
    end: int
    first: str
    last: str
    precision: Precision
    open: Open
    tense: Tense

    @property
    def grain(self) -> Literal["day", "month", "year"]:
        """The precision in the three words of the contract."""
        return {"week": "day", "season": "month"}.get(self.precision, self.precision)  # type: ignore[return-value]


_Resolve = Callable[[re.Match[str], Place], Named | None]
_RULES: tuple[tuple[re.Pattern[str], _Resolve], ...] = (
    (shapes.NOT_A_DATE, lambda match, place: None),
    (shapes.NUMERIC, stretches.numeric),
    (shapes.DAY_MONTH, stretches.month_day),
    (shapes.MONTH_DAY, stretches.month_day),
    (shapes.FEAST, stretches.feast),
    (shapes.ORDINAL, stretches.ordinal),
    (shapes.WEEKDAY, stretches.weekday),
    (shapes.SAME_DAY, stretches.same_day),
    (shapes.NEAR, stretches.near),
    (shapes.COUNTED, stretches.counted),
    (shapes.WITHIN, stretches.within),
    (shapes.PERIOD, stretches.period),
    (shapes.YEAR, stretches.years),
)


@dataclass(frozen=True, slots=True)
class _Found:
    match: re.Match[str]
    resolve: _Resolve
    place: Place
    start: int
    named: Named | None


@lru_cache(maxsize=500)
def dates(text: str, published: str | None) -> tuple[When, ...]:
    """The stretches of time that `text` names, in order, none overlapping; never raises, takes linear time.

    `published` is ISO 8601, a date or a date with time; without it whatever is relative to it is left out.
    """
    try:
        today = date.fromisoformat((published or "")[:10])
    except ValueError:
        today = None
    whole: list[_Found] = []
    for found in _found(text, today):
        if whole and (both := _joined(text, whole[-1], found)):
            whole[-1] = both
        else:
            whole.append(found)
    return tuple(_when(f, f.named) for f in whole if f.named)


def _when(found: _Found, named: Named) -> When:
    first, last = (d.isoformat() for d in named.stretch)
    opened = _open(found.place.lead)
    tense: Tense = found.place.tense  # type: ignore[assignment]
    return When(found.start, found.match.end(), first, last, named.precision, opened, tense)


def _open(lead: str) -> Open:
    if re.search(r"since|as of|starting|beginning", lead):
        return "since"
    return "until" if re.search(r"\b(?:until|till?|by|through)\b", lead) else ""


def _found(text: str, today: date | None) -> Iterator[_Found]:
    """The leftmost longest matches; one that stands for nothing (`named` is None) still claims its words."""
    tense = _tenses(text)
    matches = [(m, resolve) for pattern, resolve in _RULES for m in pattern.finditer(text)]
    end, said, said_at = 0, None, 0
    for match, resolve in sorted(matches, key=lambda f: (f[0].start(), -f[0].end())):
        if match.start() < end:
            continue
        before = shapes.LEAD.search(text, max(0, match.start() - 40), match.start())
        lead = before.group().lower() if before else ""
        said = said if match.start() - said_at < BACK else None
        place = Place(today, tense(match.start(), match.end(), lead), lead, said)
        kept = before and not before["apart"] and lead.strip() != "the" and before.start() >= end
        start = before.start() if before and kept else match.start()
        end, named = match.end(), _resolved(match, resolve, place)
        if named:
            said, said_at = named.stretch, end
        yield _Found(match, resolve, place, start, named)


def _resolved(match: re.Match[str], resolve: _Resolve, place: Place) -> Named | None:
    try:
        return resolve(match, place)
    except (ValueError, OverflowError):  # no such day, or beyond the calendar
        return None


def _joined(text: str, one: _Found, two: _Found) -> _Found | None:
    """One stretch of two ("from 5 April to 2 May 2011"); the year of its end serves its beginning."""
    gap, named = text[one.match.end() : two.match.start()], one.named
    joint = shapes.TO.fullmatch(gap) or ("between" in one.place.lead and shapes.AND.fullmatch(gap))
    if not joint or not two.named:
        return None
    if not two.named.relative and (not named or named.relative):
        named = _resolved(one.match, one.resolve, Place(two.named.stretch[0], "past", "since"))
    if not named or named.precision != two.named.precision or named.stretch[0] > two.named.stretch[1]:
        return None
    whole = replace(two.named, stretch=(named.stretch[0], two.named.stretch[1]))
    return replace(two, start=one.start, place=one.place, named=whole)


def _tenses(text: str) -> Callable[[int, int, str], str]:
    """Of an expression, the tense of the last verb before it in its sentence; with none before, the first after it."""
    cues = [(m.start(), m.lastgroup or "") for m in shapes.CUE.finditer(text)]
    starts = [start for start, _ in cues]

    def tense(start: int, end: int, lead: str) -> str:
        before, after = bisect_left(starts, start) - 1, bisect_left(starts, end)
        said = cues[before][1] if before >= 0 else "stop"
        if said == "stop":
            said = cues[after][1] if after < len(cues) else "stop"
        return said.replace("stop", "future" if lead.startswith("by") else "")

    return tense
