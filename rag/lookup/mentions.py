"""Which dated sentences of a coverage tell one event, and which events differ in nothing but their dates.

By the dates, by how near the sentences stand (the vectors that the catalogue keeps) and by the rare words that the
dated clauses share; a person's sayings are never those of another. Nothing is embedded.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from math import log
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from rag.words import STOP_WORDS
from store import lexical
from store.article import Article
from store.names import is_lone, same
from store.spans import EventRow
from store.vectors import Vectors

SAME = 0.72
"""From which nearness two mentions of a day tell one event: cosine of the sentences, half that of the clauses' rare
words, `KIND` for or against. This and what follows was set by reading five reports and the sample coverage: at 0.70 the
first two events are put together that are not one, at 0.76 three more pairs are left apart that are.
"""
SAME_MONTH = 0.65
"""Likewise of a month or a year, which news names far more seldom."""
OTHERWISE = 0.65
"""From which two events whose dates cannot both be right are the same one."""
KIND = 0.05
"""What it weighs that both are dates of saying something, or both are not."""
ONE_CLAUSE = 1.25
"""From which two dates of one sentence stand in the same part of it."""
WIDE = 100
"""Days of the longest stretch that takes in an event told with a nearer date."""
_BLOCK = 512
_HASHED = 1024
"""Places for the clauses' words, with a sign each, so that words that share one cancel out on average."""
_STOPPED = frozenset(lexical.term(word) for word in STOP_WORDS)


@dataclass(frozen=True, slots=True)
class Mention:
    """A sentence of a report, `article.text[start:end]`, and in it the expression that dates the event.

    Its row has the ISO dates `first` and `last`, `grain` ("day", "month" or "year"), and `announced` where it was
    still to come when the report was published.
    """

    article: Article
    row: EventRow

    @property
    def stretch(self) -> tuple[int, int]:
        """Where the sentence stands."""
        return self.row.start, self.row.end

    @property
    def text(self) -> str:
        """The exact words of the sentence."""
        return self.article.text[self.row.start : self.row.end]

    @property
    def expression(self) -> str:
        """The exact words of the date."""
        return self.article.text[self.row.at : self.row.until]

    @property
    def parts(self) -> tuple[str, str, str]:
        """The sentence as what stands before the words of its date, these, and what stands after them."""
        whole, row = self.article.text, self.row
        return whole[row.start : row.at], self.expression, whole[row.until : row.end]


def nearest_date(told: Sequence[Mention], group: Iterable[int]) -> EventRow:
    """The nearest date."""
    return min((told[n].row for n in group), key=lambda row: _days(row)[1] - _days(row)[0])


def _days(row: EventRow) -> tuple[int, int]:
    return _ordinal(row.first), _ordinal(row.last)


