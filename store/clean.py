"""What each line of an article's text is: headline, body, caption, promo, boilerplate or a reader's comment.

Nothing is deleted or changed; the lines are labelled, and what is not the report is neither retrieved nor cited.
A line is judged by its own form (`store.furniture`), then by where it stands: the title and what precedes the first
prose, a list of links under its heading, and the readers' comments, which begin at a marker or, where the page's
head announces them, at the first reply after the report. What no rule knows is body.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from store.article import Kind, Span
from store.furniture import BYLINE, GLUED, LINKS, LONGEST, MARKER, bare, form

_PROSE = 90
"""Characters from which a line is prose even without a stop."""
_HEADING = 80
_LINK = 150
_HEAD_LINES = 12
"""Bylines and announcements of comments are looked for in so many first lines, before the first prose."""
_ANNOUNCED = re.compile(
    r"\b[1-9]\d* (?:comments?|repl(?:y|ies)|responses)(?-i:(?![a-z]))|"
    r"^(?:via|(?:re)?posted by|shared by|submitted by|seeded by)\b",
    re.IGNORECASE | re.MULTILINE,
)
_TALK = re.compile(r"\b(?:I|I['’](?:m|d|ll|ve)|my|me|you|your|you['’](?:re|d|ll|ve)|yours)\b|\?", re.I)
_REPORTED = re.compile(
    r"^(?:[-–—•*]\s|[^\s:][^:.?!]{0,40}:\s)|[“\"'‘].*[”\"'’,]\s*(?:\w+\s){0,4}?(?:said|says|told|wrote|added|asked)\b|"
    r"\b(?:said|says|told|according to|reported)\b"
)
_QUOTED = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)")
_STOPPED = re.compile(r"[.!?…:;,][\"”’'»)\]*_]*$")


@dataclass(frozen=True, slots=True)
class _Line:
    """A non-blank line without its outer whitespace, and how many blank lines stand before it."""

    start: int
    text: str
    gap: int

    @property
    def stopped(self) -> bool:
        return _STOPPED.search(self.text[-8:]) is not None

    @property
    def prose(self) -> bool:
        return len(self.text) >= _PROSE or (self.stopped and len(self.text) >= _PROSE // 3)

    @property
    def capitals(self) -> bool:
        return self.text.isupper() and len(re.findall(r"[^\W\d_]{2,}", self.text[:_HEADING])) >= 2


def label(text: str, title: str | None) -> tuple[Span, ...]:
    """The kinds of an article's lines as spans, in order, without overlap and without outer whitespace.

    Every character that is not whitespace lies in exactly one span; no span crosses a line. `title` is what the
    source gives as the article's title, None where it gives none and the first line may be it.
    """
    lines = _lines(text)
    return tuple(span for line, kind in zip(lines, _kinds(lines, title), strict=True) for span in _spans(line, kind))


def _lines(text: str) -> list[_Line]:
    lines, start, gap = [], 0, 0
    for raw in text.split("\n"):
        inner = raw.strip()
        if inner:
            lines.append(_Line(start + raw.index(inner[0]), inner, gap))
        gap = 0 if inner else gap + 1
        start += len(raw) + 1
    return lines


def _spans(line: _Line, kind: Kind) -> list[Span]:
    """One span for the line; two where furniture hangs at the end of its body."""
    end = line.start + len(line.text)
    tail = max(0, len(line.text) - 300)
    glued = GLUED.search(line.text, tail) if kind == "body" else None
    if glued is None or glued.lastgroup is None:
        return [Span(kind, line.start, end)]
    cut = line.start + glued.start(glued.lastgroup)
    hanging: Kind = "promo" if glued.lastgroup == "promo" else "boilerplate"
    return [Span("body", line.start, line.start + len(line.text[: cut - line.start].rstrip())), Span(hanging, cut, end)]


def _kinds(lines: Sequence[_Line], title: str | None) -> list[Kind]:
    kinds = [form(line.text) for line in lines]
    for number in range(min(_HEAD_LINES, len(lines))):
        if _is_title(lines[number], number, kinds[number], title):
            kinds[number] = "headline"
        elif BYLINE.match(lines[number].text) and len(lines[number].text) < _HEADING:
            kinds[number] = "boilerplate"
    _mark_links(lines, kinds)
    _mark_headings(lines, kinds)
    for number in range(_comments(lines, kinds), len(lines)):
        if kinds[number] not in ("promo", "boilerplate"):
            kinds[number] = "comment"
    return kinds


def _is_title(line: _Line, number: int, kind: Kind, title: str | None) -> bool:
    """Whether one of the first lines is the title: it says the same, or nobody gave one and it looks like one."""
    if title is None:
        return number == 0 and kind in ("body", "promo") and len(line.text) <= 250 and line.text[-1] not in ".:;,"
    ours, theirs = (re.sub(r"\W", "", words.casefold()) for words in (line.text[:LONGEST], title))
    if number > 4 or len(ours) < 8 or kind not in ("body", "promo"):
        return bool(ours) and ours == theirs
    return ours in theirs or (bool(theirs) and theirs in ours and len(ours) <= len(theirs) + 60)


def _mark_links(lines: Sequence[_Line], kinds: list[Kind]) -> None:
    """Make promo of the link titles below the heading of such a list."""
    listing = False
    for number, line in enumerate(lines):
        if kinds[number] == "promo":
            label_only = line.text.endswith(":") and len(line.text) <= 30 and "below" not in line.text.casefold()
            listing = listing or label_only or LINKS.match(bare(line.text)) is not None
        elif listing and kinds[number] == "body" and not line.stopped and not line.capitals and len(line.text) <= _LINK:
            kinds[number] = "promo"
        else:
            listing = False


def _mark_headings(lines: Sequence[_Line], kinds: list[Kind]) -> None:
    """Make headlines of section headings: short, without a stop or all in capitals, with prose of the report after."""
    bodies = [number for number, kind in enumerate(kinds) if kind == "body"]
    for number, following in pairwise(bodies):
        line = lines[number]
        short = len(line.text) <= _HEADING and len(line.text.split()) <= 12 and not line.stopped
        crosshead = line.capitals and len(line.text) <= _LINK and line.text[-1] not in '!”"'
        named = line.text.lstrip("“‘\"'#[ ")[:1]
        short = short and not named.islower() and named not in "-–—•*("
        if line.text[0] == "#" or crosshead or (short and lines[following].prose):
            kinds[number] = "headline"


def _comments(lines: Sequence[_Line], kinds: Sequence[Kind]) -> int:
    """The first line of the readers' comments, the number of lines if there are none.

    They follow a marker; one above the report is a button of its page. On a page whose head announces comments or a
    repost they may follow without one: unattributed lines at the end of which half speak of themselves or to a "you",
    after a gap wider than the report's usual one, or where there is none from the first such line. A report that itself
    speaks so is left whole.
    """
    bodies = [line if kind == "body" else None for line, kind in zip(lines, kinds, strict=True)]
    prose = [number for number, line in enumerate(bodies) if line and line.prose]
    end = len(lines)
    # Sums, because a page may hold very many lines that look like a start.
    body, talk, reported = (
        list(accumulate((line is not None and test(line) for line in bodies), initial=0))
        for test in (lambda line: True, _talks, _reports)
    )

    def share(sums: Sequence[int], start: int, stop: int = end) -> float:
        return (sums[stop] - sums[start]) / max(1, body[stop] - body[start])

    for number in range(prose[0] + 1 if prose else end, end):
        if kinds[number] == "boilerplate" and MARKER.match(bare(lines[number].text)):
            few = body[end] - body[number] < 2
            if few or share(talk, number) >= 1 / 2 or share(reported, number) <= 1 / 3:
                return number + 1
    if len(prose) < 4 or not any(_ANNOUNCED.search(line.text[:_LINK]) for line in lines[: min(prose[0], _HEAD_LINES)]):
        return end
    usual = Counter(lines[number].gap for number in prose[1:]).most_common(1)[0][0]
    possible = range(prose[2] + 1, end - 1)
    wider = [number for number in possible if lines[number].gap > usual]
    for start in wider or [number for number in possible if talk[number + 1] > talk[number]]:
        talks_after_only = share(talk, start) >= 1 / 2 and share(talk, prose[0], start) < 1 / 4
        if talks_after_only and share(reported, start) <= (1 / 4 if wider else 0):
            return start
    return end


def _talks(line: _Line) -> bool:
    """Whether it speaks of itself or to a reader, outside quotation marks."""
    return _TALK.search(_QUOTED.sub("", line.text[:LONGEST])) is not None


def _reports(line: _Line) -> bool:
    """Whether it attributes what it says, or looks like a list or a transcript."""
    return _REPORTED.search(line.text[:LONGEST]) is not None
