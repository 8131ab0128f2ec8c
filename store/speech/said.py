"""What was said: the words of a sentence that a cue reports, behind the cue, before it, or both.

Reads tokens only. Who is named as the source is `store.speech.reported`'s matter.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from store.speech.cues import Cue
from store.speech.phrases import before_verb, find, phrase_right
from store.speech.words import DASHES, PREPOSITIONS, TIMES, Token

Range = tuple[int, int]
"""Numbers of tokens, end exclusive."""

_PLAIN = frozenset("say write add tell post tweet".split())
"""Verbs behind which "in Oslo" is where it was said, not what."""
_DEEDS = frozenset("continue find speak talk read sing attack command".split())
"""Verbs that report words only before "that", a quotation or a colon: one continues a war, too."""
_JOINTS = ("and", "but", "while", "as", "though", "although")
_NO_ADVERBIAL = frozenset("there here not both never only now even all".split())
_REACH = 18
"""Tokens behind a cue among which "that" or a quotation is looked for."""


@dataclass(frozen=True, slots=True)
class Report:
    """One cue of a sentence, by token numbers.

    `begins` is where its clause begins. `verb` is None for "according to" and the like; `shared` means that the source
    is that of another verb before it; `said` are the ranges of the content.
    """

    source: Range
    cue: Range
    begins: int
    verb: Cue | None = None
    inverted: bool = False
    shared: bool = False
    said: tuple[Range, ...] = ()


def said(ts: Sequence[Token], r: Report, later: Sequence[Report]) -> Iterator[Range]:
    """The ranges of the report's content; `later` are the sentence's reports behind it."""
    after = r.source[1] if r.inverted or r.verb is None else r.cue[1]
    high = _high(ts, r, later, after)
    post = _complement(ts, r, after, high)
    resumes = any(t.word == "," or t.word in DASHES for t in ts[after:post])  # "…,” said Hale, “…"
    pre = _before(ts, r, follows=post is not None and not resumes)
    if pre:
        yield pre
    if post is not None and not (pre and r.verb is None):
        yield post, high


def _high(ts: Sequence[Token], r: Report, later: Sequence[Report], after: int) -> int:
    """Where what follows the cue ends at the latest: before the next report that is not part of it."""
    for other in later:
        if other.begins > after and (cut := _cut(ts, other)) is not None:
            return cut
    mark = ts[r.begins - 1].word if r.begins and ts[r.begins - 1].word in DASHES else ";"
    return find(ts, mark, after, len(ts), len(ts))


def _cut(ts: Sequence[Token], other: Report) -> int | None:
    """Where `other` ends what was reported before it; None if it is a part of that."""
    before = other.begins - 1
    comma = ts[before - 1].word == ","
    if ts[before].low in _JOINTS and (other.shared or comma or ts[before - 1].quote):
        return before - comma
    return before + (ts[before].word != ",") if other.verb is None or ts[before].word == "," else None


def _complement(ts: Sequence[Token], r: Report, after: int, high: int) -> int | None:
    """Where the content begins after the cue, None where nothing follows that was said."""
    if after >= high:
        return None
    hears = r.verb is not None and r.verb.takes == "hearer" and not r.inverted
    k = (phrase_right(ts, after, high) or after) if hears else after  # behind "told the Wire"
    if after < k < high and ts[k].low == "to":  # "asked Hale to leave"
        return after
    if (opening := _opening(ts, k, high)) is not None:
        return opening
    if r.verb and r.verb.verb in _DEEDS:
        return None
    if k >= high or not ts[k].is_word:
        return _resumed(ts, r, k, high)
    if r.verb and r.verb.takes in ("clause", "hearer") and _is_adverbial(ts, k):
        return None if hears or r.verb.verb in _PLAIN else k
    return None if r.inverted else k


def _resumed(ts: Sequence[Token], r: Report, k: int, high: int) -> int | None:
    """Where the sentence goes on behind "…, Hale said, …"."""
    if k + 1 >= high or ts[k].word != ",":
        return None
    quoted = r.begins > 0 and (ts[r.begins - 1].quote or ts[r.begins - 2].quote)
    return k + 1 if ts[k + 1].quote or not quoted else None


def _is_adverbial(ts: Sequence[Token], k: int) -> bool:
    """Whether an adverbial of time, place or manner may begin here."""
    low = ts[k].low
    named = low in PREPOSITIONS or low in TIMES or low in ("last", "earlier", "this", "later")
    return (named or ts[k].is_adverb) and low not in _NO_ADVERBIAL


def _opening(ts: Sequence[Token], k: int, high: int) -> int | None:
    """Where "that", a colon or a quotation opens the content, behind no more than an adverbial ("in a post on X")."""
    for n in range(k, min(high, k + _REACH)):
        t = ts[n]
        if t.quote:
            return n
        if t.word == ":" or t.low == "that":
            return n + 1 if n + 1 < high else None
        if t.word == ",":
            if behind := _behind_aside(ts, n, high):
                return behind
            if n + 1 < high and not (ts[n + 1].quote or ts[n + 1].low == "that"):
                return None
        elif not _is_adverbial(ts, k) if n == k else t.is_verb or t.low in ("to", "and", "who", "which"):
            return None
    return None


def _behind_aside(ts: Sequence[Token], comma: int, high: int) -> int | None:
    """Where the content begins behind ", though, that …" or ", the mayor of Oslo, “…”"."""
    for n in range(comma + 1, min(high - 1, comma + _REACH - 2)):
        if ts[n].word == "," and (ts[n + 1].quote or ts[n + 1].low == "that"):
            return n + 1 if ts[n + 1].quote else n + 2
    return None


def _before(ts: Sequence[Token], r: Report, follows: bool) -> Range | None:
    """The content before the cue's clause ("…, Hale said"); `follows`: whether more stands behind the cue."""
    low, end = 0, r.begins
    if r.verb is None:
        return (0, end) if end else None
    if r.inverted and ts[r.source[0] - 1].low == "by":
        return r.begins, before_verb(ts, r.cue[0], r.begins) + 1
    if r.shared or end == 0:
        return None
    end -= ts[end - 1].low == "as" and end > 1
    if not (ts[end - 1].quote or ts[end - 1].word == "," or ts[end - 1].word in DASHES):
        return None
    stop = end if ts[end - 1].quote else end - 1
    if ts[stop - 1].quote and ts[stop - 2].word == ":":
        low = stop - 1
    if follows and not ts[stop - 1].quote:
        return None
    while low < stop and (not (ts[low].is_word or ts[low].quote) or ts[low].low in ("and", "but")):
        low += 1
    return (low, stop) if low < stop else None