@lru_cache(maxsize=20_000)
def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def features(told: Sequence[Mention]) -> Vectors:
    """Rows whose product is the nearness of two mentions: sentence vectors beside the clauses' words by idf, hashed."""
    dense = np.frombuffer(b"".join(m.row.vector for m in told), "<f2").reshape(len(told), -1)
    words = [(n, word) for n, m in enumerate(told) for word in m.row.words.split() if word not in _STOPPED]
    held = Counter(word for _, word in words)
    hashes = np.array([crc32(word.encode()) if held[word] > 1 else 0 for _, word in words], np.int64)
    owners = np.array([n for n, _ in words], np.int64)
    idf = np.array([log((len(told) + 1) / held[word]) for _, word in words])
    weights = idf * (0.5 / np.bincount(owners, idf**2, len(told))[owners]) ** 0.5 * (1 - hashes // _HASHED % 2 * 2)
    shared = hashes > 0  # a word that no other clause has only adds to the length of its own
    made = np.zeros((len(told), _HASHED + dense.shape[1] + 1), np.float32)
    np.add.at(made, (owners[shared], hashes[shared] % _HASHED), weights[shared])
    made[:, _HASHED:-1] = dense
    made[:, -1] = [KIND**0.5 if m.row.speaker else -(KIND**0.5) for m in told]
    return made


class _Groups:
    """Mentions put together step by step."""

    def __init__(self, told: Sequence[Mention], nearness: Vectors) -> None:
        self.own = list(range(len(told)))
        self.members = [[n] for n in self.own]
        self.total = nearness.copy()
        self.days = [_days(m.row) for m in told]
        self.least = [SAME if m.row.grain == "day" else SAME_MONTH for m in told]
        self.person = [m.row.speaker if m.row.speaker and _is_person(m.row.speaker) else None for m in told]

    def join(self, one: int, two: int) -> None:
        """Make one group of those of two mentions, if all of them may tell one event."""
        a, b = self.own[one], self.own[two]
        if a == b or not _one_holds(self.days[a], self.days[b]):
            return
        who, other = self.person[a], self.person[b]
        size = len(self.members[a]) * len(self.members[b])
        least = min(self.least[a], self.least[b])
        if (who and other and not same(who, other)) or float(self.total[a] @ self.total[b]) < least * size:
            return
        for n in self.members[b]:
            self.own[n] = a
        self.members[a] += self.members[b]
        self.members[b] = []
        self.total[a] += self.total[b]
        self.days[a] = min(self.days[a], self.days[b], key=lambda days: days[1] - days[0])
        self.person[a] = who or other


def _is_person(speaker: str) -> bool:
    """Whether a speaker is named, not described."""
    return is_lone(speaker) or all(word[:1].isupper() for word in speaker.split())


def _one_holds(one: tuple[int, int], two: tuple[int, int]) -> bool:
    return (one[0] <= two[0] and two[1] <= one[1]) or (two[0] <= one[0] and one[1] <= two[1])


def merged(told: Sequence[Mention], nearness: Vectors) -> list[list[int]]:
    """The mentions of each event: the nearest are put together first, as long as the groups are near on average.

    `told` is sorted by first day, then last.
    """
    groups = _Groups(told, nearness)
    pairs = list(_near(told, nearness))
    for _, one, two in sorted(pairs, key=lambda pair: (-pair[0], pair[1:])):
        groups.join(one, two)
    return [sorted(members) for members in groups.members if members]


def _near(told: Sequence[Mention], nearness: Vectors) -> Iterator[tuple[float, int, int]]:
    """(nearness, mention, mention) of all that may tell one event: of one stretch of days, or one that it holds."""
    days = np.array([_days(m.row) for m in told])
    long = days[:, 1] - days[:, 0] > WIDE
    for start, end in _runs(days):
        first, last = days[start]
        begin, until = np.searchsorted(days[:, 0], first, "left"), np.searchsorted(days[:, 0], last, "right")
        scores = nearness[start:end] @ nearness[begin:until].T
        fits = (days[begin:until, 1] <= last) & (long[begin:until] == long[start])
        for a, b in np.argwhere((scores >= min(SAME, SAME_MONTH)) & fits).tolist():
            one, two = start + a, int(begin) + b
            row, other = told[one].row, told[two].row
            apart = (row.article, row.start) == (other.article, other.start) and scores[a, b] < ONE_CLAUSE
            if not apart and (one < two or _days(row) != _days(other)):
                yield float(scores[a, b]), one, two


def _runs(days: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Where rows that are alike begin and end, at most `_BLOCK` of them, so that their products fit into memory."""
    cuts = [0, *(np.flatnonzero((days[1:] != days[:-1]).any(axis=1)) + 1).tolist(), len(days)]
    for start, end in pairwise(cuts):
        yield from ((at, min(at + _BLOCK, end)) for at in range(start, end, _BLOCK))


def conflicts(
    told: Sequence[Mention], groups: Sequence[Sequence[int]], nearness: Vectors
) -> dict[int, tuple[int, ...]]:
    """For the number of an event those that are the same but for the date, each told by other reports."""
    found: dict[int, tuple[int, ...]] = {}
    rows = [nearest_date(told, group) for group in groups]
    for one, two in _slips(rows):
        a, b = groups[one], groups[two]
        apart = {told[n].row.article for n in a}.isdisjoint(told[n].row.article for n in b)
        if apart and float(nearness[a].mean(axis=0) @ nearness[b].mean(axis=0)) >= OTHERWISE:
            found[one + 1] = (*found.get(one + 1, ()), two + 1)
            found[two + 1] = (*found.get(two + 1, ()), one + 1)
    return found


def _slips(rows: Sequence[EventRow]) -> Iterator[tuple[int, int]]:
    """Pairs of dates that agree in all but the year."""
    alike: dict[tuple[str, str], list[int]] = {}
    for n, row in enumerate(rows):
        if row.grain != "year":
            alike.setdefault((row.first[5:], row.last[5:]), []).append(n)
    for same_day in alike.values():
        yield from ((a, b) for a in same_day for b in same_day if a < b and rows[a].first != rows[b].first)
