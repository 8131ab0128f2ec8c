"""Values that a sentence gives for what a question asks: numbers, times, names, or what a thing is said to be.

Two values differ only when no reading reconciles them: rounding, `about`, `at least`, a day within the other's month
and a name within a longer one all agree. Knows nothing of who gives the value.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from math import inf

from rag.reading.wanted import Kind
from rag.words import STOP_WORDS
from store import lexical
from store.dates import When, dates

COUNTS_WITHIN = 4
"""Words behind a figure among which stands what it counts."""
MOST = 3
"""Values of a sentence that are compared; one that holds more is a list."""
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
    rf"(?<![\w.,\[])(?<!\[ )(?P<figure>\d[\d,]*(?:\.\d{{1,3}})?|\b(?:{'|'.join(_WORDED)}))"
    rf"(?!\w|\.\d|[ -](?:quarter|third|fifth|hal))"
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
_RATES = frozenset(lexical.terms("percent percentage share proportion rate density speed"))
_COUNTS = re.compile(rf"[ -](?!(?:{'|'.join(STOP_WORDS)})\b)[a-z]")
"""Behind a figure: the word for what it counts."""
_UNIT = re.compile(
    r"[ -](?:(?:square|cubic) )?(?:miles?|kilomet|km|met(?:re|er)s?|feet|foot|ft|inch|acres?|hectares?|years?|hours?)\b"
)
_YEAR = re.compile(r"1\d{3}|20\d\d")
_BARE_YEAR = re.compile(rf"(?<![\w.,$€£])(?:{_YEAR.pattern})(?![\w%]|[.,]\d| [a-z]{{4}})")
_WORD = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"[-–—]|\b(?:to|and|until)\b")
_NAME = re.compile(r"[A-Z][\w’'.-]*(?: (?:(?:of|the|de|von|van|al|bin|da) )?[A-Z][\w’'.-]*)*")
_DEMONYM = re.compile(r"(?:(?:North|South|East|West|Central) )?(?:\w+(?:[ei]an|ican|ish|ese|ench|eek|wiss)|German)")
_NO_NAMES = frozenset(
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday".split()
)
_QUALIFIERS = frozenset("former first last late new old own only main major well professional retired current".split())
_COMPARED = re.compile(r"\bas \w+ as\b", re.IGNORECASE)
_IS = re.compile(r"\b(?:is|was|are|were|as|became) (?:an? |the )?((?:[\w’'-]+[ ,]+){0,8}[\w’'-]+)")
_APPOSED = re.compile(r"(?<=\w) \( ?([a-z][a-z -]{2,30}?) ?\)")
_ENDS = re.compile(
    r"\b(?:who|that|which|in|of|for|from|by|at|on|and|with|under|over|near|against|between|to|based|known|published|established|located)\b|,"
)


@dataclass(frozen=True, slots=True)
class Value:
    """One value: `text` as written, and what it may be: `low` to `high` (figures, or days as ordinals), or `terms`.

    `unit` is `%` for a share, the sign of a currency, else empty: figures in different ones are not compared. `at` is
    where it stands in its sentence.
    """

    text: str = field(compare=False)
    low: float = 0.0
    high: float = 0.0
    terms: frozenset[str] = frozenset()
    unit: str = ""
    at: int = field(default=0, compare=False)

    def agrees(self, other: "Value") -> bool:
        """Whether both can be right at once."""
        if self.terms or other.terms:
            return bool(self.terms & other.terms)
        return self.low <= other.high and other.low <= self.high


@lru_cache(maxsize=4096)
def values(
    text: str, published: str | None, wanted: Kind, asked: frozenset[str], about: frozenset[str]
) -> tuple[Value, ...]:
    """The values of that kind in a sentence, in reading order; `asked` are the terms of the question, which are none.

    `published` (ISO 8601) settles relative dates. Figures are those of what is asked `about`, by the words behind them.
    """
    found: Iterable[Value]
    if wanted == "number":
        found = (v for v in _figures(text, about) if not about or v.unit not in ("%", "per") or asked & _RATES)
    elif wanted == "time":
        found = (v for v in _dated(text, published) if "year" not in asked or _of_year(v))
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


def nearest(text: str, found: Iterable[Value], about: frozenset[str]) -> tuple[tuple[Value, ...], float]:
    """The values that stand nearest to a word on what is asked, `MOST` at most, and how near the first one stands.

    1 is beside it, 1/2 with one word between them, 0 in a sentence without such a word.
    """
    words = [(m.start(), lexical.term(m.group())) for m in _WORD.finditer(text)]
    starts, marks = [at for at, _ in words], [n for n, (_, term) in enumerate(words) if term in about]

    def apart(value: Value) -> float:
        first, end = bisect_left(starts, value.at), bisect_left(starts, value.at + len(value.text))
        return min((first - n if n < first else n - end + 1 for n in marks if not first <= n < end), default=inf)

    ranked = sorted((apart(v), n, v) for n, v in enumerate(found))[:MOST]
    return tuple(v for _, _, v in ranked), 1 / ranked[0][0]


def _figures(text: str, about: frozenset[str]) -> list[Value]:
    """Those behind which stands what is asked; else those that count nothing else, else a lone one without a unit.

    A figure in words counts what follows: `two options`.
    """
    told = [(w.start, w.end) for w in dates(text, "2000-01-01")]
    every = [m for m in _FIGURE.finditer(text) if not any(start <= m.start() < end for start, end in told)]
    behind = [(m, text[m.end() : m.end() + 60]) for m in every]
    counts = [m for m, after in behind if about & set(lexical.terms(after)[:COUNTS_WITHIN])]
    bare = [m for m, after in behind if not _COUNTS.match(after) and not _YEAR.fullmatch(m.group())]
    lone = [
        m for m, after in behind if len(every) == 1 and not _UNIT.match(after) and not (m["figure"] or "").isalpha()
    ]
    return [_figure(m, text[max(0, m.start() - 20) : m.start()], _unit(text, m)) for m in counts or bare or lone]


def _unit(text: str, found: re.Match[str]) -> str:
    before, after = text[: found.start()].rstrip(), text[found.end() : found.end() + 20]
    if re.match(r" ?(?:%|per ?cent)", after):
        return "%"
    if re.match(r"(?: [\w-]+)?(?: per |/)", after):
        return "per"
    return before[-1:] if before[-1:] in "$€£¥" else ""


def _figure(found: re.Match[str], before: str, unit: str) -> Value:
    if found["many"]:
        scale = _SCALES[found["many"].lower()]
        return Value(found.group(), 2 * scale, 1000 * scale, unit=unit, at=found.start())
    written = found["figure"].lower().replace(",", "")
    figure = float(_WORDED.get(written) or written) * _SCALES.get((found["scale"] or "").lower(), 1.0)
    hedge = _HEDGE.search(before)
    slack = figure * ABOUT if hedge and hedge["about"] else _rounding(written, figure)
    low = 0.0 if hedge and hedge["most"] else figure - slack
    high = inf if hedge and hedge["least"] else figure + slack
    return Value(found.group(), low, high, unit=unit, at=found.start())


def _rounding(written: str, figure: float) -> float:
    """Half the last place of a round figure: 3,500 may be 3,460; one that is not round is exact."""
    whole, _, decimals = written.partition(".")
    if not whole.isdigit() or figure < 1000:
        return 0.0
    size = figure / float(written)
    kept = 10.0 ** (-len(decimals) if decimals else len(whole) - len(whole.rstrip("0")))
    return kept * size / 2 if kept * size >= 100 else 0.0


def _dated(text: str, published: str | None) -> list[Value]:
    """The times of a sentence, with the years that stand alone: `(1912)`, `about 1835`."""
    told = dates(text, published)
    found = [v for when in told for v in _times(text, when)]
    for m in _BARE_YEAR.finditer(text):
        if not any(when.start <= m.start() < when.end for when in told):
            first, last = (date(int(m[0]), *day).toordinal() for day in ((1, 1), (12, 31)))
            found.append(Value(m[0], first, last, at=m.start()))
    return sorted(found, key=lambda v: v.at)


def _times(text: str, when: When) -> Iterable[Value]:
    """A stretch as it stands; of one that is given by its two ends, the ends."""
    written = text[when.start : when.end]
    first, last = date.fromisoformat(when.first), date.fromisoformat(when.last)
    inner = re.sub(r"^\W*(?:from|between|since|in|on)\b", "", written)
    if _BETWEEN.search(inner) and len(dates(inner, None)) <= 1 and (last - first).days > 31:
        slack = 0 if when.precision == "day" else 30 if when.precision == "month" else 364
        yield Value(written, first.toordinal(), first.toordinal() + slack, at=when.start)
        yield Value(written, last.toordinal() - slack, last.toordinal(), at=when.start)
    else:
        yield Value(written, first.toordinal(), last.toordinal(), at=when.start)


def _of_year(value: Value) -> bool:
    """Whether a time tells a year: a mere day of the week does not."""
    return value.high - value.low >= 27 or bool(re.search(r"\d{4}", value.text))


def _names(text: str, asked: frozenset[str]) -> Iterable[Value]:
    for found in _NAME.finditer(text):
        kept = [w for w in lexical.words(found.group()) if w.casefold() not in STOP_WORDS | _NO_NAMES]
        if _DEMONYM.fullmatch(found.group()) and re.match(r" [a-z]", text[found.end() :]):
            continue  # "American singer" names nobody
        if len(kept) < 2 and not text[: found.start()].strip(" -–—“\"'‘"):
            continue  # any word may begin a sentence
        if len(kept) > 2 and found.group().isupper():
            continue  # somebody shouts
        terms = frozenset(lexical.terms(" ".join(kept))) - asked
        if terms:
            yield Value(" ".join(kept), terms=terms, at=found.start())


def _things(text: str, asked: frozenset[str]) -> Iterable[Value]:
    """What follows `NAME is a` or stands as in `NAME (film)`, of a name asked about; `as long as` tells none."""
    text = _COMPARED.sub(lambda m: " " * len(m[0]), text)
    for found in (*_IS.finditer(text), *_APPOSED.finditer(text)):
        if not any(
            w[0].isupper() and lexical.term(w) in asked
            for w in lexical.words(text[max(0, found.start() - SUBJECT) : found.start()])
        ):
            continue
        told = _ENDS.split(found.group(1))[0]
        words = [w for w in lexical.words(told) if w.casefold() not in STOP_WORDS | _QUALIFIERS]
        kinds = frozenset(lexical.term(w) for w in words if w[0].islower()) - asked
        if terms := kinds or frozenset(lexical.term(w) for w in words if w[0].isupper()) - asked:
            yield Value(told.strip(), terms=terms, at=found.start(1))
