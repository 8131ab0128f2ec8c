"""Attributions of a text as a test reads them."""

from store.article import Kind, Sentence, Span
from store.sentences import split
from store.speakers import Attribution, attributions


def sentences(text: str, kind: Kind = "body") -> list[Sentence]:
    pieces = split(text, [Span(kind, 0, len(text))])
    return [Sentence(number, 0, kind, start, end) for number, (start, end, kind) in enumerate(pieces)]


def read(text: str, kind: Kind = "body") -> tuple[Attribution, ...]:
    return attributions(text, sentences(text, kind))


def said(text: str) -> list[tuple[str, str]]:
    """Speaker and what was said, in the order of the text."""
    return [(a.speaker, text[a.start : a.end]) for a in read(text)]


def at_quote(text: str) -> list[str]:
    """The words that name the speaker at each quote."""
    return [text[a.speaker_start : a.speaker_end] for a in read(text)]
