"""Quotations: the stretches of a text that stand in quotation marks, straight or curly, double or single.

Nothing here asks who speaks. A quotation ends with its line, since a mark that opens the next one goes on with it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_DOUBLE = re.compile(r"[“”\"„«»]|``|''+")
_SINGLE = re.compile(r"(?<![\w.,!?…’'])[‘'](?=[^\s\d‘’'])")
_SINGLE_END = re.compile(r"(?<=\S)[’'](?!\w)")
_MAX_SINGLE = 600
"""Characters in which a single quotation must close: an apostrophe looks like its mark."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words in quotation marks: `start`, `end` with the marks, `inner_start`, `inner_end` without.

    `closed` is False where the line ends first: the speech may go on in the next one.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    closed: bool


def quotations(text: str, start: int, end: int) -> list[Quotation]:
    """The outermost quotations of the line `text[start:end]`, in order. Takes linear time."""
    doubles = list(_doubles(text, start, end))
    found: list[Quotation] = []
    at = start
    for double in doubles:
        found += _singles(text, at, double.start)
        found.append(double)
        at = double.end
    return [*found, *_singles(text, at, end)]


def _quotation(text: str, whole: tuple[int, int], inner: tuple[int, int], closed: bool) -> Quotation:
    """The quotation, its words without white space at their ends, as tokenised text has it."""
    words = text[inner[0] : inner[1]]
    start = inner[0] + len(words) - len(words.lstrip())
    return Quotation(*whole, start, max(start, inner[0] + len(words.rstrip())), closed)


def _doubles(text: str, start: int, end: int) -> Iterator[Quotation]:
    """Pairs of double marks; one that opens inside another is nested if both close, else it begins anew."""
    marks = [(m, _role(text, m)) for m in _DOUBLE.finditer(text, start, end)]
    surplus = sum(1 if role != "open" else -1 for _, role in marks)
    opened: re.Match[str] | None = None
    depth = 0
    for mark, role in marks:
        surplus += 1 if role == "open" else -1
        if opened is None:
            if role != "close":
                opened, depth = mark, 1
        elif role == "open" and not (opened.group() == "„" and mark.group() == "“"):
            nested = mark.group() in ("“", "«") and surplus > depth
            opened, depth = (opened, depth + 1) if nested else (mark, 1)
        else:
            depth -= 1
            if depth == 0:
                yield _quotation(text, (opened.start(), mark.end()), (opened.end(), mark.start()), closed=True)
                opened = None
    if opened is not None and text[opened.end() : end].strip():
        yield _quotation(text, (opened.start(), end), (opened.end(), end), closed=False)


def _role(text: str, mark: re.Match[str]) -> str:
    """Whether a mark opens, closes, or (a straight one) could do either."""
    sign = mark.group()
    if sign in ("“", "„", "«", "``"):
        return "open"
    if sign in ("”", "»"):
        return "close"
    before, after = text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
    if (not before or before.isspace() or before in "([—–-") and after and not after.isspace():
        return "open"
    return "close" if before and not before.isspace() else "either"


def _singles(text: str, start: int, end: int) -> Iterator[Quotation]:
    at = start
    while found := _SINGLE.search(text, at, end):
        at = found.end()
        close = _single_end(text, found.end(), min(end, found.end() + _MAX_SINGLE))
        if close is not None:
            yield _quotation(text, (found.start(), close + 1), (found.end(), close), closed=True)
            at = close + 1


def _single_end(text: str, start: int, end: int) -> int | None:
    """Where a single quotation closes: the first mark that is no possessive ("the soldiers’ camp"), else the first."""
    first = None
    for mark in _SINGLE_END.finditer(text, start, end):
        first = mark.start() if first is None else first
        possessive = text[mark.start() - 1] == "s" and re.match(r" [a-z]", text[mark.end() : mark.end() + 2])
        if not possessive:
            return mark.start()
    return first
