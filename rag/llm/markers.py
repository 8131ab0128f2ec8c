"""The sentences of a model's reply and the evidence each one cites, read as the reply comes. Pure; no model, no home.

A line is read when it is complete, so it does not matter where the pieces of a reply are cut. A prompt that asks for a
line a sentence makes each sentence come as soon as it is written.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from rag.wording import visible
from store.article import Span
from store.sentences import split

_NUMBERS = r"\^?\d{1,3}(?: ?[,;–-] ?\^?\d{1,3}){0,40}"
_TOKEN = re.compile(
    r"(?P<literal>(`+)[^`]*`+|“[^“”]*”|„[^„“”]*[“”]|«[^«»]*»|(?<!\w)\"[^\"]*\"(?!\w))"
    rf"|\\?\[ ?(?P<numbers>{_NUMBERS}) ?\\?\](?:\([^()\s]*\))?"
    rf"|【 ?(?P<wide>{_NUMBERS})[^【】]{{0,40}}】"
)
"""Code and quoted words, whose brackets are their own, or a marker: [1], [1, 2], [1-3], [^1], [1](link), 【1】.

Each repetition stops at what ends it and runs over nothing that another try runs over again, so the time is linear. A
quotation mark without its partner quotes nothing.
"""
_RANGE = re.compile(r"(\d+)(?: ?[–-] ?\^?(\d+))?")
_LONGEST_RANGE = 20
_THOUGHT, THOUGHT_ENDS = "<think>", "</think>"
_FENCES = ("```", "~~~")
_MARKS = re.compile(r"^\s*(?:[-*•#>]+|\d{1,2}[.)])\s+|\*\*|__")


@dataclass(frozen=True, slots=True)
class Cited:
    """A sentence of a reply without its markers; `numbers` in the order in which they stand, each once."""

    text: str
    numbers: tuple[int, ...]


def cited_sentences(deltas: Iterable[str], known: Collection[int]) -> Iterator[Cited]:
    """The sentences of a reply that comes in pieces, cut anywhere; numbers that are not `known` are dropped.

    A marker belongs to the sentence that it stands in or behind. A fence is left out: some models put all into one.
    """
    for line in _lines(deltas):
        if line.strip() and not line.lstrip().startswith(_FENCES):
            yield from _read(line, known)


def without_thoughts(deltas: Iterable[str]) -> Iterator[str]:
    """A reply without what a model thought aloud in `<think>…</think>` before it."""
    held, thinking = "", True
    for delta in deltas:
        if not thinking:
            yield delta
            continue
        held += delta
        begun = held.lstrip()
        if begun.startswith(_THOUGHT[: len(begun)]):
            _, closed, rest = held.partition(THOUGHT_ENDS)
            if not closed:
                continue
            held = rest
        thinking = False
        yield held
    if thinking and not held.lstrip().startswith(_THOUGHT):
        yield held


def bare(text: str) -> str:
    """A line of a reply without the marks of lists, headings and emphasis, and without what hides or reorders text."""
    return " ".join(_MARKS.sub("", visible(text)).split())


def _lines(deltas: Iterable[str]) -> Iterator[str]:
    """The lines of a text in pieces, the last one with or without its end."""
    held: list[str] = []
    for delta in deltas:
        first, *others = delta.split("\n")
        held.append(first)
        for other in others:
            yield "".join(held)
            held = [other]
    yield "".join(held)


def _read(line: str, known: Collection[int]) -> Iterator[Cited]:
    text, markers = _without_markers(line, known)
    spans = [(start, end) for start, end, _ in split(text, [Span("body", 0, len(text))])]
    cited: dict[int, dict[int, None]] = {}
    at = 0
    for place, numbers in markers:
        while at + 1 < len(spans) and spans[at + 1][0] < place:
            at += 1
        cited.setdefault(at, {}).update(dict.fromkeys(numbers))
    for i, (start, end) in enumerate(spans):
        yield Cited(text[start:end], tuple(cited.get(i, ())))


def _without_markers(line: str, known: Collection[int]) -> tuple[str, list[tuple[int, list[int]]]]:
    """The line without its markers, and where they stood, as offsets into what is left."""
    parts, length, read, markers = [], 0, 0, []
    for found in _TOKEN.finditer(line):
        if found["literal"]:
            continue
        before = line[read : found.start()].rstrip()
        parts.append(before)
        length += len(before)
        markers.append((length, _numbers(found["numbers"] or found["wide"], known)))
        read = found.end()
        if line[read : read + 1].isalnum():  # nothing else would part the words
            parts.append(" ")
            length += 1
    parts.append(line[read:])
    return "".join(parts), markers


def _numbers(said: str, known: Collection[int]) -> list[int]:
    ranges = ((int(first), int(last or first)) for first, last in _RANGE.findall(said))
    return [n for first, last in ranges for n in range(first, min(last, first + _LONGEST_RANGE) + 1) if n in known]
