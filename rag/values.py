"""Values that a sentence gives for what a question asks: numbers, times, names, or what a thing is said to be.

Two values differ only when no reading reconciles them: rounding, `about`, `at least`, a day within the other's month
and a name within a longer one all agree. Knows nothing of who gives the value.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rag.wanted import Kind
from rag.words import STOP_WORDS
from store import lexical
from store.dates import When, dates

COUNTS_WITHIN = 4
"""Words behind a figure among which stands what it counts."""
SUBJECT = 160
"""Characters before `is a` in which stands what it is said of."""
ABOUT = 0.1
"""How far from the figure one is that is given as about so much, as a share of it."""

_WORDED = dict(
    zip("two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty".split(),
        (*range(2, 13), 20, 30, 40, 50), strict=True)
)  # fmt: skip
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0}
_FIGURE = re.compile(
    rf"(?<![\w.,])(?P<figure>\d[\d,]*(?:\.\d+)?|\b(?:{'|'.join(_WORDED)}))(?!\w|[ -](?:quarter|third|fifth|hal))"
    rf"(?:[ -](?P<scale>{'|'.join(_SCALES)})\b)?"
    rf"|\b(?P<many>{'|'.join(_SCALES)})s\b",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\b(?:(?P<about>about|around|roughly|nearly|almost|some|approximately|close to|circa|an estimated)"
    r"|(?P<least>more than|over|at least|above|as many as|no fewer than)"
    r"|(?P<most>fewer than|less than|under|up to|at most))"
    r"\s+\S{0,1}$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[-–—]|\b(?:to|and|until)\b")
_NAME = re.compile(r"[A-Z][\w’'.-]*(?: (?:(?:of|the|de|von|van|al|bin|da) )?[A-Z][\w’'.-]*)*")
_DEMONYM = re.compile(r"\w+(?:an|ish|ese|ench|eek|wiss)")
_NO_NAMES = frozenset(
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday".split()
)
_QUALIFIERS = frozenset("former first last late new old own only main major well professional retired current".split())
_IS = re.compile(r"\b(?:is|was|are|were|as|became) (?:an? |the )?((?:[\w’'-]+[ ,]+){0,8}[\w’'-]+)")
_APPOSED = re.compile(r"(?<=\w) \( ?([a-z][a-z -]{2,30}?) ?\)")
_ENDS = re.compile(
    r"\b(?:who|that|which|in|of|for|from|by|at|on|and|with|based|known|published|established|located)\b|,"
)


@dataclass(frozen=True, slots=True)
class Value:
    """One value: `text` as written, and what it may be: `low` to `high` (figures, or days as ordinals), or `terms`.

    `unit` is `%` for a share, the sign of a currency, else empty: figures in different ones are not compared.
    """

    text: str
    low: float = 0.0
    high: float = 0.0
    terms: frozenset[str] = frozenset()
    unit: str = ""

    def agrees(self, other: "Value") -> bool:
        """Whether both can be right at once."""
        if self.terms or other.terms:
            return bool(self.terms & other.terms)
        return self.low <= other.high and other.low <= self.high


@lru_cache(maxsize=4096)
def values(
    text: str, published: str | None, wanted: Kind, asked: frozenset[str], counted: frozenset[str]
) -> tuple[Value, ...]:
    """The values of that kind in a sentence, in reading order; `asked` are the terms of the question, which are none.

    `published` (ISO 8601) settles relative dates. Of several figures those that stand before what is `counted`.
    """
    found: Iterable[Value]
    if wanted == "number":
        found = _figures(text, counted)
    elif wanted == "time":
        found = (v for when in dates(text, published) for v in _times(text, when) if "year" not in asked or _of_year(v))
    else:
        found = _names(text, asked) if wanted == "name" else _things(text, asked)
    return tuple(found)


def differ(ours: Iterable[Value], theirs: Iterable[Value], alike: bool = False) -> bool:
    """Whether both sides give values in one unit, and no two of these agree.

    Values that stand in both of two sentences which are `alike` but for their values do not count.
    """
    ours, theirs = set(ours), set(theirs)
    if alike:
        ours, theirs = {v for v in ours if v not in theirs}, {v for v in theirs if v not in ours}
    pairs = [(a, b) for a in ours for b in theirs if a.unit == b.unit]
    return bool(pairs) and not any(a.agrees(b) for a, b in pairs)


def _figures(text: str, counted: frozenset[str]) -> list[Value]:
    told = [(w.start, w.end) for w in dates(text, "2000-01-01")]
    every = [m for m in _FIGURE.finditer(text) if not any(start <= m.start() < end for start, end in told)]
    counts = [m for m in every if counted & set(lexical.terms(text[m.end() : m.end() + 60])[:COUNTS_WITHIN])]
    kept = counts if counted and len(every) > 1 else every
    return [_figure(m, text[max(0, m.start() - 20) : m.start()], _unit(text, m)) for m in kept]


def _unit(text: str, found: re.Match[str]) -> str:
    before, after = text[: found.start()].rstrip(), text[found.end() : found.end() + 10]
    if re.match(r" ?(?:%|per ?cent)", after):
        return "%"
    return before[-1:] if before[-1:] in "$€£¥" else ""


def _figure(found: re.Match[str], before: str, unit: str) -> Value:
    if found["many"]:
        scale = _SCALES[found["many"].lower()]
        return Value(found.group(), 2 * scale, 1000 * scale, unit=unit)
    written = found["figure"].lower().replace(",", "")
    figure = float(_WORDED.get(written) or written) * _SCALES.get((found["scale"] or "").lower(), 1.0)
    hedge = _HEDGE.search(before)
    slack = figure * ABOUT if hedge and hedge["about"] else _rounding(written, figure)
    low = 0.0 if hedge and hedge["most"] else figure - slack
    return Value(found.group(), low, float("inf") if hedge and hedge["least"] else figure + slack, unit=unit)


def _rounding(written: str, figure: float) -> float:
    """Half the last place of a round figure: 3,500 may be 3,460; one that is not round is exact."""
    whole, _, decimals = written.partition(".")
    if not whole.isdigit() or figure < 1000:
        return 0.0
    size = figure / float(written)
    kept = 10.0 ** (-len(decimals) if decimals else len(whole) - len(whole.rstrip("0")))
    return kept * size / 2 if kept * size >= 100 else 0.0


def _times(text: str, when: When) -> Iterable[Value]:
    """A stretch as it stands; of one that is given by its two ends, the ends."""
    written = text[when.start : when.end]
    first, last = date.fromisoformat(when.first), date.fromisoformat(when.last)
    inner = re.sub(r"^\W*(?:from|between|since|in|on)\b", "", written)
    if _BETWEEN.search(inner) and len(dates(inner, None)) <= 1 and (last - first).days > 31:
        slack = 0 if when.precision == "day" else 30 if when.precision == "month" else 364
        yield Value(written, first.toordinal(), first.toordinal() + slack)
        yield Value(written, last.toordinal() - slack, last.toordinal())
    else:
        yield Value(written, first.toordinal(), last.toordinal())


def _of_year(value: Value) -> bool:
    """Whether a time tells a year: a mere day of the week does not."""
    return value.high - value.low >= 27 or bool(re.search(r"\d{4}", value.text))


def _names(text: str, asked: frozenset[str]) -> Iterable[Value]:
    for found in _NAME.finditer(text):
        kept = [w for w in lexical.words(found.group()) if w.casefold() not in STOP_WORDS | _NO_NAMES]
        if kept and _DEMONYM.fullmatch(kept[-1]) and re.match(r" [a-z]", text[found.end() :]):
            kept.pop()  # "American singer" names nobody
        if len(kept) < 2 and not text[: found.start()].strip(" -–—“\"'‘"):
            continue  # any word may begin a sentence
        terms = frozenset(lexical.terms(" ".join(kept))) - asked
        if terms:
            yield Value(" ".join(kept), terms=terms)


def _things(text: str, asked: frozenset[str]) -> Iterable[Value]:
    """What follows `NAME is a` or stands as in `NAME (film)`, of a name that is asked about."""
    for found in (*_IS.finditer(text), *_APPOSED.finditer(text)):
        if not any(
            w[0].isupper() and lexical.term(w) in asked
            for w in lexical.words(text[max(0, found.start() - SUBJECT) : found.start()])
        ):
            continue
        told = _ENDS.split(found.group(1))[0]
        words = [w for w in lexical.words(told) if w.casefold() not in STOP_WORDS | _QUALIFIERS]
        words = [w for w in words if not w[0].isupper()] or words
        terms = frozenset(lexical.term(w) for w in words) - asked
        if terms:
            yield Value(told.strip(), terms=terms)
