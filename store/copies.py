"""Copies: which reports print the text of another one, and how many independent ones stand behind a set of citations.

Found by the words of their passages, each kept as a MinHash of its word shingles (Broder 1997), without those in
quotation marks: reporters who heard the same speech quote it alike, each for himself.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from store.lexical import words
from store.speech.quotations import quotations

if TYPE_CHECKING:
    from datasketch import MinHash

SHINGLE = 4
"""Words of a shingle. With every tenth word changed, 150 articles of PolNeAR kept at least 0.54 of their shingles in 95
of 100 cases (5 words: 0.46); 3 words let independent reports of one event share up to 0.16, 4 let them share 0.07.
"""
MIN_WORDS = 20
"""A passage with fewer words of its own is no evidence: stock sentences are that long."""
COPIED = 0.4
"""Share of its shingles from which an article counts as copied.

On the same articles: verbatim, cut to half, or with another headline 1.00 found, 10 % of the words changed 0.99, both
cut and changed 0.95, 35 % of own text added 0.95, half of it 0.70; one false pair of 22,348.
"""
COPIED_PASSAGE = 0.25
"""The same for the passage of a cited span, lower, because a paragraph may lie across two passages.

An agency's 80 (50, 120) words in two reports that differ otherwise: 0.95 (0.87, 0.90) found where they are cited; one
false pair of 219,670 passages. At 0.4: 0.74 (0.44, 0.71).
"""
_EQUAL = 0.1
"""Shares that differ by less are taken as equal: as far as the estimates scatter."""
_PERMUTATIONS = 128
_SEED = 1
_BAND = 2
"""Hash values that must agree for a hit of the index."""
_HITS = 2
"""Hits from which two articles are compared; one in common is what a disclaimer that both carry gives."""

_Prints = NDArray[np.uint32]
"""A signature a row: how many shingles there are, then the least hash value of each permutation."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A passage `[start, end)` of an article and its `signature`."""

    start: int
    end: int
    signature: bytes


@dataclass(frozen=True, slots=True)
class Report:
    """An article as far as copies are concerned; `published` is ISO 8601, a date or a date with time."""

    article: str
    source: str
    outlet: str | None
    published: str | None
    passages: tuple[Signed, ...]


@dataclass(frozen=True, slots=True)
class Cited:
    """A cited span `[start, end)` of an article."""

    article: str
    start: int
    end: int


def signature(text: str) -> bytes:
    """The MinHash of a passage's own words, 516 bytes; empty for a passage too short to be judged.

    Case, punctuation and quoted words do not count. The same on every machine: NumPy's frozen `RandomState`, SHA-1.
    """
    own = _own_words(text)
    if len(own) < MIN_WORDS:
        return b""
    shingles = {" ".join(own[at : at + SHINGLE]).encode() for at in range(len(own) - SHINGLE + 1)}
    made = _empty().copy()
    made.update_batch(shingles)
    return np.concatenate(([len(shingles)], made.hashvalues)).astype("<u4").tobytes()


def sources(reports: Iterable[Report]) -> dict[str, str]:
    """Which article each copy was taken from, by article id; independent articles are left out.

    A copy has at least `COPIED` of its own words in one earlier article. Its source is the article that holds most of
    it, the earliest of several that hold as much, and never a copy itself. Of articles with equal times the longest
    counts as the earliest, then the source name decides. A date without time is the day's beginning; no date is later
    than any.
    """
    read = sorted(((report, _prints_of(report)) for report in reports), key=lambda one: _order(*one))
    index: defaultdict[bytes, list[int]] = defaultdict(list)
    found: dict[str, str] = {}
    for place, (report, prints) in enumerate(read):
        bands = set(_bands(prints))
        hits = Counter(earlier for band in bands for earlier in index[band])
        near = sorted(earlier for earlier, count in hits.items() if count >= _HITS)
        shares = _shares(prints, [read[earlier][1] for earlier in near])
        enough = max(COPIED, shares.max(initial=0.0) - _EQUAL)
        source = next((earlier for earlier, share in zip(near, shares, strict=True) if share >= enough), None)
        if source is not None:
            found[report.article] = read[source][0].article
            continue  # Not in the index: what is copied from a copy is, but for its additions, copied from its source.
        for band in bands:
            index[band].append(place)
    return found


def independent(citations: Iterable[Cited], reports: Mapping[str, Report], copies: Mapping[str, str]) -> int:
    """How many independent reports stand behind the cited spans: never more than there are outlets.

    `reports` holds the cited articles and their sources, by id; `copies` is what `sources` gives. Spans have one text
    behind them when their passages are found in each other's articles, or both in the article that theirs were copied
    from. What an outlet added to a copied article is its own. An outlet counts once however much it wrote; an article
    of unknown outlet is an outlet of its own.
    """
    texts: list[list[Cited]] = []
    for cited in dict.fromkeys(citations):
        joined = [text for text in texts if any(_same_text(cited, other, reports, copies) for other in text)]
        texts = [text for text in texts if text not in joined] + [[cited, *(c for text in joined for c in text)]]
    return _matched([{_outlet(reports[c.article]) for c in text} for text in texts])


