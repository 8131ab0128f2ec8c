"""Citations: exact spans of a stored revision."""

from rag.answer import Citation
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
