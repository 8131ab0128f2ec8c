"""Numbers and dates of a sentence, each by what it amounts to, and which of them another text does not hold.

`three`, `3`; `a thousand`, `1,000`; `4.2 million`, `4,200,000`; `on Friday` of a report of 14 March, `14 March 2025`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from store import lexical
from store.dates import When, dates

_ONES = "one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_WORDED = {word: Decimal(n) for n, word in enumerate(_ONES + _TEENS, start=1)}
_WORDED |= {word: Decimal(10 * n) for n, word in enumerate(_TENS, start=2)}
_WORDED |= {f"{ten}-{one}": _WORDED[ten] + _WORDED[one] for ten in _TENS for one in _ONES}
_WORDED |= {"a": Decimal(1), "an": Decimal(1), "half a": Decimal("0.5")}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SHORT = {"k": 1000, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12}
_SCALE = "|".join(_SCALES)
_FIGURE = re.compile(
    rf"(?P<sign>(?<![\w.,%)])[-−–](?=[\d$€£¥]))?(?P<money>[$€£¥] ?)?"
    rf"(?:(?P<digits>\d+(?:,\d{{3}}(?!\d))*(?:\.\d+)?)(?:(?P<nth>st|nd|rd|th)\b|(?P<short>{'|'.join(_SHORT)})\b)?"
    rf"|\b(?P<word>(?:{'|'.join(_TENS)})-(?:{'|'.join(_ONES)})\b|(?:{'|'.join(_ONES + _TEENS + _TENS)})\b"
    rf"|(?:half )?an?\b(?=[ -](?:{_SCALE})\b)))"
    rf"(?P<scales>(?:[ -](?:{_SCALE})\b)*)"
    rf"|\b(?P<ordinal>{'|'.join(_ORDINALS)})\b|\b(?P<many>half|(?:{_SCALE})s|(?:{_SCALE}))\b",
    re.IGNORECASE,
)
_UNIT = re.compile(r"[ \u00a0\u202f-]?(%|per ?cent\b|percentage\b)|[ \u00a0\u202f-]?([^\W\d_]+)")
_UNITS = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "kilometr": "kilomet", "km": "kilomet"}
_UNITS |= {"kilomet": "kilomet", "metr": "meter", "tonn": "ton"}
_UNITS |= {unit: unit for unit in "dollar euro pound yen mile meter year month week day hour minut ton".split()}
_STRICT = frozenset("% th dollar euro pound yen".split())
_WEAK = frozenset("one first second".split())
"""Words that often count nothing: what is said with them needs no number in the report."""
_REPORTED = re.compile(r"\b(?:report|said|says|publish|wrote|writes|according|announc)", re.IGNORECASE)
_COARSE = ("day", "week", "month", "season", "year")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, `value` by `unit` with other `readings` ("5m"), or a date, if `when` is given."""

    text: str
    readings: frozenset[tuple[Decimal, str]] = frozenset()
    when: When | None = None
    weak: bool = False


def unheld(sentence: str, cited: Iterable[tuple[str, str | None]]) -> list[str]:
    """The numbers and dates of a sentence, as written, that none of the texts holds; each that they do is used once.

    `cited` are texts with the day on which they were published (ISO 8601). A coarser date holds what lies in it.
    """
    texts = list(cited)
    held = [a for text, published in texts for a in amounts(text, published) if not a.weak]
    days = dict.fromkeys(published for _, published in texts)
    return min((_unheld(sentence, day, held) for day in days), key=len, default=[a.text for a in amounts(sentence)])


@lru_cache(maxsize=4096)
def amounts(text: str, published: str | None = None) -> tuple[Amount, ...]:
    """The numbers and dates of a text, dates first."""
    told = dates(text, published)
    found = [Amount(text[w.start : w.end], when=w) for w in told]
    outside = list(text)
    for when in told:
        outside[when.start : when.end] = "\n" * (when.end - when.start)
    return (*found, *_figures("".join(outside)))


def _unheld(sentence: str, published: str | None, held: Sequence[Amount]) -> list[str]:
    """Equals first, so that a date that could stand for several does not take another's place."""
    wanted, left = [a for a in amounts(sentence, published) if not a.weak], list(held)
    for same in (_equal, _compatible):
        still = []
        for amount in wanted:
            found = next((other for other in left if same(amount, other)), None)
            if found is None:
                still.append(amount)
            else:
                left.remove(found)
        wanted = still
    dated = any(other.when and other.when.precision == "day" for other in left)
    return [a.text for a in wanted if dated or not _is_day_of_report(a, sentence, published)]


def _is_day_of_report(amount: Amount, sentence: str, published: str | None) -> bool:
    """Whether it is the day of publication, in a sentence that tells when something was reported."""
    when = amount.when
    return bool(when and published and when.first == when.last == published[:10] and _REPORTED.search(sentence))


def _equal(one: Amount, other: Amount) -> bool:
    if one.when is None or other.when is None:
        return one.when is other.when and one.readings == other.readings
    a, b = one.when, other.when
    return (a.first, a.last, a.open) == (b.first, b.last, b.open) and _same_digits(one.text, other.text)


def _compatible(one: Amount, other: Amount) -> bool:
    if one.when and other.when:
        a, b = one.when, other.when
        coarser = _COARSE.index(a.precision) > _COARSE.index(b.precision)
        return coarser and a.open == b.open and a.first <= b.first and b.last <= a.last
    if one.when or other.when:
        when, figure = (one.when, other) if one.when else (other.when, one)
        return bool(when and when.precision == "year" and (Decimal(when.first[:4]), "") in figure.readings)
    return any(x == y and _same_unit(u, v) for x, u in one.readings for y, v in other.readings)


def _same_digits(one: str, other: str) -> bool:
    """Whether two wordings that differ in nothing but digits have the same numbers: 24 and 25 hours ago do not."""
    digits = [[int(n) for n in re.findall(r"\d+", text)] for text in (one, other)]
    return digits[0] == digits[1] or re.sub(r"\d+", "", one) != re.sub(r"\d+", "", other)


def _same_unit(one: str, other: str) -> bool:
    return one == other or (not {one, other} & _STRICT and "" in (one, other))


def _figures(text: str) -> Iterator[Amount]:
    for m in _FIGURE.finditer(text):
        written = m.group().strip()
        if m["many"] or m["ordinal"]:
            yield Amount(written, frozenset(_of_word(m.group().lower())), weak=m.group().lower() in _WEAK)
            continue
        number = _WORDED[m["word"].lower()] if m["word"] else Decimal(m["digits"].replace(",", ""))
        number = -number if m["sign"] else number
        for scale in re.findall(r"[a-z]+", m["scales"].lower()):
            number *= _SCALES[scale]
        unit = "th" if m["nth"] else _unit(m["money"], text[m.end() : m.end() + 24])
        readings = {(number, unit)} | ({(number * _SHORT[m["short"].lower()], unit)} if m["short"] else set())
        yield Amount(written, frozenset(readings), weak=written.lower() in _WEAK)


def _of_word(word: str) -> Iterator[tuple[Decimal, str]]:
    if word in _ORDINALS:
        yield Decimal(_ORDINALS.index(word) + 1), "th"
    elif word == "half":
        yield from ((Decimal("0.5"), ""), (Decimal(50), "%"))
    else:
        yield Decimal(_SCALES[word.removesuffix("s")]), "many" if word.endswith("s") else ""


def _unit(money: str | None, after: str) -> str:
    found = _UNIT.match(after)
    if found and found[1]:
        return "%"
    return _UNITS.get(money.strip(), "") if money else _UNITS.get(lexical.term(found[2]), "") if found else ""