def _own_words(text: str) -> tuple[str, ...]:
    """The words outside quotation marks, folded."""
    kept, at, start = [], 0, 0
    for line in text.splitlines(keepends=True):
        for quoted in quotations(text, start, start + len(line)):
            kept.append(text[at : quoted.start])
            at = quoted.end
        start += len(line)
    return words(" ".join([*kept, text[at:]]).casefold().replace("’", "'"))


@cache
def _empty() -> "MinHash":
    # Imported where it is needed: it takes most of a second, and only an ingest makes signatures.
    from datasketch import MinHash

    return MinHash(num_perm=_PERMUTATIONS, seed=_SEED, scheme="affine32")


def _prints(signatures: Iterable[bytes]) -> _Prints:
    """The signatures that are not empty: (n, 1 + permutations)."""
    return np.frombuffer(b"".join(signatures), "<u4").reshape(-1, 1 + _PERMUTATIONS)


def _prints_of(report: Report) -> _Prints:
    return _prints(passage.signature for passage in report.passages)


def _shares(one: _Prints, others: Sequence[_Prints]) -> NDArray[np.float64]:
    """The share of the shingles of `one`, 0 to 1, that stand in each of `others` (none of them empty): (len(others),).

    A passage of a copy may lie across two of its source's: what it shares with either is summed.
    |A ∩ B| = J / (1 + J) · (|A| + |B|).
    """
    if not others or not len(one):
        return np.zeros(len(others))
    rows, sizes = np.concatenate(others), one[:, :1].astype(np.float64)
    jaccard = (one[:, None, 1:] == rows[None, :, 1:]).mean(axis=2)
    starts = np.cumsum([0, *map(len, others[:-1])])
    shared = np.add.reduceat(jaccard / (1 + jaccard) * (sizes + rows[:, 0]), starts, axis=1)
    return np.asarray(np.minimum(shared, sizes).sum(axis=0) / sizes.sum(), np.float64)


def _bands(prints: _Prints) -> Iterator[bytes]:
    """The keys under which passages alike are likely to meet: each a few hash values and their place."""
    cells = np.ascontiguousarray(prints[:, 1:])
    for at in range(0, _PERMUTATIONS, _BAND):
        for row in cells[:, at : at + _BAND]:
            yield bytes([at]) + row.tobytes()


def _order(report: Report, prints: _Prints) -> tuple[bool, float, int, str]:
    moment = datetime.fromisoformat(report.published) if report.published else datetime.max
    time = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return report.published is None, time, -int(prints[:, 0].sum()), report.source


def _same_text(one: Cited, other: Cited, reports: Mapping[str, Report], copies: Mapping[str, str]) -> bool:
    here, there = reports[one.article], reports[other.article]
    if one.article == other.article:
        return _enclosing(one, here) == _enclosing(other, there)
    if _origin(one, reports, copies) == _origin(other, reports, copies):
        return True
    return _copied(one, here, there) and _copied(other, there, here)


def _origin(cited: Cited, reports: Mapping[str, Report], copies: Mapping[str, str]) -> str:
    """The article that a span comes from: its own, or the one that its article was copied from if it stands there."""
    source = reports.get(copies.get(cited.article, ""))
    own = reports[cited.article]
    signed = _enclosing(cited, own)
    if source is None or (signed and signed.signature and not _copied(cited, own, source)):
        return cited.article
    return source.article


def _copied(cited: Cited, own: Report, other: Report) -> bool:
    """Whether the passage of a span stands in another article; no where it is too short to be judged."""
    signed, prints = _enclosing(cited, own), _prints_of(other)
    if signed is None or not signed.signature or not len(prints):
        return False
    return bool(_shares(_prints([signed.signature]), [prints])[0] >= COPIED_PASSAGE)


def _enclosing(cited: Cited, report: Report) -> Signed | None:
    """The passage in which a span begins."""
    return next((p for p in report.passages if p.start <= cited.start < p.end), None)


def _outlet(report: Report) -> str:
    return report.outlet.casefold() if report.outlet else f"\0{report.article}"


def _matched(texts: Sequence[set[str]]) -> int:
    """How many texts find an outlet of their own that printed them; those with fewer outlets choose first."""
    taken: set[str] = set()
    for outlets in sorted(texts, key=len):
        taken.update(sorted(outlets - taken)[:1])
    return len(taken)
