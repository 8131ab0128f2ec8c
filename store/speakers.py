"""Who is speaking: a property of the text, read at ingest and kept as spans.

Rules over each sentence (`store.speech.reported`, `said`) and the names of the article (`mentions`). On the 150
articles of PolNeAR the speaker of 96 % of the attributions that are all quotation is right, and the token F1 of
everything that was said is 0.83 (`byline eval run polnear=FILE`). The rules were chosen on these same articles, each
for what it earns there, so expect less elsewhere.
"""

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from store.article import CITED_KINDS, Sentence
from store.speech.mentions import Focus, meant, notice
from store.speech.people import Cast, cast
from store.speech.quotations import quotations
from store.speech.reported import reports, subject
from store.speech.said import Range, Report
from store.speech.words import DASHES, Token, tokens

LONG_QUOTE = 5
"""Words from which a quotation is taken for speech even where no reporting verb governs it."""
_MOST_TOKENS = 600
"""Tokens read together at most; sentences are shorter, but a quotation may join many."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """One thing somebody is reported to have said; offsets in the article's text, code points, end exclusive.

    `start`, `end` is what was said (for a direct quote the words inside the quotation marks). `speaker` is the full
    name or description where the article gives one, else the words at the quote, which `speaker_start` and
    `speaker_end` give. `cue` is the word that reports it ("said").
    """

    start: int
    end: int
    direct: bool
    speaker: str
    speaker_start: int
    speaker_end: int
    cue: str
    cue_start: int
    cue_end: int


@dataclass(frozen=True, slots=True)
class _Line:
    """The cited sentences that share a line of the text; `ends` are where they end."""

    start: int
    end: int
    headline: bool
    ends: tuple[int, ...]


def attributions(text: str, sentences: Sequence[Sentence]) -> tuple[Attribution, ...]:
    """What the article reports as said, in order of `start`; reads the sentences of cited kinds.

    A split quotation makes several, and one may lie inside another ("Hale said that Dorn denied it"). Linear time.
    """
    read = [(line, list(_units(text, line))) for line in _lines(text, sentences)]
    known = cast(unit for line, unread in read if not line.headline for unit in unread)
    _introduce(read)
    focus = Focus()
    found: list[Attribution] = []
    waiting: list[Range] = []
    last: Attribution | None = None
    for line, unread in read:
        for ts in unread:
            made = list(_read(text, ts, line, known, focus))
            if made:
                opens = made[0].direct and made[0].start <= line.start + 2
                found += _spoken(waiting, made[0] if opens else last)
                waiting, last = [], _leading(made)
                found += made
            elif not line.headline:
                waiting += _alone(ts)
            if waiting and ts[-1].quote and ts[-1].quote.closed:
                found += _spoken(waiting, last)
                waiting = []
    found += _spoken(waiting, last)
    return tuple(sorted(set(found), key=lambda a: (a.start, a.end, a.cue_start)))


def _lines(text: str, sentences: Sequence[Sentence]) -> Iterator[_Line]:
    """The lines in which sentences of cited kinds stand, in order."""
    breaks = [m.start() for m in re.finditer("\n", text)]
    cited = (s for s in sentences if s.kind in CITED_KINDS)
    for (kind, _), run in groupby(cited, lambda s: (s.kind, bisect(breaks, s.start))):
        first, *rest = run
        ends = (first.end, *(s.end for s in rest))
        yield _Line(first.start, ends[-1], kind == "headline", ends)


def _units(text: str, line: _Line) -> Iterator[list[Token]]:
    """The line's sentences, at most `_MOST_TOKENS` tokens each; those that one quotation spans stay together."""
    quotes = quotations(text, line.start, line.end)
    start, done, at = line.start, 0, 0
    for end in line.ends:
        while at < len(quotes) and quotes[at].end <= end:
            at += 1
        if end < line.end and at < len(quotes) and quotes[at].start < end:
            continue
        ts = tokens(text, start, end, quotes[done:at])
        ts = ts[_dateline(ts) :]
        yield from (ts[n : n + _MOST_TOKENS] for n in range(0, len(ts), _MOST_TOKENS))
        start, done = end, at


