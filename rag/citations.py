"""Citations: exact spans of a stored revision."""

from collections.abc import Sequence
from dataclasses import replace

from rag.answer import Answer, Citation, Turn
from rag.wording import markdown
from store.article import Article


class CitationError(AssertionError):
    """A quote is not the words at its offsets: a fault of Byline, never shown as verified."""


def cite(number: int, article: Article, start: int, end: int, speaker: str | None = None) -> Citation:
    """The citation of `text[start:end]` of an article's revision, verified to the character; `speaker` says it there.

    Raises CitationError when the span is empty or lies outside the text.
    """
    if not 0 <= start < end <= len(article.text):
        raise CitationError(f"no words at {start}:{end} of {article.source}, revision {article.revision}")
    return Citation(
        number=number,
        article=article.id,
        source=article.source,
        outlet=article.outlet,
        title=article.title,
        published=article.published,
        url=article.url,
        revision=article.revision,
        start=start,
        end=end,
        quote=article.text[start:end],
        speaker=speaker,
    )


def renumbered(answer: Answer, turns: Sequence[Turn]) -> Answer:
    """The answer with the numbers that its places had earlier in the conversation; new ones go on from there."""
    number: dict[tuple[str, int, int, int], int] = {}
    for c in (c for turn in turns for c in turn.citations):
        if c.number not in number.values():
            number.setdefault(_place(c), c.number)
    if not number or not answer.sentences:
        return answer
    for c in answer.citations:
        number.setdefault(_place(c), max(number.values()) + 1)
    new = {c.number: number[_place(c)] for c in answer.citations}
    sentences = tuple(replace(s, citations=tuple(new[n] for n in s.citations)) for s in answer.sentences)
    citations = tuple(replace(c, number=new[c.number]) for c in answer.citations)
    return replace(answer, text=markdown(sentences, citations), sentences=sentences, citations=citations)


def _place(citation: Citation) -> tuple[str, int, int, int]:
    return citation.article, citation.revision, citation.start, citation.end
