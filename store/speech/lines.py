"""The lines of an article's cited text, and their sentences as tokens in which a quotation is one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from store.article import CITED_KINDS, Sentence
from store.speech.quotations import quotations
from store.speech.words import DASHES, Token, tokens

MAX_UNIT = 600
"""Tokens read together at most; sentences are shorter, but a quotation may join many."""


@dataclass(frozen=True, slots=True)
class Line:
    """The cited sentences that share a line of the text; `ends` are where they end."""

    start: int
    end: int
    headline: bool
    ends: tuple[int, ...]


def lines(text: str, sentences: Sequence[Sentence]) -> Iterator[Line]:
    """The lines in which sentences of cited kinds stand, in order."""
    run: list[Sentence] = []
    for s in sentences:
        if s.kind not in CITED_KINDS:
            continue
        if run and (s.kind != run[-1].kind or text.find("\n", run[-1].end, s.start) >= 0):
            yield _line(run)
            run = []
        run.append(s)
    if run:
        yield _line(run)


def _line(run: Sequence[Sentence]) -> Line:
    return Line(run[0].start, run[-1].end, run[0].kind == "headline", tuple(s.end for s in run))


def units(text: str, line: Line) -> Iterator[list[Token]]:
    """The line's sentences, at most `MAX_UNIT` tokens each; those that one quotation spans stay together."""
    quotes = quotations(text, line.start, line.end)
    start, done, at = line.start, 0, 0
    for end in line.ends:
        while at < len(quotes) and quotes[at].end <= end:
            at += 1
        if end < line.end and at < len(quotes) and quotes[at].start < end:
            continue
        ts = tokens(text, start, end, quotes[done:at])
        ts = ts[_dateline(ts) :]
        yield from (ts[n : n + MAX_UNIT] for n in range(0, len(ts), MAX_UNIT))
        start, done = end, at


def _dateline(ts: Sequence[Token]) -> int:
    """How many tokens a dateline takes ("OSLO (Wire) — ")."""
    dash = next((n for n, t in enumerate(ts[:10]) if t.word in DASHES), 0)
    shouted = dash > 0 and ts[0].is_word and ts[0].word.isupper() and len(ts[0].word) > 2 and dash < 6
    return dash + 1 if dash and (shouted or ts[dash - 1].word == ")") else 0