def _dateline(ts: Sequence[Token]) -> int:
    """How many tokens a dateline takes ("OSLO (Wire) — ")."""
    dash = next((n for n, t in enumerate(ts[:10]) if t.word in DASHES), 0)
    shouted = dash > 0 and ts[0].is_word and ts[0].word.isupper() and len(ts[0].word) > 2 and dash < 6
    return dash + 1 if dash and (shouted or ts[dash - 1].word == ")") else 0


def _introduce(read: Sequence[tuple[_Line, list[list[Token]]]]) -> None:
    """Put a quotation that begins a line to the words before it that end with a colon."""
    for (_, before), (_, after) in pairwise(read):
        if before and after and before[-1] and after[0] and before[-1][-1].word == ":" and after[0][0].quote:
            before[-1] = before[-1] + after.pop(0)


def _leading(made: Sequence[Attribution]) -> Attribution:
    """The one of a sentence's attributions that speech behind it goes on with: a direct quote if there is one."""
    return next((a for a in reversed(made) if a.direct), made[-1])


def _alone(ts: Sequence[Token]) -> list[Range]:
    """The words of quotations that stand for themselves, as in a speech that goes on over paragraphs."""
    if any(t.is_word for t in ts):
        return []
    return [(t.quote.inner_start, t.quote.inner_end) for t in ts if t.quote]


def _spoken(quoted: Sequence[Range], by: Attribution | None) -> list[Attribution]:
    return [replace(by, start=start, end=end, direct=True) for start, end in quoted if start < end] if by else []


def _trimmed(ts: Sequence[Token]) -> Sequence[Token]:
    """Without the marks at both ends."""
    kept = [n for n, t in enumerate(ts) if t.is_word or t.quote]
    return ts[kept[0] : kept[-1] + 1] if kept else []


def _read(text: str, whole: Sequence[Token], line: _Line, known: Cast, focus: Focus) -> Iterator[Attribution]:
    """The attributions of one sentence; moves the focus."""
    ts = _trimmed(whole)
    found = reports(ts, line.headline)
    begins = subject(ts)
    quoted = begins and any(a <= begins[0] < b for r in found for a, b in r.said)
    if begins and not quoted and not line.headline and all(begins[1] <= r.source[0] for r in found):
        notice(ts, *begins, known, focus)
    made: list[Attribution] = []
    for r in found:
        speaker = meant(ts, *r.source, known, focus)
        made += (a for part in r.said if (a := _attribution(text, ts, r, part, speaker)))
    yield from made
    for n in _left_over(text, ts, found):
        before = [a for a in made if a.cue_start < ts[n].start]
        if before:
            yield from _spoken(_alone(ts[n : n + 1]), _leading(before))
        elif begins and begins[1] < n and ts[n - 1].is_word:
            plain = Report(begins, (n - 1, n), 0)
            one = _attribution(text, ts, plain, (n, n + 1), meant(ts, *begins, known, focus))
            yield from (one,) if one else ()


def _left_over(text: str, ts: Sequence[Token], found: Sequence[Report]) -> Iterator[int]:
    """The long quotations that no cue governs."""
    for n, t in enumerate(ts):
        if t.quote is None or any(a <= n < b for r in found for a, b in r.said):
            continue
        if len(text[t.quote.inner_start : t.quote.inner_end].split()) >= LONG_QUOTE:
            yield n


def _attribution(text: str, ts: Sequence[Token], r: Report, part: Range, speaker: str) -> Attribution | None:
    said = _trimmed(ts[part[0] : part[1]])
    if not said:
        return None
    start, end, direct = said[0].start, said[-1].end, False
    if (quote := said[0].quote) and (len(said) == 1 or text[quote.inner_end - 1] in ",.?!"):
        start, end, direct = quote.inner_start, quote.inner_end, True
    source = ts[r.source[0]].start, ts[r.source[1] - 1].end
    cue = ts[r.cue[0]].start, ts[r.cue[1] - 1].end
    if not any(sign.isalnum() for sign in text[start:end]):
        return None
    return Attribution(start, end, direct, speaker, *source, text[cue[0] : cue[1]], *cue)
