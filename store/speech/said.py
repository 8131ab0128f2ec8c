"""What was said: the words of a sentence that a cue reports, behind the cue, before it, or both.

Reads tokens only. Who is named as the source is `store.speech.reported`'s matter.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from store.speech.cues import STRICT, Cue
from store.speech.phrases import PERSONAL, before_verb, find, phrase_right
from store.speech.words import DASHES, DETERMINERS, LINKS, OBJECTS, PREPOSITIONS, SUBJECTS, SUBORDINATE, TIMES, Token

Range = tuple[int, int]
"""Numbers of tokens, end exclusive."""

_CLAUSAL = SUBJECTS | frozenset("whether how why what if there when where".split())
_TOLD = frozenset("tell assure remind inform notify advise warn ask question brief".split())
_PLAIN = frozenset("say write add tell post tweet".split())
"""Verbs behind which "in Oslo" is where it was said, not what."""
_JOINTS = ("and", "but", "while", "as", "though", "although")
_NO_ADVERBIAL = frozenset("there here not both never only now even all".split())
_NO_VERBS = DETERMINERS | OBJECTS
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


def said(ts: Sequence[Token], r: Report, later: Sequence[Report], earlier: Sequence[Report]) -> Iterator[Range]:
    """The ranges of the report's content; `later` and `earlier` are the sentence's other reports."""
    after = r.source[1] if r.inverted or r.verb is None else r.cue[1]
    high = _high(ts, r, later, after)
    post = _complement(ts, r, after, high)
    low = max((end for e in earlier for _, end in e.said if end < r.begins and ts[end].word == ";"), default=0)
    resumes = any(t.word == "," or t.word in DASHES for t in ts[after:post])  # "…,” said Hale, “…"
    pre = _before(ts, r, low, follows=post is not None and not resumes)
    if pre and post is not None:
        introduces = ts[pre[0]].low in PREPOSITIONS and ts[post].quote  # "During a visit to Oslo, Hale said, “…”"
        pre = None if introduces or _is_inside(r, earlier) else pre
    if pre:
        yield pre
    if post is not None:
        yield post, high


def _is_inside(r: Report, earlier: Sequence[Report]) -> bool:
    return any(start < r.begins < end and e.cue[1] <= start for e in earlier for start, end in e.said)


def _high(ts: Sequence[Token], r: Report, later: Sequence[Report], after: int) -> int:
    """Where what follows the cue ends at the latest: before the next report that is not part of it."""
    for other in later:
        b = other.begins
        if b > after and (cut := _cut(ts, r, other)) is not None:
            return cut
    opened = ts[r.begins - 1].word if r.begins else ""
    if opened not in DASHES:
        opened = "," if r.verb and r.verb.form == "noun" and ts[0].low in PREPOSITIONS else ";"
    return find(ts, opened, after, len(ts), len(ts))


def _cut(ts: Sequence[Token], r: Report, other: Report) -> int | None:
    """Where `other` ends what `r` reports; None if it is a part of that."""
    b = other.begins
    before = ts[b - 1]
    comma = ts[b - 2].word == ","
    if other.shared and before.low in (",", "and", "but", "then", "or"):
        return b - 2 if before.word != "," and comma else b - 1
    if before.low in _JOINTS and (comma or ts[b - 2].quote):
        return b - 2 if comma else b - 1
    if r.begins and ts[r.begins - 1].low in SUBORDINATE and (before.word == "," or before.quote):
        return b if before.quote else b - 1
    ends = other.verb is None or (before.word == "," and not _complement(ts, other, other.cue[1], len(ts)))
    return b - (before.word == ",") if ends else None


def _complement(ts: Sequence[Token], r: Report, after: int, high: int) -> int | None:
    """Where the content begins after the cue, None where nothing follows that was said."""
    if after >= high:
        return None
    hears = r.verb is not None and r.verb.verb in _TOLD and not r.inverted
    k = _past_hearer(ts, after, high) if hears else after
    opening = after if k > after and _is_infinitive(ts, k, high) else _opening(ts, k, high)
    if opening is not None:
        return opening
    if r.verb and r.verb.verb in STRICT and (k >= high or ts[k].low not in _CLAUSAL):
        return k if any(t.quote for t in ts[k:high]) else None
    if k >= high or not ts[k].is_word:
        return _resumed(ts, r, k, high)
    if r.verb and r.verb.takes == "hearer" and k > after and _is_adverbial(ts, k):
        return _late_clause(ts, k, high)
    if r.verb and r.verb.takes == "clause" and _is_adverbial(ts, k):
        return _late_clause(ts, k, high) or (None if r.verb.verb in _PLAIN else k)
    return None if r.inverted else k


def _resumed(ts: Sequence[Token], r: Report, k: int, high: int) -> int | None:
    """Where the sentence goes on behind "…, Hale said, …"."""
    if k + 1 >= high or ts[k].word != ",":
        return None
    joined = k + 2 < high and ts[k + 1].low in ("and", "but") and ts[k + 2].quote
    return k + 1 if joined or ts[k + 1].quote or _is_resumable(ts, r, k + 1) else None


def _is_resumable(ts: Sequence[Token], r: Report, k: int) -> bool:
    """Whether the words from `k` on belong to the clause in which "…, Hale said, …" stands."""
    b = r.begins
    quoted = b > 0 and (ts[b - 1].quote or (b > 1 and ts[b - 1].word == "," and ts[b - 2].quote))
    low = ts[k].low
    aside = low in SUBORDINATE or low in ("who", "which", "without", "during") or low.endswith("ing")
    return not quoted and not aside


def _past_hearer(ts: Sequence[Token], k: int, high: int) -> int:
    """Behind those who were told ("told the Wire | that")."""
    if ts[k].low in OBJECTS:
        return k + 1
    return (phrase_right(ts, k, high) if ts[k].low not in ("that", "what", "how") else None) or k


def _is_infinitive(ts: Sequence[Token], k: int, high: int) -> bool:
    """Whether those who were told are to do something ("asked Hale | to leave")."""
    return k + 1 < high and ts[k].low == "to" and ts[k + 1].word.islower() and ts[k + 1].low not in _NO_VERBS


def _late_clause(ts: Sequence[Token], k: int, high: int) -> int | None:
    """Where a clause without "that" begins behind an adverbial ("tweeted Tuesday night he would stay")."""
    for n in range(k + 1, min(high, k + 12)):
        pronoun = ts[n].low in (*PERSONAL, "there")
        if pronoun and ts[n - 1].low not in LINKS:
            return n
        if not ts[n].is_word or ts[n].is_verb:
            return None
    return None


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
        if t.word == ":" or (t.low == "that" and (n == k or ts[n - 1].low not in PREPOSITIONS)):
            return n + 1 if n + 1 < high else None
        if t.word == ",":
            if behind := _behind_aside(ts, n, high):
                return behind
            if n + 1 < high and not (ts[n + 1].quote or ts[n + 1].low == "that" or ts[n + 1].is_name):
                return None
        elif not _is_adverbial(ts, k) if n == k else t.is_verb or t.low in ("to", "and", "who", "which"):
            return None
    return None


def _behind_aside(ts: Sequence[Token], comma: int, high: int) -> int | None:
    """Where the content begins behind ", though, that …" or ", with a smile, “…”"."""
    for n in range(comma + 1, min(high - 1, comma + _REACH - 2)):
        if ts[n].word == "," and (ts[n + 1].quote or ts[n + 1].low == "that"):
            return n + 1 if ts[n + 1].quote else n + 2
    return None


def _before(ts: Sequence[Token], r: Report, low: int, follows: bool) -> Range | None:
    """The content before the cue's clause ("…, Hale said"); `follows`: whether more stands behind the cue."""
    end = r.begins
    if r.verb is None:
        end -= end > low and ts[end - 1].word == ","
        return (low, end) if end > low else None
    if r.inverted and ts[r.source[0] - 1].low == "by":
        return r.begins, before_verb(ts, r.cue[0], r.begins) + 1
    if r.shared or end <= low:
        return None
    end -= ts[end - 1].low == "as" and end - 1 > low
    if not (ts[end - 1].quote or ts[end - 1].word == "," or ts[end - 1].word in DASHES):
        return None
    stop = end if ts[end - 1].quote else end - 1
    if ts[stop - 1].quote and stop - 2 > low and ts[stop - 2].word == ":":
        low = stop - 1
    if follows and not (ts[stop - 1].quote and stop - 1 == low):
        return None
    while low < stop and (not (ts[low].is_word or ts[low].quote) or ts[low].low in ("and", "but")):
        low += 1
    return (low, stop) if low < stop else None
