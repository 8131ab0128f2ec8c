"""Who is speaking: a property of the text, read at ingest and kept as spans.

Rules over the structure of each sentence (`store.reported`, `store.said`) and the names of the article
(`store.mentions`). On 50 articles of PolNeAR that the rules had not been read against, the speaker of 93 % of the
attributions with quoted words was right, and the token F1 of all that was said 0.85.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from store.article import Sentence
from store.lines import Line, lines, units
from store.mentions import Focus, meant, notice
from store.people import Cast, cast
from store.reported import reports, subject
from store.said import Range, Report
from store.words import Token, is_word

LONG_QUOTE = 5
"""Words from which a quotation is taken for speech even where no reporting verb governs it."""
_FULL_QUOTE = 30
"""Characters from which a quotation that ends in its own stop is all that was said."""
_LABEL = re.compile(r"([A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,3}):\s+(?=\S)")
_MIN_TURNS, _TURN_WORDS = 4, 5
"""Labelled lines that make an interview, and the words they have on average at least."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """One thing somebody is reported to have said; offsets in the article's text, code points, end exclusive.

    `start`, `end` is what was said (for a direct quote the words inside the quotation marks). `speaker` is the full
    name or description where the article gives one, else the words at the quote, which `speaker_start` and
    `speaker_end` give. `cue` is the word that reports it ("said"), for an interview's turn its colon.
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


def attributions(text: str, sentences: Sequence[Sentence]) -> tuple[Attribution, ...]:
    """What the article reports as said, in order of `start`; reads the sentences of cited kinds.

    A split quotation makes several, and one may lie inside another ("Hale said that Dorn denied it"). Linear time.
    """
    read = [(line, list(units(text, line))) for line in lines(text, sentences)]
    known = cast(unit for line, unread in read if not line.headline for unit in unread)
    turns = dict(_turns(text, [line for line, _ in read]))
    focus = Focus()
    found: list[Attribution] = []
    waiting: list[Range] = []
    for number, (line, unread) in enumerate(read):
        if number in turns:
            found.append(turns[number])
            continue
        for ts in _rejoined(unread, line.headline):
            made = list(_read(text, ts, line, known, focus))
            alone = [] if made or line.headline else _alone(ts)
            if made and waiting:
                opens = made[0].direct and made[0].start <= line.start + 2
                found += _spoken(waiting, made[0] if opens else found[-1] if found else None)
                waiting = []
            found += made
            waiting += alone
            if alone and ts[-1].quote and ts[-1].quote.closed:
                found += _spoken(waiting, found[-1] if found else None)
                waiting = []
    found += _spoken(waiting, found[-1] if found else None)
    return tuple(sorted(set(found), key=lambda a: (a.start, a.end, a.cue_start)))


def _alone(ts: Sequence[Token]) -> list[Range]:
    """The words of quotations that stand for themselves, as in a speech that goes on over paragraphs."""
    if any(is_word(t) for t in ts):
        return []
    return [(t.quote.inner_start, t.quote.inner_end) for t in ts if t.quote]


def _spoken(quoted: Sequence[Range], by: Attribution | None) -> list[Attribution]:
    return [replace(by, start=start, end=end, direct=True) for start, end in quoted if start < end] if by else []


def _turns(text: str, spoken: Sequence[Line]) -> Iterator[tuple[int, Attribution]]:
    """The lines of an interview set out as turns ("Q: …", "HALE: …"), by line number."""
    found = {n: m for n, line in enumerate(spoken) if (m := _LABEL.match(text, line.start, line.end))}
    counts = Counter(m.group(1) for m in found.values())
    labels = {n: m for n, m in found.items() if counts[m.group(1)] > 1}
    words = sum(len(text[m.end() : spoken[n].end].split()) for n, m in labels.items())
    if len(labels) < _MIN_TURNS or len(counts) < 2 or words < _TURN_WORDS * len(labels):
        return
    label = labels[min(labels)]
    for number in range(min(labels), max(labels) + 1):
        line = spoken[number]
        start = labels[number].end() if number in labels else line.start
        label = labels.get(number, label)
        a, b = label.span(1)
        if start < line.end and not line.headline:
            yield number, Attribution(start, line.end, True, label.group(1), a, b, ":", b, b + 1)


def _rejoined(unread: Sequence[list[Token]], headline: bool) -> Iterator[list[Token]]:
    """The sentences, with "“Who?” | Hale asked." made one again."""
    held: list[Token] = []
    for ts in unread:
        if held and _governs(held + ts, len(held), headline):
            held = held + ts
            continue
        if held:
            yield held
        held = ts
    if held:
        yield held


def _governs(ts: Sequence[Token], length: int, headline: bool) -> bool:
    """Whether the first `length` tokens are quotations, and the only words that a cue behind them reports."""
    if ts[length - 1].quote is None or any(is_word(t) for t in ts[:length]):
        return False
    made = reports(_trimmed(ts), headline)
    near = (r for r in made if r.begins <= length + 1)
    return any(r.said[0][0] < length and r.said[-1][1] <= length for r in near)


def _trimmed(ts: Sequence[Token]) -> Sequence[Token]:
    """Without the marks at both ends."""
    kept = [n for n, t in enumerate(ts) if is_word(t) or t.quote]
    return ts[kept[0] : kept[-1] + 1] if kept else []


def _read(text: str, whole: Sequence[Token], line: Line, known: Cast, focus: Focus) -> Iterator[Attribution]:
    """The attributions of one sentence; moves the focus."""
    ts = _trimmed(whole)
    found = reports(ts, line.headline)
    found += _left_over(text, ts, found)
    begins = subject(ts)
    if begins and not line.headline and all(begins[1] <= r.source[0] for r in found):
        notice(ts, *begins, known, focus)
    for r in found:
        speaker = meant(ts, *r.source, known, focus)
        yield from (made for part in r.said if (made := _attribution(text, ts, r, part, speaker)))


def _left_over(text: str, ts: Sequence[Token], found: Sequence[Report]) -> Iterator[Report]:
    """Long quotations that no cue governs: the last report's before them, else the subject's of the sentence."""
    for n, t in enumerate(ts):
        if t.quote is None or any(a <= n < b for r in found for a, b in r.said):
            continue
        if len(text[t.quote.inner_start : t.quote.inner_end].split()) < LONG_QUOTE:
            continue
        before = [r for r in found if r.cue[0] < n]
        if before:
            yield replace(before[-1], said=((n, n + 1),))
        elif (who := subject(ts)) and who[1] < n and is_word(ts[n - 1]):
            yield Report(who, (n - 1, n), 0, said=((n, n + 1),))


def _attribution(text: str, ts: Sequence[Token], r: Report, part: Range, speaker: str) -> Attribution | None:
    said = _trimmed(ts[part[0] : part[1]])
    if not said:
        return None
    start, end, direct = said[0].start, said[-1].end, False
    if quote := said[0].quote:
        long = quote.inner_end - quote.inner_start > _FULL_QUOTE
        full = text[quote.inner_end - 1] in ",.?!" and (long or not any(t.quote for t in said[1:]))
        if len(said) == 1 or full:
            start, end, direct = quote.inner_start, quote.inner_end, True
    source = ts[r.source[0]].start, ts[r.source[1] - 1].end
    cue = ts[r.cue[0]].start, ts[r.cue[1] - 1].end
    return Attribution(start, end, direct, speaker, *source, text[cue[0] : cue[1]], *cue) if start < end else None
